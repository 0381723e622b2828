import { describe, expect, test } from "vitest";
import { judge, type CallEnd } from "#core/outcome.ts";
import { rules } from "#test/support/builders.ts";
import { describeAudio } from "./support/fake-media.ts";
import { attemptId } from "./support/line.ts";
import { answered, dialled, NUMBER, registeredLine, type Dialling } from "./support/call.ts";

interface Lasted {
  readonly ringMs?: number;
  readonly talkMs?: number;
}

/** What the end of the attempt is judged to be, and how often it was told. */
async function judged(setting: Pick<Dialling, "ended" | "story">, lasted: Lasted = {}) {
  const end = await setting.ended();
  await new Promise((resolve) => setTimeout(resolve, 5));
  const story = setting.story();
  expect(story.filter((type) => type === "ended")).toHaveLength(1);
  const course = {
    isAnswered: story.includes("answered"),
    isRung: story.includes("progressed"),
    ringMs: lasted.ringMs ?? 4_000,
    talkMs: lasted.talkMs ?? 60_000,
  };
  const verdict = judge(end, course, rules);
  return { end, verdict: [verdict.outcome, verdict.callResult, verdict.disconnectType] };
}

type Judged = readonly [string, number | null, string];
const cause = (n: number): string => `Reason: Q.850;cause=${n}`;
const callFailed: Judged = ["call-failed", 41, "error"];

describe("an INVITE that is refused", () => {
  test.each<[string, readonly string[], Judged]>([
    ...["300", "301", "302", "305", "380"].map((status): [string, readonly string[], Judged] => [
      `${status} Elsewhere`,
      [],
      ["redirected", 22, "transfer.forward"],
    ]),
    ...[
      "400",
      "402",
      "405",
      "406",
      "413",
      "414",
      "415",
      "416",
      "420",
      "421",
      "423",
      "481",
      "488",
    ].map((status): [string, readonly string[], Judged] => [`${status} No`, [], callFailed]),
    ["505 Version Not Supported", [], callFailed],
    ["513 Message Too Large", [], callFailed],
    ["606 Not Acceptable", [], callFailed],
    ["401 Unauthorized", [], ["account-refused", 4, "error"]],
    ["407 Proxy Authentication Required", [], ["account-refused", 4, "error"]],
    ["403 Forbidden", [], ["call-failed", 3, "uncallable"]],
    ["403 Forbidden", [cause(1)], ["bad-number", 11, "uncallable"]],
    ["403 Forbidden", [cause(28)], ["bad-number", 11, "uncallable"]],
    ["404 Not Found", [], ["bad-number", 11, "uncallable"]],
    ["485 Ambiguous", [], ["bad-number", 11, "uncallable"]],
    ["604 Does Not Exist", [], ["bad-number", 11, "uncallable"]],
    ["484 Incomplete", [], ["bad-number", 11, "uncallable"]],
    ["410 Gone", [], ["number-changed", 13, "uncallable"]],
    ["404 Not Found", [cause(2)], ["bad-number", 12, "uncallable"]],
    ["503 No Route", [cause(3)], ["bad-number", 12, "uncallable"]],
    ["408 Request Timeout", [], ["call-failed", 36, "timeout"]],
    ["480 Unavailable", [], ["no-answer", 7, "endpoint"]],
    ["480 Unavailable", [cause(18)], ["no-answer", 7, "timeout"]],
    ["480 Unavailable", [cause(19)], ["no-answer", 7, "timeout"]],
    ["480 Unavailable", [cause(20)], ["no-answer", 7, "endpoint"]],
    ["482 Loop Detected", [], ["call-failed", 43, "error"]],
    ["483 Too Many Hops", [], ["call-failed", 43, "error"]],
    ["486 Busy Here", [], ["busy", 6, "endpoint"]],
    ["600 Busy Everywhere", [], ["busy", 6, "endpoint"]],
    ["486 Busy Here", [cause(17)], ["busy", 6, "endpoint"]],
    ["487 Request Terminated", [], ["dropped", 26, "peer"]],
    ["500 Server Error", [], ["call-failed", 3, "error"]],
    ["500 Server Error", [cause(41)], ["call-failed", 3, "error"]],
    ["501 Not Implemented", [], ["call-failed", 43, "error"]],
    ["502 Bad Gateway", [], ["call-failed", 43, "error"]],
    ["502 Bad Gateway", [cause(27)], ["call-failed", 43, "error"]],
    ["502 Bad Gateway", [cause(38)], ["call-failed", 43, "error"]],
    ["503 Unavailable", [], ["network-busy", 10, "system"]],
    ["503 Unavailable", [cause(34)], ["network-busy", 15, "system"]],
    ["503 Unavailable", [cause(42)], ["network-busy", 16, "system"]],
    ["503 Unavailable", [cause(44)], ["network-busy", 10, "system"]],
    ["503 Unavailable", [cause(47)], ["network-busy", 10, "system"]],
    ["504 Timeout", [], ["call-failed", 36, "timeout"]],
    ["504 Timeout", [cause(102)], ["call-failed", 36, "timeout"]],
    ["603 Decline", [], ["declined", 5, "peer"]],
    ["603 Decline", [cause(21)], ["declined", 5, "peer"]],
    ["607 Unwanted", [], ["do-not-call", 5, "spam"]],
    ["608 Rejected", [], ["do-not-call", 5, "uncallable"]],
    ["480 Unavailable", [cause(22)], ["number-changed", 13, "uncallable"]],
    ["480 Unavailable", [cause(31)], ["call-failed", 3, "error"]],
    ["500 Server Error", [cause(127)], ["call-failed", 3, "error"]],
    ["486 Busy Here", [cause(16)], ["busy", 6, "endpoint"]],
  ])("%s with %j", async (status, headers, verdict) => {
    const setting = await dialled();
    setting.server.reply(setting.invite, status, { headers });
    const { end, verdict: told } = await judged(setting);
    expect(told).toEqual(verdict);
    const q850 = /cause=(\d+)/.exec(headers.join())?.[1];
    expect(end).toMatchObject({
      sipStatus: Number.parseInt(status),
      q850Cause: q850 === undefined ? null : Number(q850),
    });
    expect(end.sipReason).toContain(status.slice(4));
  });

  test("408 after ringing", async () => {
    const setting = await dialled();
    setting.server.ring(setting.invite);
    await setting.fact("progressed");
    setting.server.reply(setting.invite, "408 Request Timeout");
    expect((await judged(setting)).verdict).toEqual(["no-answer", 7, "timeout"]);
  });

  test.each([480, 503])("%i with Retry-After keeps it", async (status) => {
    const setting = await dialled();
    setting.server.reply(setting.invite, `${status} Later`, { headers: ["Retry-After: 120"] });
    expect((await judged(setting)).end).toMatchObject({ retryAfterSeconds: 120 });
  });
});

