import { describe, expect, test } from "vitest";
import type { CallId } from "#core/call-id.ts";
import type { CallbackKey } from "#core/callback.ts";
import type { CallEnd } from "#core/outcome.ts";
import { stepSides } from "#core/side-calls-step.ts";
import { nextSideDeadline } from "#core/side-deadline.ts";
import {
  noSideCalls,
  type AttemptLine,
  type SideCalls,
  type SideEffect,
  type SideEvent,
  type SideHappening,
  type SideRecord,
} from "#core/side-calls.ts";
import { epochMs, later } from "#core/time.ts";
import { rules as turnRules } from "#test/support/builders.ts";

const id = (name: string) => name as CallId;
const at = epochMs(1_000);
const rules = { ...turnRules, mostAlerting: 1, isWaitingAllowed: true };
const talking: AttemptLine = { id: id("customer"), at: "talking", hold: "off", isEnding: false };
const held: AttemptLine = { ...talking, hold: "on" };
const end: CallEnd = {
  by: "far-end",
  sipStatus: 200,
  sipReason: null,
  q850Cause: null,
  retryAfterSeconds: null,
  fault: null,
};

const arrived = (call: string, answersAt: number | null = null): SideHappening => ({
  type: "arrived",
  call: id(call),
  number: "+15550142",
  name: "Maria Keller",
  about: null,
  answersAt: answersAt === null ? null : epochMs(answersAt),
});
const answer = (call: string): SideHappening => ({ type: "answer-asked", call: id(call) });
const answered = (call: string): SideHappening => ({ type: "answered", call: id(call) });
const ended = (call: string): SideHappening => ({ type: "ended", call: id(call), end });
const consult: SideHappening = {
  type: "consult-asked",
  call: id("colleague"),
  number: "+15550143",
  beside: id("customer"),
};
const settled = (call: string, isHeld: boolean): SideHappening => ({
  type: "hold-settled",
  call: id(call),
  isHeld,
});

interface Told {
  sides: SideCalls;
  records: SideRecord[];
  effects: SideEffect[];
}

/** Plays events, each beside the attempt as it stands then. */
function play(
  ...events: readonly (readonly [SideHappening | SideEvent, AttemptLine | null])[]
): Told {
  const told: Told = { sides: noSideCalls, records: [], effects: [] };
  for (const [event, attempt] of events) {
    const step = stepSides(told.sides, { now: at, ...event }, attempt, rules);
    told.sides = step.sides;
    told.records.push(...step.records);
    told.effects.push(...step.effects);
  }
  return told;
}
const did = ({ effects }: Told) =>
  effects.map((effect) => ("call" in effect ? `${effect.do} ${effect.call}` : effect.do));
const outcomes = ({ records }: Told) =>
  records.flatMap((record) => (record.write === "side-closed" ? [record.outcome] : []));

