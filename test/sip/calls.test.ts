import { describe, expect, test } from "vitest";
import type { CallId } from "#core/call-id.ts";
import { answered, dialled, NUMBER, registeredLine, type SettingOptions } from "./support/call.ts";
import { describeAudio } from "./support/fake-media.ts";
import { callerOf, ringing, taken } from "./support/far-caller.ts";
import { attemptId } from "./support/line.ts";

const OTHER = "+15550101";
const farAnswer = describeAudio("sendrecv", "far");
const soon = (ms = 20) => new Promise((resolve) => setTimeout(resolve, ms));
const someId = (): CallId => attemptId();

/** The customer is on the line, and so is the one who is asked about her. */
async function consulting(options: SettingOptions = {}) {
  const setting = await answered(options);
  const consult = someId();
  setting.phone.invite(consult, OTHER, { beside: setting.attempt });
  const consultInvite = await setting.server.next("INVITE");
  setting.server.answer(consultInvite, describeAudio("sendrecv", "desk"), "desk");
  await setting.fact("answered");
  await setting.server.next("ACK");
  const sessionOf = (call: CallId): string => setting.phone.sessionOf(call) ?? "";
  return { ...setting, consult, consultInvite, sessionOf };
}

describe("a consultation", () => {
  test("is a call of its own beside the customer's, with a session of its own", async () => {
    const { phone, server, attempt, consult, consultInvite, media, sessionOf, ended } =
      await consulting();
    expect(consultInvite.start).toContain(OTHER);
    expect(sessionOf(attempt)).not.toBe(sessionOf(consult));
    expect(media.names().filter((name) => name === "open")).toHaveLength(1);
    phone.hangUp(consult);
    expect((await server.next("BYE")).header("Call-ID")).toBe(consultInvite.header("Call-ID"));
    await ended();
    phone.hold(attempt);
    server.answer(await server.next("INVITE"), describeAudio("recvonly", "far"));
    expect(sessionOf(attempt)).not.toBe("");
  });

  test("is not begun beside a call that nobody answered, nor twice, nor after its call", async () => {
    const ring = await dialled();
    ring.phone.invite(someId(), OTHER, { beside: ring.attempt });
    expect(await ring.ended()).toMatchObject({ fault: "not-connected" });
    const { phone, server, attempt, consult, fact } = await consulting();
    const second = someId();
    phone.invite(second, OTHER, { beside: attempt });
    expect(await fact("ended")).toMatchObject({ call: second });
    phone.invite(consult, OTHER, { beside: attempt });
    await soon();
    expect(server.count("INVITE")).toBe(2);
    expect(ring.server.count("INVITE")).toBe(1);
  });

  test("may follow one that has ended", async () => {
    const { phone, server, attempt, consult, fact } = await consulting();
    phone.hangUp(consult);
    server.reply(await server.next("BYE"), "200 OK");
    await fact("ended");
    phone.invite(someId(), OTHER, { beside: attempt });
    await server.next("INVITE");
  });

  test("leaves alone what is prepared for the next attempt", async () => {
    const { phone, media, server, attempt } = await answered();
    phone.prepare();
    const { session } = media.asked.at(-1)?.input as { session: string };
    phone.invite(someId(), OTHER, { beside: attempt });
    await server.next("INVITE");
    phone.release();
    expect(media.asked.at(-1)).toMatchObject({ name: "release", input: { session } });
  });
});

describe("one attempt at a time", () => {
  test("an attempt beside a live one is told as ended, with nothing sent", async () => {
    const { phone, server, fact } = await answered();
    const second = attemptId();
    phone.invite(second, OTHER);
    expect(await fact("ended")).toMatchObject({
      call: second,
      end: { fault: "not-connected", sipStatus: null },
    });
    expect(server.count("INVITE")).toBe(1);
  });

  test("an attempt beside an incoming call is sent", async () => {
    const { phone, server } = await taken();
    phone.invite(attemptId(), NUMBER);
    await server.next("INVITE");
  });

  test("an incoming call beside an attempt rings", async () => {
    const setting = await answered();
    callerOf(setting).invite({ body: farAnswer });
    await setting.server.next("180");
    expect(setting.story().at(-1)).toBe("arrived");
  });
});

describe("a call that takes the place of ours with the same far end", () => {
  test("names the dialog that it is for", async () => {
    const { phone, server, attempt, invite } = await answered();
    phone.invite(someId(), NUMBER, { replaces: attempt });
    const again = await server.next("INVITE");
    const from = /;tag=([^;]+)/.exec(invite.header("From"))?.[1] ?? "";
    expect(again.header("Replaces")).toBe(
      `${invite.header("Call-ID")};to-tag=far;from-tag=${from}`,
    );
  });

  test("is not begun for a call that is not there", async () => {
    const { phone, server, ended } = await registeredLine();
    phone.invite(someId(), NUMBER, { replaces: attemptId() });
    expect(await ended()).toMatchObject({ fault: "not-connected" });
    expect(server.count("INVITE")).toBe(0);
  });
});