describe("a call that was answered", () => {
  test("and that the agent ends", async () => {
    const setting = await answered();
    setting.phone.hangUp(setting.attempt);
    setting.server.reply(await setting.server.next("BYE"), "200 OK");
    const { end, verdict } = await judged(setting);
    expect(verdict).toEqual(["answered", 0, "client"]);
    expect(end).toMatchObject({ by: "agent", sipStatus: 200 });
  });

  test.each([
    [rules.shortTalkMs - 1, 5],
    [rules.shortTalkMs, 0],
  ])("and that the far end ends after %i ms", async (talkMs, callResult) => {
    const setting = await answered();
    setting.server.request(setting.invite, "BYE", { headers: [cause(16)] });
    const { end, verdict } = await judged(setting, { talkMs });
    expect(verdict).toEqual(["answered", callResult, "peer"]);
    expect(end).toMatchObject({ by: "far-end", q850Cause: 16 });
  });

  test("and whose audio fails", async () => {
    const setting = await answered({ timing: { pathLostMs: 20 } });
    const session = (setting.media.asked[0]?.input as { session: string }).session;
    setting.media.tell("connection", { session, state: "failed" });
    expect((await judged(setting)).verdict).toEqual(["dropped", 42, "transport.failure"]);
  });

  test("and whose server is lost for good", async () => {
    const setting = await answered({ timing: { talkLostMs: 40 } });
    await setting.server.stop();
    const { end, verdict } = await judged(setting);
    expect(verdict).toEqual(["unknown", 4, "transport.failure"]);
    expect(end.fault).toBe("signalling-lost");
  });
});