describe("a call that comes in", () => {
  test("alerts, and is answered only when the agent says so", () => {
    expect(did(play([arrived("in"), null]))).toEqual([]);
    expect(did(play([arrived("in"), null], [answer("in"), null]))).toEqual(["answer in"]);
  });
  test("while the customer is on the line, is answered after her hold is confirmed", () => {
    const asked = play([arrived("in"), talking], [answer("in"), talking]);
    expect(did(asked)).toEqual(["hold customer"]);
    const free = play(
      [arrived("in"), talking],
      [answer("in"), talking],
      [settled("customer", true), held],
    );
    expect(did(free)).toEqual(["hold customer", "answer in"]);
  });
  test("is not answered by word of a resume that was under way", () => {
    const resumed = settled("customer", false);
    const told = play([arrived("in"), talking], [answer("in"), talking], [resumed, talking]);
    expect(did(told)).toEqual(["hold customer"]);
  });
  test("goes on ringing when the customer could not be put on hold", () => {
    const refused: SideHappening = { type: "hold-refused", call: id("customer") };
    const told = play([arrived("in"), talking], [answer("in"), talking], [refused, talking]);
    expect(told.sides.calls.map((call) => call.at)).toEqual(["alerting"]);
    expect(told.sides.waiting).toBeNull();
  });
  test("is answered at once when the customer hangs up while her hold was asked for", () => {
    const told = play([arrived("in"), talking], [answer("in"), talking], [ended("customer"), null]);
    expect(did(told)).toEqual(["hold customer", "answer in"]);
  });
  test("hears busy when one alerts already, and when no call may wait", () => {
    expect(did(play([arrived("in"), null], [arrived("second"), null]))).toEqual(["decline second"]);
    const strict = { ...rules, isWaitingAllowed: false };
    const step = stepSides(noSideCalls, { ...arrived("in"), now: at }, talking, strict);
    expect(step.effects).toEqual([{ do: "decline", call: "in", how: "busy" }]);
    const told = play([arrived("in"), null], [arrived("second"), null], [ended("second"), null]);
    expect(outcomes(told)).toEqual(["busy"]);
  });
  test("is missed when the caller gives up, refused when the agent declines", () => {
    expect(outcomes(play([arrived("in"), null], [ended("in"), null]))).toEqual(["missed"]);
    const declined: SideHappening = { type: "decline-asked", call: id("in") };
    const told = play([arrived("in"), null], [declined, null], [ended("in"), null]);
    expect(did(told)).toEqual(["decline in"]);
    expect(outcomes(told)).toEqual(["refused"]);
  });
  test("is answered by itself when the network asked for that, and never over a conversation", () => {
    const tick = (now: number, mayAnswer = true): SideEvent => ({
      type: "ticked",
      now: epochMs(now),
      mayAnswer,
    });
    const due = play([arrived("in", 3_000), null], [tick(2_999), null]);
    expect(did(due)).toEqual([]);
    expect(nextSideDeadline(due.sides, rules)).toBe(3_000);
    expect(did(play([arrived("in", 3_000), null], [tick(3_000), null]))).toEqual(["answer in"]);
    expect(did(play([arrived("in", 3_000), talking], [tick(3_000), talking]))).toEqual([]);
    expect(did(play([arrived("in", 3_000), null], [tick(3_000, false), null]))).toEqual([]);
    const later = play([arrived("in", 3_000), null], [tick(3_000), talking], [tick(4_000), null]);
    expect(did(later)).toEqual([]);
  });
  test("that the network answered for her puts whoever had the line on hold", () => {
    const told = play([arrived("in"), talking], [answered("in"), talking]);
    expect(did(told)).toEqual(["hold customer"]);
    expect(told.sides.calls).toMatchObject([{ at: "talking" }]);
  });
  test("leaves to the turn that took it, with its end told there", () => {
    const taken: SideHappening = { type: "handed-over", call: id("in") };
    const told = play(
      [arrived("in"), null],
      [answer("in"), null],
      [answered("in"), null],
      [taken, null],
    );
    expect(told.sides.calls).toEqual([]);
    expect(told.records.at(-1)).toMatchObject({ write: "side-closed", end: null });
  });
});

describe("an answered caller", () => {
  const inTalk = [
    [arrived("in"), null],
    [answer("in"), null],
    [answered("in"), null],
  ] as const;
  const transfer: SideHappening = {
    type: "transfer-asked",
    call: id("in"),
    number: "+15550144",
  };
  const away: SideHappening = { type: "transferred-away", call: id("in") };
  const failed: SideHappening = { type: "transfer-failed", call: id("in") };

  test("is sent to a number once, and stays the agent's until she is there", () => {
    const told = play(...inTalk, [transfer, null], [transfer, null]);
    expect(did(told).filter((each) => each === "transfer in")).toHaveLength(1);
    expect(told.sides.calls).toMatchObject([
      { at: "talking", transfer: { kind: "blind", number: "+15550144", isDone: false } },
    ]);
    expect(outcomes(told)).toEqual([]);
  });
  test("who is there has been transferred, whoever hangs up and whatever is said after", () => {
    const told = play(
      ...inTalk,
      [transfer, null],
      [away, null],
      [failed, null],
      [{ type: "hang-up-asked", call: id("in") }, null],
      [ended("in"), null],
    );
    expect(told.records.at(-1)).toMatchObject({ outcome: "transferred", end: { by: "transfer" } });
    expect(told.sides.calls).toEqual([]);
  });
  test("whose line breaks when she is there is not called transferred by that", () => {
    const broken = { ...end, fault: "media-path" } as const;
    const told = play(
      ...inTalk,
      [transfer, null],
      [away, null],
      [{ type: "ended", call: id("in"), end: broken }, null],
    );
    expect(outcomes(told)).toEqual(["dropped"]);
  });
  test("who hangs up on the way was spoken to, no more", () => {
    expect(outcomes(play(...inTalk, [transfer, null], [ended("in"), null]))).toEqual(["answered"]);
  });
  test("who did not get there is still with the agent, who is told and may try again", () => {
    const told = play(...inTalk, [transfer, null], [failed, null]);
    expect(told.sides.calls).toMatchObject([{ transfer: null, trouble: "transfer-failed" }]);
    const again = play(...inTalk, [transfer, null], [failed, null], [transfer, null]);
    expect(did(again).filter((each) => each === "transfer in")).toHaveLength(2);
    expect(again.sides.calls).toMatchObject([{ trouble: null }]);
  });
  test("on her way out, or not answered yet, is sent nowhere", () => {
    const leaving: SideHappening = { type: "hang-up-asked", call: id("in") };
    for (const told of [
      play(...inTalk, [leaving, null], [transfer, null]),
      play([arrived("in"), null], [transfer, null]),
    ]) {
      expect(did(told)).not.toContain("transfer in");
    }
  });
  test("has what the agent notes of her in her story while she is talked to, and nothing moves", () => {
    const note: SideHappening = {
      type: "noted",
      call: id("in"),
      what: "recording-agreed",
      detail: "sip:kim@example.org",
    };
    const before = play(...inTalk);
    const told = play(...inTalk, [note, null]);
    expect(told.records.at(-1)).toEqual({
      write: "side-happened",
      call: "in",
      what: "recording-agreed",
      at,
      detail: "sip:kim@example.org",
    });
    expect(told.sides).toEqual(before.sides);
    expect(play([arrived("in"), null], [note, null]).records).toHaveLength(1);
    expect(play(...inTalk, [ended("in"), null], [note, null]).records).toHaveLength(3);
  });
  test("is sent from her hold, too", () => {
    const held = settled("in", true);
    expect(did(play(...inTalk, [held, null], [transfer, null]))).toContain("transfer in");
  });
});

