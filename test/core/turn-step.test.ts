import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { step } from "#core/turn-step.ts";
import type { Turn, TurnEffect, TurnEvent, TurnRecord, TurnRules } from "#core/turn.ts";
import { emptyDraft, TIMED_OUT_CODE, type WrapUp } from "#core/wrap-up.ts";
import { at, attemptId, briefWith, endWith, offered, rules, T0 } from "#test/support/builders.ts";

const after = (ms: number) => at(T0 + ms);
const tick = (ms: number, changes: Partial<Extract<TurnEvent, { type: "ticked" }>> = {}) =>
  ({
    type: "ticked",
    now: after(ms),
    attempt: attemptId(),
    obstacle: null,
    draft: emptyDraft,
    ...changes,
  }) as const;
const accept: TurnEvent = { type: "accepted", now: T0 };
const call: TurnEvent = { type: "called", now: T0, attempt: attemptId() };
const answer: TurnEvent = { type: "answered", now: after(5_000), attempt: attemptId() };
const end = (changes = {}): TurnEvent => ({
  type: "ended",
  now: after(65_000),
  attempt: attemptId(),
  end: endWith(changes),
});
const done = (changes: Partial<WrapUp> = {}): TurnEvent => ({
  type: "wrapped-up",
  now: after(70_000),
  wrapUp: {
    outcome: "answered",
    code: null,
    notes: "",
    next: { do: "close" },
    by: "agent",
    ...changes,
  },
});

/** Plays events and returns where the turn stands and all it wrote and asked for. */
function play(start: Turn, events: readonly TurnEvent[], by: TurnRules = rules) {
  let turn = start;
  const records: TurnRecord[] = [];
  const effects: TurnEffect[] = [];
  for (const event of events) {
    const next = step(turn, event, by);
    turn = next.turn;
    records.push(...next.records);
    effects.push(...next.effects);
  }
  return { turn, records, effects, invites: effects.filter((effect) => effect.do === "invite") };
}

describe("an offer", () => {
  test("is taken in hand and its media prepared when accepted", () => {
    const { turn, effects } = play(offered(), [accept]);
    expect(turn).toMatchObject({ at: "preview", number: "+15550100" });
    expect(effects).toEqual([{ do: "prepare-media" }]);
  });
  test("without a number that can be called stays an offer", () => {
    expect(play(offered({ numbers: [] }), [accept]).turn.at).toBe("offered");
  });
  test("is closed and owed when declined", () => {
    const { turn, records } = play(offered(), [{ type: "declined", now: T0 }]);
    expect(turn).toMatchObject({ at: "closed", how: "declined" });
    expect(records).toEqual([{ write: "declined", at: T0 }]);
  });
});

