import { afterEach, beforeEach, expect, test } from "vitest";
import { answered, NUMBER, registeredLine, type Setting } from "./support/call.ts";
import { describeAudio } from "./support/fake-media.ts";
import { faultsOf } from "./support/faults.ts";
import { attemptId } from "./support/line.ts";
import { replyTo, type Seen } from "./support/raw-server.ts";
import { diceOf, mutate, type Dice } from "./support/torture/mutations.ts";

const faults = faultsOf();
beforeEach(() => {
  faults.listen();
});
afterEach(async () => {
  expect(await faults.end()).toEqual([]);
});

const contact = "Contact: <sip:far@127.0.0.1;transport=ws>";
const sdp = describeAudio("sendrecv", "far");
const challenge = 'Digest realm="here", nonce="n1", qop="auth"';

/** What a server may say to a request of ours, before anything is changed in it. */
function repliesTo(request: Seen): readonly string[] {
  const grant = `Contact: ${request.header("Contact")};expires=300`;
  const ofMethod = {
    INVITE: [
      replyTo(request, "100 Trying"),
      replyTo(request, "180 Ringing", { headers: [contact] }),
      replyTo(request, "183 Session Progress", { headers: [contact], body: sdp }),
      replyTo(request, "183 Session Progress", {
        headers: [contact, "Require: 100rel", "RSeq: 1"],
        body: sdp,
        tag: "reliable",
      }),
      replyTo(request, "199 Early Dialog Terminated", { headers: [contact] }),
      replyTo(request, "200 OK", {
        headers: [contact, "Session-Expires: 90;refresher=uac"],
        body: sdp,
      }),
      replyTo(request, "200 OK", { headers: [contact], body: sdp, tag: "other" }),
      replyTo(request, "302 Moved", { headers: [contact] }),
      replyTo(request, "422 Too Small", { headers: ["Min-SE: 1900"] }),
      replyTo(request, "486 Busy Here", { headers: ['Reason: Q.850;cause=17;text="busy"'] }),
      replyTo(request, "407 Proxy Authentication Required", {
        headers: [`Proxy-Authenticate: ${challenge}`],
      }),
    ],
    REGISTER: [
      replyTo(request, "200 OK", { headers: [grant, "Service-Route: <sip:home.invalid;lr>"] }),
      replyTo(request, "401 Unauthorized", { headers: [`WWW-Authenticate: ${challenge}`] }),
      replyTo(request, "423 Interval Too Brief", { headers: ["Min-Expires: 900"] }),
      replyTo(request, "503 Service Unavailable", { headers: ["Retry-After: 0"] }),
    ],
  };
  return request.what === "INVITE" || request.what === "REGISTER"
    ? ofMethod[request.what]
    : [replyTo(request, "200 OK"), replyTo(request, "481 Call Does Not Exist")];
}

/** Sends so many changed replies; returns how many those were. */
function confuse({ server }: Setting, request: Seen, count: number, dice: Dice): number {
  const replies = repliesTo(request);
  for (let n = 0; n < count; n += 1) {
    server.send(Buffer.from(mutate(replies[dice(replies.length)] ?? "", dice)));
  }
  return count;
}

async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) await new Promise((go) => setTimeout(go, 2));
}

/** It still registers, and a call still comes about and ends as it should. */
async function isUsable({ phone, server, facts }: Setting): Promise<void> {
  server.seen.length = 0;
  server.kick();
  await server.next("REGISTER");
  await until(() => {
    const last = facts.findLast(({ type }) => type === "registration-changed");
    return last?.type === "registration-changed" && last.registration.at === "registered";
  });
  const attempt = attemptId();
  phone.invite(attempt, NUMBER);
  server.answer(await server.next("INVITE"), sdp);
  const told = (type: string) => () =>
    facts.some((fact) => "call" in fact && fact.call === attempt && fact.type === type);
  await until(told("answered"));
  phone.hangUp(attempt);
  server.reply(await server.next("BYE"), "200 OK");
  await until(told("ended"));
}

test("thousands of changed responses to our calls leave the line usable", async () => {
  const setting = await registeredLine({ timing: { probeMs: 0, cancelMs: 20, dialLostMs: 50 } });
  const { phone, server, facts } = setting;
  const dice = diceOf(3261);
  let sent = 0;
  while (sent < 3_000) {
    server.seen.length = 0;
    const attempt = attemptId();
    phone.invite(attempt, NUMBER);
    sent += confuse(setting, await server.next("INVITE"), 10, dice);
    server.send("\r\n\r\n");
    await until(() => facts.some((fact) => "call" in fact && fact.call === attempt));
    phone.hangUp(attempt);
    await until(() => facts.some((fact) => fact.type === "ended" && fact.call === attempt));
    for (const request of [...server.seen]) {
      if (/^(?:BYE|CANCEL|PRACK|INVITE)$/.test(request.what)) {
        sent += confuse(setting, request, 4, dice);
        server.reply(request, request.what === "INVITE" ? "487 Request Terminated" : "200 OK");
      }
    }
    facts.length = 0;
  }
  await isUsable(setting);
});

test("thousands of changed responses to what keeps the line leave it usable", async () => {
  const setting = await answered({
    timing: { probeMs: 5, refusedRetryMs: 20, refreshFloorMs: 5, reconnectNearMs: 20 },
  });
  const { server, facts } = setting;
  const dice = diceOf(3665);
  let sent = 0;
  server.onRegister = (request) => {
    sent += confuse(setting, request, 20, dice);
    server.grant(request, 0);
  };
  server.onProbe = (request) => {
    sent += confuse(setting, request, 20, dice);
    server.reply(request, "200 OK");
  };
  while (sent < 3_000) {
    server.kick();
    const { length } = server.seen;
    await until(() => server.seen.slice(length).some(({ what }) => what === "REGISTER"));
    facts.length = 0;
  }
  server.onRegister = (request) => {
    server.grant(request);
  };
  server.onProbe = (request) => {
    server.reply(request, "200 OK");
  };
  setting.phone.hangUp(setting.attempt);
  await until(() => facts.some(({ type }) => type === "ended"));
  await isUsable(setting);
});