describe("a consultation", () => {
  const begun = [
    [consult, talking],
    [settled("customer", true), held],
  ] as const;
  const open = [...begun, [answered("colleague"), held]] as const;

  test("is dialled only when the customer is on hold, and once", () => {
    expect(did(play([consult, talking]))).toEqual(["hold customer"]);
    expect(did(play(...begun, [consult, held]))).toEqual(["hold customer", "invite colleague"]);
  });
  test("that the customer's hold was refused to is over, and nothing was dialled", () => {
    const refused: SideHappening = { type: "hold-refused", call: id("customer") };
    const told = play([consult, talking], [refused, talking]);
    expect(told.sides).toMatchObject({ calls: [], waiting: null });
    expect(outcomes(told)).toEqual(["given-up"]);
  });
  test.each([
    ["without ringing", [], at, "call-failed"],
    [
      "after ringing",
      [{ type: "progressed", now: later(at, 9_000), call: id("colleague") }],
      later(at, 9_000),
      "no-answer",
    ],
  ] as const)("that nobody answers %s is given up", (_, course, from, outcome) => {
    const tick = (ms: number): SideEvent => ({
      type: "ticked",
      now: later(from, ms),
      mayAnswer: true,
    });
    const waited = [...begun, ...course.map((each) => [each, held] as const)] as const;
    const waiting = play(...waited, [tick(44_999), held]);
    expect(did(waiting)).not.toContain("hang-up colleague");
    expect(nextSideDeadline(waiting.sides, rules)).toBe(from + 45_000);
    const over = play(...waited, [tick(45_000), held], [tick(45_001), held]);
    expect(did(over).filter((each) => each === "hang-up colleague")).toHaveLength(1);
    expect(nextSideDeadline(over.sides, rules)).toBeNull();
    const gone = play(...waited, [tick(45_000), held], [ended("colleague"), held]);
    expect(outcomes(gone)).toEqual([outcome]);
  });
  test("that is answered in time is not given up", () => {
    const tick: SideEvent = { type: "ticked", now: later(at, 90_000), mayAnswer: true };
    expect(did(play(...open, [tick, held]))).not.toContain("hang-up colleague");
  });
  test("swaps with the customer: the one that has the line is held before the other is resumed", () => {
    const back: SideHappening = { type: "resume-asked", call: id("customer") };
    const told = play(...open, [back, held], [settled("colleague", true), held]);
    expect(did(told).slice(2)).toEqual(["hold colleague", "resume customer"]);
  });
  test("becomes a conference when asked, and two calls again when one party leaves", () => {
    const joined = play(...open, [{ type: "join-asked", call: id("customer") }, held]);
    expect(joined.effects.slice(-2)).toEqual([
      { do: "resume", call: "customer" },
      { do: "join", calls: ["customer", "colleague"] },
    ]);
    const left = play(
      ...open,
      [{ type: "join-asked", call: id("customer") }, held],
      [ended("colleague"), talking],
    );
    expect(left.effects.at(-1)).toEqual({ do: "join", calls: [] });
    expect(left.sides.joined).toBeNull();
  });
  test("parted from the conference is held, so that the customer is alone with the agent", () => {
    const told = play(
      ...open,
      [{ type: "join-asked", call: id("customer") }, held],
      [{ type: "part-asked" }, talking],
    );
    expect(told.effects.slice(-2)).toEqual([
      { do: "join", calls: [] },
      { do: "hold", call: "colleague" },
    ]);
  });
  test("cannot begin while the attempt still rings", () => {
    expect(did(play([consult, { ...talking, at: "ringing" }]))).toEqual([]);
  });
});