describe("a preview", () => {
  test("dials at the millisecond its countdown ends, and not before", () => {
    expect(play(offered(), [accept, tick(14_999)]).invites).toEqual([]);
    expect(play(offered(), [accept, tick(15_000)]).invites).toHaveLength(1);
  });
  test("commits the intent to dial before it asks for the INVITE", () => {
    const { records } = play(offered(), [accept, tick(15_000)]);
    expect(records).toContainEqual({
      write: "attempt-opened",
      attempt: attemptId(),
      number: "+15550100",
      at: after(15_000),
      how: "countdown",
    });
  });
  test("asks instead of dialling when the deadline is noticed late", () => {
    const { turn, invites } = play(offered(), [accept, tick(17_001)]);
    expect(invites).toEqual([]);
    expect(turn).toMatchObject({ countdown: { mode: "asking", because: "late" } });
  });
  test.each(["not-registered", "no-microphone", "nobody-at-the-desk"] as const)(
    "asks instead of dialling when the way is barred: %s",
    (obstacle) => {
      const { turn, invites } = play(offered(), [accept, tick(15_000, { obstacle })]);
      expect(invites).toEqual([]);
      expect(turn).toMatchObject({ countdown: { mode: "asking", because: obstacle } });
    },
  );
  test("that asks never dials by itself any more, only on the agent's word", () => {
    const asked = [accept, tick(15_000, { obstacle: "no-microphone" }), tick(15_100), tick(90_000)];
    expect(play(offered(), asked).invites).toEqual([]);
    expect(play(offered(), [...asked, call]).invites).toHaveLength(1);
  });
  test("with its countdown off never dials by itself", () => {
    const off = { countdown: { mode: "off", because: "not-asked-for" } } as const;
    expect(play(offered(off), [accept, tick(0), tick(1e9)]).invites).toEqual([]);
  });
  test("stops its clock when paused and goes on from there when resumed", () => {
    const paused = [accept, { type: "countdown-paused", now: after(5_000) } as const, tick(60_000)];
    expect(play(offered(), paused).invites).toEqual([]);
    const resumed = [...paused, { type: "countdown-resumed", now: after(60_000) } as const];
    expect(play(offered(), [...resumed, tick(69_999)]).invites).toEqual([]);
    expect(play(offered(), [...resumed, tick(70_000)]).invites).toHaveLength(1);
  });
  test("is skipped only where skipping is enabled", () => {
    const skip: TurnEvent = { type: "skipped", now: after(1_000) };
    expect(play(offered({ isSkipEnabled: false }), [accept, skip]).turn.at).toBe("preview");
    const { turn, records } = play(offered(), [accept, skip]);
    expect(turn).toMatchObject({ at: "closed", how: "skipped" });
    expect(records.at(-1)).toMatchObject({ code: "ININ-OUTBOUND-PREVIEW-SKIPPED" });
  });
  test("calls the number chosen, and only one of the record's own", () => {
    const choose = (number: string): TurnEvent => ({ type: "number-chosen", number });
    const { invites } = play(offered(), [accept, choose("+15550101"), choose("+15550199"), call]);
    expect(invites).toMatchObject([{ number: "+15550101" }]);
  });
  test("a skip that loses the race to the countdown closes nothing", () => {
    const raced = [accept, tick(15_000), { type: "skipped", now: after(15_001) } as const];
    expect(play(offered(), raced).turn.at).toBe("dialing");
  });
  test("taken up again after a restart prepares its media and keeps its deadline", () => {
    const { turn, effects } = play(offered(), [accept, { type: "recovered", now: after(3_000) }]);
    expect(turn).toMatchObject({ countdown: { mode: "running", dialAt: after(15_000) } });
    expect(effects.filter((effect) => effect.do === "prepare-media")).toHaveLength(2);
  });
});

describe("a call", () => {
  const talking = [accept, call, answer];
  test("rings, is answered, and ends in wrap-up with what the line told", () => {
    const rang: TurnEvent = {
      type: "progressed",
      now: after(1_000),
      attempt: attemptId(),
      hasEarlyMedia: false,
    };
    const { turn, records } = play(offered(), [accept, call, rang, answer, end()]);
    expect(turn).toMatchObject({
      at: "wrap-up",
      attempt: { verdict: { outcome: "answered", callResult: 0, disconnectType: "peer" } },
    });
    expect(records.map((record) => record.write)).toEqual([
      "happened",
      "attempt-opened",
      "attempt-rang",
      "attempt-answered",
      "attempt-closed",
    ]);
  });
  test("rings without sound again when the network's own sound has ended, and rang once", () => {
    const heard = (ms: number, hasEarlyMedia: boolean): TurnEvent => ({
      type: "progressed",
      now: after(ms),
      attempt: attemptId(),
      hasEarlyMedia,
    });
    const { turn, records } = play(offered(), [
      accept,
      call,
      heard(1_000, true),
      heard(2_000, false),
    ]);
    expect(turn).toMatchObject({ at: "ringing", hasEarlyMedia: false });
    expect(records.filter(({ write }) => write === "attempt-rang")).toHaveLength(1);
  });
  test("ignores facts of another attempt", () => {
    const other = { ...(end() as Extract<TurnEvent, { type: "ended" }>), attempt: attemptId(2) };
    expect(play(offered(), [...talking, other]).turn.at).toBe("talking");
  });
  test("is held only once the far end has confirmed it", () => {
    const asked = play(offered(), [...talking, { type: "hold-asked" }]);
    expect(asked.turn).toMatchObject({ hold: "asking" });
    const settled: TurnEvent = {
      type: "hold-settled",
      now: after(6_000),
      attempt: attemptId(),
      isHeld: true,
    };
    expect(step(asked.turn, settled, rules).turn).toMatchObject({ hold: "on" });
  });
  test("says so when a hold or a resume is refused, and stays what it was", () => {
    const refused: TurnEvent = { type: "hold-refused", now: after(6_000), attempt: attemptId() };
    const held: TurnEvent = {
      type: "hold-settled",
      now: after(6_000),
      attempt: attemptId(),
      isHeld: true,
    };
    const hold: TurnEvent = { type: "hold-asked" };
    expect(play(offered(), [...talking, hold, refused]).turn).toMatchObject({
      hold: "off",
      trouble: "hold-failed",
    });
    const resumed = [...talking, hold, held, { type: "resume-asked" } as const, refused];
    expect(play(offered(), resumed).turn).toMatchObject({ hold: "on", trouble: "resume-failed" });
  });
  test("takes no more wishes once its end was asked for", () => {
    const ending = [...talking, { type: "hang-up-asked", now: after(6_000) } as const];
    const { effects } = play(offered(), [
      ...ending,
      { type: "hang-up-asked", now: after(6_001) },
      { type: "hold-asked" },
      { type: "mute-set", isMuted: true },
    ]);
    expect(effects.map((effect) => effect.do)).toEqual(["prepare-media", "invite", "hang-up"]);
  });
  test("is given up when it rang too long, and that is no answer", () => {
    const rang: TurnEvent = {
      type: "progressed",
      now: after(1_000),
      attempt: attemptId(),
      hasEarlyMedia: false,
    };
    const { turn, effects } = play(offered(), [
      accept,
      call,
      rang,
      tick(45_999),
      tick(46_000),
      end({ sipStatus: 487 }),
    ]);
    expect(effects.filter((effect) => effect.do === "hang-up")).toHaveLength(1);
    expect(turn).toMatchObject({ attempt: { verdict: { outcome: "no-answer", callResult: 7 } } });
  });
  test.each(["dialing", "talking"] as const)(
    "that was %s when the app died becomes a review and is never dialled again",
    (where) => {
      const before = where === "dialing" ? [accept, call] : talking;
      // Even where the queue sets a clock: a review waits for the agent however long it takes.
      const start = offered({ wrapUp: { prompt: "timeout", timeoutMs: 60_000 } });
      const { turn, invites, records } = play(start, [
        ...before,
        { type: "recovered", now: after(90_000) },
        tick(90_001),
        tick(9e6),
      ]);
      expect(turn).toMatchObject({
        at: "wrap-up",
        needsReview: true,
        closesAt: null,
        attempt: { verdict: { outcome: "unknown" } },
      });
      expect(invites).toHaveLength(1);
      expect(records.filter((record) => record.write === "attempt-closed")).toHaveLength(1);
    },
  );
});

