import { afterEach, beforeEach, expect, test } from "vitest";
import { mend } from "#sip/incoming-message.ts";
import { answered, dialled, type Dialling } from "./support/call.ts";
import { faultsOf } from "./support/faults.ts";
import { countHeld, usedHeap } from "./support/held.ts";
import { heavy, heavySdp } from "./support/torture/heavy.ts";
import { invalid } from "./support/torture/invalid.ts";
import { but, KIM, message, sdp, usual } from "./support/torture/message.ts";
import { diceOf, mutate, renewed } from "./support/torture/mutations.ts";
import { semantics } from "./support/torture/semantics.ts";
import { valid } from "./support/torture/valid.ts";

const faults = faultsOf();
beforeEach(() => {
  faults.listen();
});
afterEach(async () => {
  expect(await faults.end()).toEqual([]);
});

let controls = 0;

/** Everything the line answers until it has answered a question asked after the text. */
async function answersTo(setting: Dialling, text: string): Promise<string[]> {
  const { server } = setting;
  const before = server.seen.length;
  server.send(text);
  controls += 1;
  const name = `control-${controls}`;
  server.send(message(`OPTIONS ${KIM} SIP/2.0`, ...usual(name, "OPTIONS")));
  for (;;) {
    if ((await server.next("200")).header("Call-ID").startsWith(`${name}@`)) break;
  }
  return server.seen
    .slice(before)
    .filter((seen) => /^\d/.test(seen.what) && !seen.header("Call-ID").startsWith("control-"))
    .map(({ what }) => what)
    .filter((status) => status !== "100");
}

/** Kinds of facts about our own call: some of what comes in rings. */
const ownStory = ({ facts, attempt }: Dialling): string[] =>
  facts.flatMap((fact) => ("call" in fact && fact.call === attempt ? [fact.type] : []));

/** What the far end of the call may say within it, its last word apart. */
function withinCall({ invite }: Dialling): string[] {
  const contact = /<([^>]+)>/.exec(invite.header("Contact"))?.[1] ?? "";
  const methods = [
    "INVITE",
    "INFO",
    "NOTIFY",
    "UPDATE",
    "PRACK",
    "OPTIONS",
    "MESSAGE",
    "REFER",
    "ACK",
  ];
  return methods.map((method) =>
    message(
      `${method} ${contact} SIP/2.0`,
      ...but(`within-${method}`, method, {
        From: `${invite.header("To")};tag=far`,
        To: invite.header("From"),
        "Call-ID": invite.header("Call-ID"),
      }),
      ...(method === "INVITE" ? ["Content-Type: application/sdp", sdp] : []),
    ),
  );
}

test("ten thousand mutations leave the process, the line and its call as they were", async () => {
  const before = countHeld();
  const setting = await answered({ timing: { probeMs: 0 } });
  const { phone, server, attempt, media } = setting;
  const seeds = [
    ...[...valid, ...invalid, ...semantics].map(({ text }) => text),
    ...withinCall(setting),
  ];
  const dice = diceOf(4475);
  const heap = usedHeap();
  for (let sent = 0; sent < 10_000; sent += 100) {
    for (let n = 0; n < 100; n += 1) {
      const text = renewed(seeds[dice(seeds.length)] ?? "", sent + n);
      server.send(Buffer.from(mutate(text, dice)));
    }
    await answersTo(setting, "\r\n");
    server.seen.length = 0;
  }
  expect(ownStory(setting)).not.toContain("ended");
  expect(setting.facts.filter(({ type }) => type === "registration-changed")).toHaveLength(2);
  phone.hangUp(attempt);
  server.reply(await server.next("BYE"), "200 OK");
  while (!ownStory(setting).includes("ended")) await new Promise((go) => setTimeout(go, 5));
  await phone.stop();
  await server.stop();
  expect(media.countListeners()).toBe(0);
  setting.facts.length = 0;
  setting.reports.length = 0;
  media.asked.length = 0;
  expect(usedHeap() - heap).toBeLessThan(5_000_000);
  expect(countHeld()).toBeLessThanOrEqual(before);
}, 60_000);

test("ringing told without any words is noticed", async () => {
  const { server, invite, fact } = await dialled();
  server.reply(invite, "180 ", { headers: ["Contact: <sip:far@127.0.0.1>"] });
  await fact("progressed");
});

test("each case of RFC 4475 is met as it should be, and a call goes on through all of them", async () => {
  const setting = await answered();
  const cases = [...valid, ...invalid, ...semantics];
  expect(cases).toHaveLength(49);
  const wrong: string[] = [];
  for (const { name, text, answer } of cases) {
    const answers = await answersTo(setting, text);
    const isRight =
      answer === null
        ? answers.length === 0
        : answers.length === 1 && answer.test(answers[0] ?? "");
    if (!isRight)
      wrong.push(`${name}: ${answers.join(" ")} instead of ${answer?.source ?? "nothing"}`);
  }
  expect(wrong).toEqual([]);
  expect(ownStory(setting)).toEqual(["sent", "progressed", "answered"]);
  setting.server.request(setting.invite, "BYE");
  while (!ownStory(setting).includes("ended")) await new Promise((go) => setTimeout(go, 5));
});

test("the heaviest messages are all but refused, and a call goes on through them", async () => {
  const setting = await answered({ timing: { probeMs: 0 } });
  const { server, invite } = setting;
  const frames = heavy.filter((text) => text.length > 65_536);
  const read = heavy.filter((text) => mend(text, "example.invalid").do === "read");
  expect(read).toEqual(heavy.filter((text) => !frames.includes(text)));
  expect(frames).toHaveLength(2);
  for (const [n, text] of heavy.entries()) await answersTo(setting, renewed(text, n));
  server.request(invite, "INVITE", { body: heavySdp });
  while (!(await server.next("200")).header("CSeq").endsWith("INVITE"));
  expect(ownStory(setting)).toEqual(["sent", "progressed", "answered"]);
});