describe("a consultation about a caller", () => {
  const about: SideHappening = { ...consult, beside: id("in") };
  const inTalk = [
    [arrived("in"), null],
    [answer("in"), null],
    [answered("in"), null],
  ] as const;
  const begun = [...inTalk, [about, null], [settled("in", true), null]] as const;
  const open = [...begun, [answered("colleague"), null]] as const;
  const complete: SideHappening = { type: "transfer-completed", call: id("in") };
  const join: SideHappening = { type: "join-asked", call: id("in") };

  test("is dialled beside her once she is on hold, and once", () => {
    expect(did(play(...inTalk, [about, null]))).toEqual(["answer in", "hold in"]);
    const told = play(...begun, [about, null], [{ ...about, call: id("another") }, null]);
    expect(told.effects.slice(1)).toEqual([
      { do: "hold", call: "in" },
      { do: "invite", call: "colleague", number: "+15550143", beside: "in" },
    ]);
  });
  test("is kept with her callback", () => {
    const key = "11111111-0000-4000-8000-00000000000a" as CallbackKey;
    const hers = { ...arrived("in"), about: key } as SideHappening;
    const told = play([hers, null], ...inTalk.slice(1), [about, null]);
    expect(told.records.at(-1)).toMatchObject({ kind: "consult", about: key, beside: "in" });
  });
  test("cannot begin before she is answered, beside the customer's call, nor about a consultation", () => {
    expect(did(play([arrived("in"), null], [about, null]))).toEqual([]);
    const beside = play(...inTalk, [about, held]);
    expect(beside.sides.calls).toHaveLength(1);
    const third: SideHappening = { ...about, call: id("third"), beside: id("colleague") };
    expect(play(...open, [third, null]).sides.calls).toHaveLength(2);
  });
  test("is not dialled any more when she hangs up first", () => {
    const told = play(...inTalk, [about, null], [ended("in"), null]);
    expect(did(told)).not.toContain("invite colleague");
    expect(outcomes(told)).toEqual(["answered", "given-up"]);
  });
  test("takes turns with her", () => {
    const back: SideHappening = { type: "resume-asked", call: id("in") };
    const told = play(...open, [back, null], [settled("colleague", true), null]);
    expect(did(told).slice(-2)).toEqual(["hold colleague", "resume in"]);
  });
  test("hands her over, and she is kept as transferred to whom was asked", () => {
    const asked = play(...open, [complete, null], [complete, null]);
    expect(asked.effects.filter((effect) => effect.do === "transfer-to")).toEqual([
      { do: "transfer-to", call: "in", other: "colleague" },
    ]);
    expect(asked.sides.calls[0]?.transfer).toMatchObject({
      kind: "attended",
      number: "+15550143",
    });
    const away: SideHappening = { type: "transferred-away", call: id("in") };
    const theirs: SideHappening = { type: "transferred-away", call: id("colleague") };
    const told = play(
      ...open,
      [complete, null],
      [away, null],
      [ended("in"), null],
      [theirs, null],
      [ended("colleague"), null],
    );
    expect(outcomes(told)).toEqual(["transferred", "answered"]);
    expect(told.records.at(-2)).toMatchObject({ end: { by: "consult-transfer" } });
  });
  test("hands nobody over before it is answered, and not somebody else than it is about", () => {
    expect(did(play(...begun, [complete, null]))).not.toContain("transfer-to in");
    const other: SideHappening = { type: "transfer-completed", call: id("second") };
    const told = play(
      ...open,
      [arrived("second"), null],
      [answer("second"), null],
      [settled("colleague", true), null],
      [answered("second"), null],
      [other, null],
    );
    expect(did(told)).toContain("answer second");
    expect(did(told)).not.toContain("transfer-to second");
  });
  test("becomes a conference in which both have the line, and parts with her on it", () => {
    const joined = play(...open, [join, null], [settled("in", false), null]);
    expect(joined.effects.slice(-2)).toEqual([
      { do: "resume", call: "in" },
      { do: "join", calls: ["in", "colleague"] },
    ]);
    const parted = play(
      ...open,
      [join, null],
      [settled("in", false), null],
      [{ type: "part-asked" }, null],
    );
    expect(parted.effects.slice(-2)).toEqual([
      { do: "join", calls: [] },
      { do: "hold", call: "colleague" },
    ]);
    const left = play(...open, [join, null], [ended("in"), null]);
    expect(left.effects.at(-1)).toEqual({ do: "join", calls: [] });
    expect(left.sides).toMatchObject({ joined: null, line: "colleague" });
  });
});