describe("a wrap-up", () => {
  const ended = [accept, call, answer, end()];
  const timed = (prompt: "timeout" | "forcedTimeout") => ({
    wrapUp: { prompt, timeoutMs: 60_000 },
  });
  test("that is mandatory is not left without a code", () => {
    const mandatory = offered({ wrapUp: { prompt: "mandatory", timeoutMs: null } });
    expect(play(mandatory, [...ended, done()]).turn.at).toBe("wrap-up");
    expect(play(mandatory, [...ended, done({ code: "resolved" })]).turn.at).toBe("closed");
  });
  test("closes by itself with the timeout code when nothing was chosen", () => {
    const { turn, records } = play(offered(timed("timeout")), [...ended, tick(125_000)]);
    expect(turn.at).toBe("closed");
    expect(records.at(-1)).toMatchObject({
      wrapUp: { code: TIMED_OUT_CODE, outcome: "answered", by: "timeout" },
    });
  });
  test.each([{ fault: "signalling-lost" }, { by: "interrupted" }] as const)(
    "that is a review, of an end like %o, waits for the agent however long it takes",
    (told) => {
      const { turn } = play(offered(timed("timeout")), [accept, call, end(told), tick(9e6)]);
      expect(turn).toMatchObject({ at: "wrap-up", needsReview: true, closesAt: null });
    },
  );
  test.each([
    [600, 1_800],
    [7_200, 7_200],
    [9_999_999, 86_400],
  ])(
    "that closes by itself keeps to a Retry-After of %i s within a day, unless the usual wait is longer",
    (retryAfterSeconds, waitSeconds) => {
      const refused = end({ sipStatus: 503, retryAfterSeconds });
      const usual = { ...rules, againAfterMs: 1_800_000 };
      const timeout = offered({ wrapUp: { prompt: "timeout", timeoutMs: 0 } });
      const { records } = play(timeout, [accept, call, refused, tick(65_000)], usual);
      expect(records.at(-1)).toMatchObject({
        wrapUp: { next: { do: "again", at: after(65_000 + waitSeconds * 1_000) } },
      });
    },
  );
  test("never ends by itself what only the agent may: 607 alone closes no callback", () => {
    const refused = [accept, call, end({ sipStatus: 607 }), tick(125_000)];
    const { records } = play(offered(timed("timeout")), refused);
    expect(records.at(-1)).toMatchObject({
      wrapUp: { outcome: "declined", next: { do: "leave" }, by: "timeout" },
    });
  });
  test("keeps what was typed when its time runs out", () => {
    const draft = {
      outcome: "wrong-person",
      code: "wrong-number",
      notes: "n",
      next: null,
    } as const;
    const { records } = play(offered(timed("timeout")), [...ended, tick(125_000, { draft })]);
    expect(records.at(-1)).toMatchObject({
      wrapUp: { code: "wrong-number", outcome: "wrong-person", notes: "n" },
    });
  });
  test("under a forced timeout is saved, not finished, and what was saved last counts", () => {
    const forced = offered(timed("forcedTimeout"));
    const coded = done({ code: "a" });
    expect(play(forced, [...ended, coded]).turn.at).toBe("wrap-up");
    const save = (code: string): TurnEvent => ({
      ...(done({ code }) as Extract<TurnEvent, { type: "wrapped-up" }>),
      type: "wrap-up-saved",
    });
    const { turn, records } = play(forced, [...ended, save("a"), save("b"), tick(125_000)]);
    expect(turn.at).toBe("closed");
    expect(records.at(-1)).toMatchObject({ wrapUp: { code: "b" } });
  });
  test("whose time passed while the app was closed waits for the agent", () => {
    const { turn } = play(offered(timed("timeout")), [
      ...ended,
      { type: "recovered", now: after(999_000) },
      tick(999_001),
    ]);
    expect(turn).toMatchObject({ at: "wrap-up", closesAt: null });
  });
  test("under a forced timeout whose clock is gone can be finished with a code", () => {
    const { turn } = play(offered(timed("forcedTimeout")), [
      ...ended,
      { type: "recovered", now: after(999_000) },
      done({ code: "a" }),
    ]);
    expect(turn.at).toBe("closed");
  });
});