test("what is to be shown to the called party goes to our server", async () => {
  const { phone, server } = await registeredLine({ account: { callerIdFromCallback: true } });
  phone.invite(attemptId(), NUMBER, { callerId: "+15550177", callerIdName: 'The "Shop"' });
  expect((await server.next("INVITE")).header("P-Preferred-Identity")).toBe(
    '"The Shop" <sip:+15550177@example.invalid>',
  );
});

describe("joining", () => {
  test("lets the far ends hear each other, and parts them again", async () => {
    const { phone, attempt, consult, media, fact, sessionOf } = await consulting();
    phone.join([attempt, consult]);
    expect(await fact("joined")).toMatchObject({ call: attempt, isJoined: true });
    expect(await fact("joined")).toMatchObject({ call: consult, isJoined: true });
    expect(media.asked.at(-1)).toEqual({
      name: "mix",
      input: { sessions: [sessionOf(attempt), sessionOf(consult)] },
    });
    phone.join([]);
    expect(await fact("joined")).toMatchObject({ call: attempt, isJoined: false });
    expect(await fact("joined")).toMatchObject({ call: consult, isJoined: false });
    expect(media.asked.at(-1)).toEqual({ name: "mix", input: { sessions: [] } });
  });

  test("resumes the one that is on hold", async () => {
    const { phone, server, attempt, consult, fact } = await consulting();
    phone.hold(attempt);
    server.answer(await server.next("INVITE"), describeAudio("recvonly", "far"));
    await fact("hold-settled");
    phone.join([attempt, consult]);
    server.answer(await server.next("INVITE"), farAnswer);
    expect(await fact("hold-settled")).toMatchObject({ call: attempt, isHeld: false });
  });

  test("asks nobody again to resume who is being asked", async () => {
    const { phone, server, attempt, consult, fact } = await consulting();
    phone.hold(attempt);
    server.answer(await server.next("INVITE"), describeAudio("recvonly", "far"));
    await fact("hold-settled");
    phone.resume(attempt);
    phone.join([attempt, consult]);
    server.answer(await server.next("INVITE"), farAnswer);
    expect(await fact("hold-settled")).toMatchObject({ call: attempt, isHeld: false });
    await soon();
    // One for each call, one to hold, one to resume.
    expect(server.count("INVITE")).toBe(4);
  });

  test("ends for the one that is left when the other hangs up", async () => {
    const { phone, server, attempt, consult, consultInvite, media, fact } = await consulting();
    phone.join([attempt, consult]);
    await fact("joined");
    await fact("joined");
    server.request(consultInvite, "BYE", { tag: "desk" });
    await fact("ended");
    expect(await fact("joined")).toMatchObject({ call: attempt, isJoined: false });
    expect(media.asked.at(-1)).toEqual({ name: "mix", input: { sessions: [] } });
  });

  test("is mixed again by the media window that carries the calls on", async () => {
    const { phone, server, attempt, consult, media, fact, story } = await consulting();
    phone.join([attempt, consult]);
    await fact("joined");
    await fact("joined");
    media.replace();
    server.answer(await server.next("INVITE"), farAnswer);
    server.answer(await server.next("INVITE"), farAnswer);
    await fact("joined");
    expect(await fact("joined")).toMatchObject({ isJoined: true });
    expect(media.asked.findLast(({ name }) => name === "mix")?.input).toEqual({
      sessions: [phone.sessionOf(attempt), phone.sessionOf(consult)],
    });
    expect(story()).not.toContain("ended");
  });

  test("that the media window cannot do is told as not joined", async () => {
    const { phone, attempt, consult, media, fact } = await consulting();
    media.failures.set("mix", { code: "fault", reason: "no" });
    phone.join([attempt, consult]);
    expect(await fact("joined")).toMatchObject({ call: attempt, isJoined: false });
  });

  test("of a call that was not answered joins nothing", async () => {
    const { phone, attempt, media, fact } = await answered();
    phone.join([attempt, attemptId()]);
    expect(await fact("joined")).toMatchObject({ call: attempt, isJoined: false });
    expect(media.asked.at(-1)).toEqual({ name: "mix", input: { sessions: [] } });
  });
});