describe("a call that we give up", () => {
  async function cancelled(): Promise<Dialling> {
    const setting = await dialled();
    setting.server.ring(setting.invite);
    await setting.fact("progressed");
    setting.phone.hangUp(setting.attempt);
    setting.server.reply(await setting.server.next("CANCEL"), "200 OK");
    setting.server.reply(setting.invite, "487 Request Terminated");
    return setting;
  }

  test.each([
    [rules.longRingMs - 1, 19],
    [rules.longRingMs, 27],
  ])("by the agent after %i ms of ringing", async (ringMs, callResult) => {
    const { end, verdict } = await judged(await cancelled(), { ringMs });
    expect(verdict).toEqual(["given-up", callResult, "client"]);
    expect(end).toMatchObject({ by: "agent", sipStatus: 487 });
  });

  test("while its answer is still being applied is confirmed and ended with a BYE", async () => {
    const setting = await dialled({ timing: { cancelMs: 20 } });
    const { server, media, phone, attempt } = setting;
    media.held.add("accept");
    server.answer(setting.invite, describeAudio("sendrecv", "far"));
    while (!media.names().includes("accept")) await new Promise(setImmediate);
    phone.hangUp(attempt);
    const { end, verdict } = await judged(setting);
    expect(end).toMatchObject({ by: "agent", sipStatus: 200 });
    expect(verdict).toEqual(["given-up", 19, "client"]);
    await server.next("ACK");
    await server.next("BYE");
    media.let();
    expect([server.count("ACK"), server.count("BYE"), server.count("CANCEL")]).toEqual([1, 1, 0]);
  });

  test("while its answer is being applied and the server is away is ended when that is back", async () => {
    const setting = await dialled({ timing: { reconnectFirstMs: 100 } });
    const { server, media, phone, attempt } = setting;
    media.held.add("accept");
    server.answer(setting.invite, describeAudio("sendrecv", "far"));
    while (!media.names().includes("accept")) await new Promise(setImmediate);
    const before = setting.facts.length;
    server.kick();
    while (setting.facts.length === before) await new Promise(setImmediate);
    phone.hangUp(attempt);
    expect((await judged(setting)).end).toMatchObject({ by: "agent", sipStatus: 200 });
    await server.next("ACK");
    await server.next("BYE");
  });

  test("because nobody answered in time", async () => {
    const end: CallEnd = { ...(await judged(await cancelled())).end, by: "no-answer-timer" };
    const course = { isAnswered: false, isRung: true, ringMs: 45_000, talkMs: 0 };
    expect(judge(end, course, rules)).toMatchObject({
      outcome: "no-answer",
      callResult: 7,
      disconnectType: "timeout",
    });
  });
});

describe("a call of which nothing comes on our side", () => {
  test("because the microphone cannot be opened is none, and does not count", async () => {
    const setting = await registeredLine();
    setting.media.failures.set("prepare", { code: "microphone", reason: "blocked" });
    setting.phone.invite(attemptId(), NUMBER);
    const { end, verdict } = await judged(setting);
    expect(verdict).toEqual(["call-failed", null, "error"]);
    expect(end).toMatchObject({ fault: "microphone", sipStatus: null });
  });

  test("because there is no way to send is told from a server's own 503", async () => {
    const setting = await registeredLine();
    await setting.server.stop();
    await new Promise((resolve) => setTimeout(resolve, 30));
    setting.phone.invite(attemptId(), NUMBER);
    const { end, verdict } = await judged(setting);
    expect(verdict).toEqual(["call-failed", null, "transport.failure"]);
    expect(end).toMatchObject({ fault: "not-connected", sipStatus: null });
  });

  test("because its audio cannot be set up before the answer", async () => {
    const setting = await dialled();
    const session = (setting.media.asked[0]?.input as { session: string }).session;
    setting.media.tell("connection", { session, state: "failed" });
    setting.server.reply(setting.invite, "487 Request Terminated");
    expect((await judged(setting)).verdict).toEqual(["call-failed", 41, "transport.failure"]);
  });

  test("because its server is lost while it is dialled is unknown, for the agent to review", async () => {
    const setting = await dialled({ timing: { dialLostMs: 40 } });
    await setting.server.stop();
    expect((await judged(setting)).verdict).toEqual(["unknown", 4, "transport.failure"]);
  });
});

test("an answer without a description is no call", async () => {
  const setting = await dialled();
  setting.server.answer(setting.invite, "");
  const { end } = await judged(setting);
  expect(end).toMatchObject({ sipStatus: 200, fault: "media-path" });
});
