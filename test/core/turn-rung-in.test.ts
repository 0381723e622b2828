import { describe, expect, test } from "vitest";
import type { CallId } from "#core/call-id.ts";
import { step } from "#core/turn-step.ts";
import type { Turn, TurnEffect, TurnEvent, TurnRecord } from "#core/turn.ts";
import { at, attemptId, endWith, offered, rules, T0 } from "#test/support/builders.ts";

const after = (ms: number) => at(T0 + ms);
const rungIn: TurnEvent = {
  type: "rung-in",
  now: after(4_000),
  attempt: attemptId(),
  number: "+15550142",
  how: "incoming",
  startedAt: after(1_000),
};
const transfer: TurnEvent = { type: "transfer-asked", now: after(9_000), number: "+15550143" };
const over = (changes = {}): TurnEvent => ({
  type: "ended",
  now: after(65_000),
  attempt: attemptId(),
  end: endWith(changes),
});

function play(...events: readonly TurnEvent[]) {
  let turn: Turn = offered();
  const records: TurnRecord[] = [];
  const effects: TurnEffect[] = [];
  for (const event of events) {
    const next = step(turn, event, rules);
    turn = next.turn;
    records.push(...next.records);
    effects.push(...next.effects);
  }
  const closed = records.find((record) => record.write === "attempt-closed");
  return { turn, records, effects, outcome: closed?.verdict };
}

describe("a customer who rings back", () => {
  test.each([
    ["with hands that are free", [rungIn]],
    ["while her callback is in preview", [{ type: "accepted", now: T0 } as const, rungIn]],
  ])("%s is the attempt, and nothing is dialled", (_, events) => {
    const { turn, records, effects } = play(...events);
    expect(turn).toMatchObject({ at: "talking", attempt: { number: "+15550142" } });
    expect(records.map(({ write }) => write).slice(-3)).toEqual([
      "attempt-opened",
      "attempt-rang",
      "attempt-answered",
    ]);
    expect(records.find(({ write }) => write === "attempt-opened")).toMatchObject({
      how: "incoming",
      at: after(1_000),
    });
    expect(effects.filter((effect) => effect.do === "invite")).toEqual([]);
  });
  test("is wrapped up like any other call", () => {
    const { turn, outcome } = play(rungIn, over({ by: "far-end", sipStatus: 200 }));
    expect(turn.at).toBe("wrap-up");
    expect(outcome).toMatchObject({ outcome: "answered", callResult: 0 });
  });
  test("means nothing to a call that lives already", () => {
    expect(play(rungIn, { ...rungIn, attempt: attemptId(9) }).records).toHaveLength(3);
  });
});

describe("a transfer", () => {
  const gone: TurnEvent = { type: "transferred-away", now: after(11_000), attempt: attemptId() };
  test("is asked of the line once", () => {
    const { effects } = play(rungIn, transfer, transfer);
    expect(effects.filter((effect) => effect.do === "transfer")).toEqual([
      { do: "transfer", attempt: attemptId(), number: "+15550143" },
    ]);
  });
  test("that arrived is the outcome, whoever hangs up", () => {
    const { outcome } = play(rungIn, transfer, gone, over({ by: "far-end", sipStatus: 200 }));
    expect(outcome).toMatchObject({
      outcome: "transferred",
      callResult: 1,
      disconnectType: "transfer",
    });
  });
  test("to a consulted party says so", () => {
    const completed: TurnEvent = {
      type: "transfer-completed",
      now: after(9_000),
      to: "consulted" as CallId,
      number: "+15550143",
    };
    const { effects, outcome } = play(rungIn, completed, gone, over());
    expect(effects.at(-2)).toEqual({
      do: "transfer-to",
      attempt: attemptId(),
      other: "consulted",
    });
    expect(outcome).toMatchObject({ disconnectType: "transfer.consult" });
  });
  test("that did not arrive leaves the call, with the reason to be seen", () => {
    const failed: TurnEvent = {
      type: "transfer-failed",
      now: after(12_000),
      attempt: attemptId(),
    };
    const { turn, records } = play(rungIn, transfer, failed);
    expect(turn).toMatchObject({ at: "talking", transfer: null, trouble: "transfer-failed" });
    expect(records.at(-1)).toMatchObject({ what: "transfer-failed" });
  });
  test("under way when the customer hangs up is no transfer", () => {
    const { outcome } = play(rungIn, transfer, over({ by: "far-end", sipStatus: 200 }));
    expect(outcome).toMatchObject({ outcome: "answered" });
  });
});
