import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { judge as judgeBy, outcomes, type CallCourse, type CallEnd } from "#core/outcome.ts";
import { endWith, rules } from "#test/support/builders.ts";

const judge = (end: CallEnd, course: CallCourse) => judgeBy(end, course, rules);

const unanswered: CallCourse = { isAnswered: false, isRung: false, ringMs: 0, talkMs: 0 };
const rung: CallCourse = { ...unanswered, isRung: true, ringMs: 4_000 };
const answered: CallCourse = { isAnswered: true, isRung: true, ringMs: 4_000, talkMs: 60_000 };

describe("a refused call is judged by its SIP status", () => {
  test.each([
    [302, "redirected", 22, "transfer.forward"],
    [400, "call-failed", 41, "error"],
    [401, "account-refused", 4, "error"],
    [403, "call-failed", 3, "uncallable"],
    [404, "bad-number", 11, "uncallable"],
    [407, "account-refused", 4, "error"],
    [410, "number-changed", 13, "uncallable"],
    [415, "call-failed", 41, "error"],
    [480, "no-answer", 7, "endpoint"],
    [482, "call-failed", 43, "error"],
    [484, "bad-number", 11, "uncallable"],
    [486, "busy", 6, "endpoint"],
    [487, "dropped", 26, "peer"],
    [488, "call-failed", 41, "error"],
    [500, "call-failed", 3, "error"],
    [501, "call-failed", 43, "error"],
    [502, "call-failed", 43, "error"],
    [503, "network-busy", 10, "system"],
    [504, "call-failed", 36, "timeout"],
    [505, "call-failed", 41, "error"],
    [513, "call-failed", 41, "error"],
    [599, "call-failed", 3, "error"],
    [600, "busy", 6, "endpoint"],
    [603, "declined", 5, "peer"],
    [604, "bad-number", 11, "uncallable"],
    [606, "call-failed", 41, "error"],
    [607, "do-not-call", 5, "spam"],
    [608, "do-not-call", 5, "uncallable"],
    [699, "declined", 5, "peer"],
  ] as const)("%i", (sipStatus, outcome, callResult, disconnectType) => {
    const verdict = judge(endWith({ sipStatus }), unanswered);
    expect(verdict).toEqual({ outcome, callResult, disconnectType });
  });
  test("408 means no answer when it rang, and a failed call when it never did", () => {
    expect(judge(endWith({ sipStatus: 408 }), rung)).toMatchObject({ callResult: 7 });
    expect(judge(endWith({ sipStatus: 408 }), unanswered)).toMatchObject({ callResult: 36 });
    // Nobody said anything.
    expect(judge(endWith({ by: "network" }), unanswered)).toMatchObject({
      outcome: "call-failed",
      callResult: 36,
      disconnectType: "timeout",
    });
    const timer = endWith({ sipStatus: 408, q850Cause: 102 });
    expect(judge(timer, rung)).toMatchObject({ outcome: "no-answer", callResult: 7 });
    expect(judge(timer, unanswered)).toMatchObject({ outcome: "call-failed", callResult: 36 });
    const busy = endWith({ sipStatus: 408, q850Cause: 17 });
    expect(judge(busy, rung)).toMatchObject({ outcome: "busy" });
  });
});

describe("a Q.850 cause outranks the SIP status", () => {
  test.each([
    [1, "bad-number", 11],
    [3, "bad-number", 12],
    [17, "busy", 6],
    [19, "no-answer", 7],
    [21, "declined", 5],
    [22, "number-changed", 13],
    [28, "bad-number", 11],
    [34, "network-busy", 15],
    [42, "network-busy", 16],
    [102, "call-failed", 36],
  ] as const)("cause %i", (q850Cause, outcome, callResult) => {
    expect(judge(endWith({ sipStatus: 500, q850Cause }), rung)).toMatchObject({
      outcome,
      callResult,
    });
  });
  test.each([
    [401, "account-refused", 4],
    [407, "account-refused", 4],
    [607, "do-not-call", 5],
    [608, "do-not-call", 5],
  ] as const)("but not %i, which gateways give with cause 21", (sipStatus, outcome, callResult) => {
    expect(judge(endWith({ sipStatus, q850Cause: 21 }), unanswered)).toMatchObject({
      outcome,
      callResult,
    });
  });
  test("and a cause nobody knows leaves the word to the status", () => {
    expect(judge(endWith({ sipStatus: 486, q850Cause: 99 }), rung)).toMatchObject({
      outcome: "busy",
    });
  });
});