const anyMs = fc.nat({ max: 200_000 });
const anyAttempt = fc.constantFrom(attemptId(1), attemptId(2), attemptId(3));
const anyNow = anyMs.map(after);
const anyWrapUp = fc.record({
  outcome: fc.constantFrom("answered" as const, "busy" as const),
  code: fc.constantFrom(null, "c"),
  notes: fc.constant(""),
  next: fc.constant({ do: "leave" as const }),
  by: fc.constant("agent" as const),
});
const anyEnd = fc.record({
  by: fc.constantFrom("agent" as const, "far-end" as const, "network" as const),
  sipStatus: fc.constantFrom(null, 200, 404, 408, 486, 487, 503, 603),
  sipReason: fc.constant(null),
  q850Cause: fc.constantFrom(null, 1, 16, 17, 34),
  retryAfterSeconds: fc.constant(null),
  fault: fc.constantFrom(null, "media-path" as const, "signalling-lost" as const),
});
const bare = <T extends string>(...types: T[]) =>
  fc.record({ type: fc.constantFrom(...types), now: anyNow });
const anyEvent: fc.Arbitrary<TurnEvent> = fc.oneof(
  bare("accepted", "declined", "countdown-paused", "countdown-resumed", "skipped"),
  bare("hang-up-asked", "recovered"),
  fc.record({ type: fc.constant("number-chosen" as const), number: fc.constant("+15550101") }),
  fc.record({ type: fc.constant("rescheduled" as const), now: anyNow, againAt: anyNow }),
  fc.record({
    type: fc.constantFrom("called" as const, "sent" as const, "answered" as const),
    now: anyNow,
    attempt: anyAttempt,
  }),
  fc.record({
    type: fc.constant("ticked" as const),
    now: anyNow,
    attempt: anyAttempt,
    obstacle: fc.constantFrom(null, null, null, "no-microphone" as const),
    draft: fc.constant(emptyDraft),
  }),
  fc.record({
    type: fc.constant("progressed" as const),
    now: anyNow,
    attempt: anyAttempt,
    hasEarlyMedia: fc.boolean(),
  }),
  fc.record({ type: fc.constant("ended" as const), now: anyNow, attempt: anyAttempt, end: anyEnd }),
  fc.constantFrom<TurnEvent>({ type: "hold-asked" }, { type: "resume-asked" }),
  fc.record({
    type: fc.constantFrom("hold-settled" as const, "far-end-held" as const),
    now: anyNow,
    attempt: anyAttempt,
    isHeld: fc.boolean(),
  }),
  fc.record({ type: fc.constant("hold-refused" as const), now: anyNow, attempt: anyAttempt }),
  fc.record({ type: fc.constant("mute-set" as const), isMuted: fc.boolean() }),
  fc.record({
    type: fc.constant("rung-in" as const),
    now: anyNow,
    attempt: anyAttempt,
    number: fc.constant("+15550142"),
    how: fc.constantFrom("incoming" as const, "station" as const),
    startedAt: anyNow,
  }),
  fc.record({
    type: fc.constant("transfer-asked" as const),
    now: anyNow,
    number: fc.constant("+15550143"),
  }),
  fc.record({ type: fc.constant("transferred-away" as const), now: anyNow, attempt: anyAttempt }),
  fc.record({ type: fc.constant("transfer-failed" as const), now: anyNow, attempt: anyAttempt }),
  fc.record({
    type: fc.constantFrom("wrapped-up" as const, "wrap-up-saved" as const),
    now: anyNow,
    wrapUp: anyWrapUp,
  }),
);
const anyStory = fc.tuple(
  fc.constantFrom(
    offered(),
    offered({ countdown: { mode: "off", because: "not-asked-for" } }),
    offered({ wrapUp: { prompt: "forcedTimeout", timeoutMs: 20_000 }, isSkipEnabled: false }),
  ),
  // Most stories begin by getting on the line, or nothing of interest would ever be reached.
  fc.constantFrom<TurnEvent[]>([], [accept], [accept, call], [accept, call, answer]),
  fc.array(anyEvent, { maxLength: 60 }),
);

