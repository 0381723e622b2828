import { describe, expect, test } from "vitest";
import { LedgerBroken } from "#store/errors.ts";
import {
  at,
  attemptId,
  brief,
  busy,
  closedTurn,
  ended,
  freshFolder,
  freshStore,
  NOW,
  opened,
  put,
  recordOf,
  withCallback,
} from "./fixtures.ts";

const one = attemptId("attempt one");

describe("a draft", () => {
  const draft = { outcome: null, code: "left-message", notes: "asks for", next: null } as const;

  test("is the last one typed, for the next process too", () => {
    const folder = freshFolder();
    const first = freshStore(folder);
    const { key } = put(first, recordOf("a"));
    expect(first.ledger.draft(key)).toBeNull();
    first.ledger.saveDraft(key, draft, NOW);
    const last = { ...draft, notes: "asks for a call", next: { do: "again", at: at(9) } } as const;
    first.ledger.saveDraft(key, last, NOW);
    first.close();
    expect(freshStore(folder).ledger.draft(key)).toEqual(last);
  });

  test("of an unknown callback is refused, not dropped", () => {
    const { key } = withCallback();
    expect(() => freshStore().ledger.saveDraft(key, draft, NOW)).toThrow(LedgerBroken);
  });
});

describe("today", () => {
  test("counts calls since the instant, those reached, and the time talked", () => {
    const { store, key } = withCallback();
    const call = (id: string, from: number, answered: number | null, until: number) => {
      const attempt = attemptId(id);
      const answer = { write: "attempt-answered", attempt, at: at(answered ?? 0) } as const;
      const course = answered === null ? [] : [answer];
      store.ledger.commit(
        { at: "closed", brief: brief(key), how: "wrapped-up" },
        [opened(attempt, at(from)), ...course, ended(attempt, at(until))],
        NOW,
      );
    };
    expect(store.ledger.today(at(0))).toEqual({ called: 0, reached: 0, talkMs: 0 });
    call("yesterday", 99, 99, 500);
    call("answered", 100, 200, 1_200);
    call("the clock was set back", 100, 200, 150);
    call("not answered", 300, null, 400);
    expect(store.ledger.today(at(100))).toEqual({ called: 3, reached: 2, talkMs: 1_000 });
  });

  test("an attempt that dialled nothing does not count", () => {
    const { store, key } = withCallback();
    const nothing = ended(one);
    if (nothing.write !== "attempt-closed") throw new TypeError("expected an end");
    const undialled = { ...nothing, verdict: { ...nothing.verdict, callResult: null } };
    store.ledger.commit(closedTurn(key), [opened(one), undialled], NOW);
    expect(store.ledger.today(at(0)).called).toBe(0);
  });

  test.each([401, 407])("an account refused with %i is no call of anybody", (sipStatus) => {
    const { store, key } = withCallback();
    const refused = ended(one, NOW, { ...busy, sipStatus, q850Cause: null });
    store.ledger.commit(closedTurn(key), [opened(one), refused], NOW);
    expect(store.ledger.today(at(0)).called).toBe(0);
    expect(store.ledger.attempts(key)).toMatchObject([{ callResult: 4 }]);
  });
});