describe("an answered call", () => {
  test("is reached, whoever hangs up", () => {
    expect(judge(endWith({ by: "agent", sipStatus: 200 }), answered)).toEqual({
      outcome: "answered",
      callResult: 0,
      disconnectType: "client",
    });
    expect(judge(endWith({ by: "far-end", sipStatus: 200 }), answered)).toMatchObject({
      callResult: 0,
      disconnectType: "peer",
    });
  });
  test("that the far end drops at once is told as released", () => {
    const short = { ...answered, talkMs: rules.shortTalkMs - 1 };
    expect(judge(endWith({ by: "far-end" }), short)).toMatchObject({ callResult: 5 });
  });
  test.each([16, 31, 79, 111, 127])(
    "that ends with cause %i was talked to its end",
    (q850Cause) => {
      expect(judge(endWith({ by: "network", sipStatus: 200, q850Cause }), answered)).toMatchObject({
        outcome: "answered",
        callResult: 0,
      });
    },
  );
  test.each([27, 34, 38, 41, 42, 44, 47, 102, null])(
    "that the network ends with cause %s is cut off",
    (q850Cause) => {
      const by = q850Cause === 27 ? "far-end" : "network";
      expect(judge(endWith({ by, sipStatus: 200, q850Cause }), answered)).toMatchObject({
        outcome: "dropped",
        callResult: 42,
      });
    },
  );
  test("keeps its cause of 16 from turning it into something else", () => {
    expect(judge(endWith({ by: "far-end", q850Cause: 17 }), answered).outcome).toBe("answered");
  });
});

describe("the agent's and our own ends", () => {
  test("giving up after a short ring clears, after a long one is a dropped no-answer", () => {
    const end = endWith({ by: "agent", sipStatus: 487 });
    expect(judge(end, rung)).toMatchObject({ outcome: "given-up", callResult: 19 });
    expect(judge(end, { ...rung, ringMs: rules.longRingMs })).toMatchObject({ callResult: 27 });
  });
  test("giving up by the clock is no answer when it rang, and a silent network when it never did", () => {
    const end = endWith({ by: "no-answer-timer" });
    expect(judge(end, rung)).toMatchObject({ outcome: "no-answer", callResult: 7 });
    expect(judge(end, unanswered)).toMatchObject({ outcome: "call-failed", callResult: 36 });
  });
  test("nothing dialled has no call result", () => {
    expect(judge(endWith({ fault: "microphone" }), unanswered).callResult).toBeNull();
    expect(judge(endWith({ fault: "not-connected" }), unanswered).callResult).toBeNull();
  });
  test("what nobody saw the end of is unknown and asks for review", () => {
    expect(judge(endWith({ by: "interrupted" }), answered).outcome).toBe("unknown");
    expect(judge(endWith({ fault: "signalling-lost" }), rung).outcome).toBe("unknown");
  });
});

test("any end at all gets exactly one outcome the agent can read", () => {
  fc.assert(
    fc.property(
      fc.record({
        by: fc.constantFrom("agent" as const, "far-end" as const, "network" as const),
        sipStatus: fc.option(fc.integer({ min: 0, max: 999 })),
        q850Cause: fc.option(fc.integer({ min: -1, max: 300 })),
      }),
      fc.record({
        isAnswered: fc.boolean(),
        isRung: fc.boolean(),
        ringMs: fc.nat(),
        talkMs: fc.nat(),
      }),
      (end, course) => {
        expect(outcomes).toContain(judge(endWith(end), course).outcome);
      },
    ),
  );
});