describe("whatever happens in whatever order", () => {
  test("a turn opens and invites at most one attempt, and every dialled attempt is invited", () => {
    fc.assert(
      fc.property(anyStory, ([start, first, rest]) => {
        const { records, invites } = play(start, [...first, ...rest]);
        const opened = records.filter((record) => record.write === "attempt-opened");
        expect(opened.length).toBeLessThanOrEqual(1);
        const dialled = opened.filter(({ how }) => how === "agent" || how === "countdown");
        expect(invites.map((invite) => invite.attempt)).toEqual(
          dialled.map((record) => record.attempt),
        );
      }),
      { numRuns: 2_000 },
    );
  });
  test("every attempt ends in exactly one outcome, never before it was opened", () => {
    fc.assert(
      fc.property(anyStory, ([start, first, rest]) => {
        const { records, turn } = play(start, [...first, ...rest]);
        const ledger = records.flatMap((record) =>
          record.write === "attempt-opened" || record.write === "attempt-closed"
            ? [record.write]
            : [],
        );
        const isOver = turn.at === "wrap-up" || (turn.at === "closed" && turn.how === "wrapped-up");
        const isLive = ["dialing", "ringing", "talking"].includes(turn.at);
        const whole = ["attempt-opened", "attempt-closed"];
        expect(ledger).toEqual(isOver ? whole : isLive ? whole.slice(0, 1) : []);
      }),
      { numRuns: 2_000 },
    );
  });
  test("a turn whose countdown is off dials only on the agent's word", () => {
    const silent = anyEvent.filter((event) => event.type !== "called");
    const start = offered({ countdown: { mode: "off", because: "not-asked-for" } });
    fc.assert(
      fc.property(fc.array(silent, { maxLength: 60 }), (events) => {
        expect(play(start, [accept, ...events]).invites).toEqual([]);
      }),
    );
  });
  test("a turn dials by itself only at its deadline, on time and with nothing in the way", () => {
    fc.assert(
      fc.property(anyMs, fc.constantFrom(null, "no-microphone" as const), (ms, obstacle) => {
        const { invites } = play(offered(), [accept, tick(ms, { obstacle })]);
        const isOnTime = ms >= 15_000 && ms - 15_000 <= rules.lateAfterMs;
        expect(invites).toHaveLength(isOnTime && obstacle === null ? 1 : 0);
      }),
    );
  });
  test("an event that changes nothing returns the very same turn", () => {
    fc.assert(
      fc.property(anyStory, anyEvent, ([start, first, rest], event) => {
        const { turn } = play(start, [...first, ...rest]);
        const next = step(turn, event, rules);
        if (next.records.length === 0 && next.effects.length === 0) {
          const isSilentMove =
            event.type === "number-chosen" ||
            event.type === "far-end-held" ||
            event.type === "progressed" ||
            event.type === "wrap-up-saved" ||
            event.type === "transferred-away";
          expect(next.turn === turn || isSilentMove).toBe(true);
        }
      }),
    );
  });
  test("a closed turn stays closed", () => {
    const closed: Turn = { at: "closed", brief: briefWith(), how: "skipped" };
    fc.assert(
      fc.property(anyEvent, (event) => {
        expect(step(closed, event, rules)).toEqual({ turn: closed, records: [], effects: [] });
      }),
    );
  });
});