describe("a reconnection", () => {
  test("sends a re-INVITE in every live call", async () => {
    const { server, invite, consultInvite } = await consulting();
    server.kick();
    const ids = new Set<string>();
    for (let count = 0; count < 2; count += 1) {
      const refresh = await server.next("INVITE");
      ids.add(refresh.header("Call-ID"));
      server.answer(refresh, farAnswer, /tag=desk/.test(refresh.header("To")) ? "desk" : "far");
    }
    expect(ids).toEqual(new Set([invite.header("Call-ID"), consultInvite.header("Call-ID")]));
  });

  test("does not wait for a re-INVITE that went down with the old socket", async () => {
    const { phone, server, attempt, fact } = await answered();
    phone.hold(attempt);
    await server.next("INVITE");
    server.kick();
    await fact("hold-refused");
    expect((await server.next("INVITE")).body).toBe(describeAudio("sendrecv"));
  });
});

test("a machine that woke tells every far end where it is now", async () => {
  const { phone, server, invite, story } = await answered();
  phone.refresh("woke");
  const refresh = await server.next("INVITE");
  expect(refresh.header("Call-ID")).toBe(invite.header("Call-ID"));
  expect(server.count("REGISTER")).toBe(2);
  server.answer(refresh, farAnswer);
  await server.next("ACK");
  expect(story()).toEqual(["sent", "progressed", "answered"]);
});

describe("another network", () => {
  const restarts = (media: { asked: readonly { name: string; input: object }[] }) =>
    media.asked.filter(({ input }) => "isIceRestart" in input && input.isIceRestart);

  test("has new addresses gathered in every call", async () => {
    const { phone, server, media } = await consulting();
    phone.refresh("network-changed");
    for (let count = 0; count < 2; count += 1)
      server.answer(await server.next("INVITE"), farAnswer);
    await server.next("ACK");
    await server.next("ACK");
    expect(restarts(media)).toHaveLength(2);
    phone.refresh("network-changed");
    await server.next("INVITE");
    expect(restarts(media).length).toBeGreaterThan(2);
  });

  test("concerns one offer, and not those that follow it", async () => {
    const { phone, server, attempt, media, fact } = await answered();
    phone.refresh("network-changed");
    server.answer(await server.next("INVITE"), farAnswer);
    await server.next("ACK");
    phone.hold(attempt);
    server.answer(await server.next("INVITE"), describeAudio("recvonly", "far"));
    await fact("hold-settled");
    expect(restarts(media)).toHaveLength(1);
  });

  test("that the far end refused to hear of is told again with the next offer", async () => {
    const { phone, server, attempt, media, fact } = await answered();
    phone.refresh("network-changed");
    server.reply(await server.next("INVITE"), "500 Server Error");
    await server.next("ACK");
    phone.hold(attempt);
    server.answer(await server.next("INVITE"), describeAudio("recvonly", "far"));
    await fact("hold-settled");
    expect(restarts(media)).toHaveLength(2);
  });

  test("found while the server is away is told when it is back", async () => {
    const { phone, server, media, fact } = await answered();
    server.kick();
    await fact("registration-changed");
    phone.refresh("network-changed");
    server.answer(await server.next("INVITE"), farAnswer);
    await server.next("ACK");
    expect(restarts(media)).toHaveLength(1);
  });

  test("leaves a call that rings alone", async () => {
    const { phone, server } = await ringing();
    phone.refresh("network-changed");
    await soon();
    expect(server.count("INVITE")).toBe(0);
  });
});

test("a media window that is lost ends the calls that it carried, and no other", async () => {
  const setting = await answered();
  callerOf(setting).invite({ body: farAnswer });
  const { call } = await setting.fact("arrived");
  setting.media.setPresence(false);
  expect(await setting.fact("ended")).toMatchObject({ call: setting.attempt });
  setting.media.setPresence(true);
  setting.phone.answer(call);
  await setting.fact("answered");
});

test("stopping ends every call", async () => {
  const { phone, server, facts } = await consulting();
  await phone.stop();
  expect(server.count("BYE")).toBe(2);
  expect(facts.filter(({ type }) => type === "ended")).toHaveLength(2);
});

describe("a call whose sides agreed to confirm it now and then", () => {
  async function agreed(refresher: "uac" | "uas") {
    const setting = await dialled({ timing: { refreshFloorMs: 20 } });
    const headers = [
      "Contact: <sip:far@127.0.0.1;transport=ws>",
      `Session-Expires: 1;refresher=${refresher}`,
    ];
    setting.server.reply(setting.invite, "200 OK", { headers, body: farAnswer });
    await setting.fact("answered");
    return setting;
  }

  test("says so in its INVITE, and sends one again when it is our turn", async () => {
    const { server, invite, story } = await agreed("uac");
    expect(invite.header("Session-Expires")).toMatch(/^1800/);
    const again = await server.next("INVITE");
    expect(again.header("Session-Expires")).toBe("1;refresher=uac");
    expect(story()).toEqual(["sent", "answered"]);
  });

  test("ends when the far end does not, in its turn", async () => {
    const { server, ended } = await agreed("uas");
    await server.next("BYE");
    expect(await ended()).toMatchObject({ by: "network", sipStatus: 200, fault: null });
  });
});
