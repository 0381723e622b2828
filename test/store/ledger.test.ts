import { describe, expect, test } from "vitest";
import type { TurnRecord } from "#core/turn.ts";
import type { Next } from "#core/wrap-up.ts";
import { LedgerBroken } from "#store/errors.ts";
import {
  at,
  attemptId,
  closedTurn,
  ended,
  freshFolder,
  freshStore,
  listAll,
  NOW,
  opened,
  previewTurn,
  put,
  recordOf,
  said,
  tryOnce,
  withCallback,
  wrappedUp,
} from "./fixtures.ts";

const one = attemptId("attempt one");
const two = attemptId("attempt two");

describe("the turn in hand", () => {
  test("is read back whole by the next process", () => {
    const folder = freshFolder();
    const first = freshStore(folder);
    const { key } = put(first, recordOf("a"));
    first.ledger.commit(previewTurn(key), [], NOW);
    first.close();
    expect(freshStore(folder).ledger.openTurn()).toEqual(previewTurn(key));
  });

  test("leaves nothing behind when it closes", () => {
    const { store, key } = withCallback();
    store.ledger.commit(previewTurn(key), [], NOW);
    store.ledger.commit(closedTurn(key), [], NOW);
    expect(store.ledger.openTurn()).toBeNull();
  });

  test("is never written over by another callback's", () => {
    const { store, key } = withCallback();
    const other = put(store, recordOf("b")).key;
    store.ledger.commit(previewTurn(key), [], NOW);
    expect(() => store.ledger.commit(previewTurn(other), [], NOW)).toThrow(LedgerBroken);
    expect(store.ledger.openTurn()).toEqual(previewTurn(key));
    // Declining another callback from the queue does not touch it either.
    store.ledger.commit(closedTurn(other), [{ write: "declined", at: NOW }], NOW);
    expect(store.ledger.openTurn()).toEqual(previewTurn(key));
    expect(store.callbacks.read(other)?.status).toBe("released");
  });

  test("of a callback that is not here is refused", () => {
    const { key } = withCallback();
    expect(() => freshStore().ledger.commit(previewTurn(key), [], NOW)).toThrow(LedgerBroken);
  });
});

describe("an attempt", () => {
  test("keeps every fact of its course", () => {
    const { store, key } = withCallback();
    const tell = (...records: TurnRecord[]) => store.ledger.commit(previewTurn(key), records, NOW);
    tell(opened(one, at(1)));
    tell({ write: "attempt-sent", attempt: one, at: at(2) });
    tell({ write: "attempt-sent", attempt: one, at: at(99) });
    tell({ write: "attempt-rang", attempt: one, at: at(3) });
    tell({ write: "attempt-answered", attempt: one, at: at(4) });
    expect(store.ledger.attempts(key)[0]).toMatchObject({ endedAt: null, outcome: null });
    tell(ended(one, at(5)));
    expect(store.ledger.attempts(key)).toEqual([
      {
        id: one,
        number: "+15550100",
        how: "agent",
        startedAt: 1,
        sentAt: 2,
        rangAt: 3,
        answeredAt: 4,
        endedAt: 5,
        outcome: "busy",
        callResult: 6,
        disconnectType: "endpoint",
        sipStatus: 486,
        sipReason: "Busy Here",
        q850Cause: 17,
        retryAfterSeconds: null,
        fault: null,
        endedBy: "far-end",
      },
    ]);
    expect(store.ledger.timeline(key).map(({ at: when, what }) => [when, what])).toEqual([
      [1, "attempt-opened"],
      [2, "attempt-sent"],
      [99, "attempt-sent"],
      [3, "attempt-rang"],
      [4, "attempt-answered"],
      [5, "attempt-closed"],
    ]);
  });

  test("is the only live one, of all callbacks", () => {
    const { store, key } = withCallback();
    const other = put(store, recordOf("b")).key;
    store.ledger.commit(previewTurn(key), [opened(one)], NOW);
    expect(() => store.ledger.commit(previewTurn(key), [opened(two)], NOW)).toThrow();
    expect(() => store.ledger.commit(closedTurn(other), [opened(two)], NOW)).toThrow();
    expect(store.ledger.attempts(key)).toHaveLength(1);
    expect(store.ledger.attempts(other)).toHaveLength(0);
  });

  test("is opened once", () => {
    const { store, key } = withCallback();
    store.ledger.commit(previewTurn(key), [opened(one), ended(one)], NOW);
    expect(() => store.ledger.commit(previewTurn(key), [opened(one)], NOW)).toThrow();
  });

  test("that has ended is never changed, and a commit that tries is undone whole", () => {
    const { store, key } = withCallback();
    store.ledger.commit(previewTurn(key), [opened(one), ended(one, at(5))], NOW);
    const before = store.ledger.timeline(key);
    const late: TurnRecord[] = [
      ended(one, at(9)),
      { write: "attempt-sent", attempt: one, at: at(9) },
      { write: "attempt-answered", attempt: one, at: at(9) },
    ];
    for (const record of late) {
      const first = { write: "happened", what: "held", at: NOW } as const;
      expect(() => store.ledger.commit(closedTurn(key), [first, record], NOW)).toThrow(
        LedgerBroken,
      );
    }
    expect(store.ledger.attempts(key)[0]?.endedAt).toBe(5);
    expect(store.ledger.timeline(key)).toEqual(before);
    expect(store.ledger.openTurn()).toEqual(previewTurn(key));
  });

  test("of another callback is not closed by mistake", () => {
    const { store, key } = withCallback();
    const other = put(store, recordOf("b")).key;
    store.ledger.commit(previewTurn(key), [opened(one)], NOW);
    expect(() => store.ledger.commit(closedTurn(other), [ended(one)], NOW)).toThrow(LedgerBroken);
  });
});

describe("a wrap-up", () => {
  const fates: [Next, string, number | null][] = [
    [{ do: "close" }, "closed", null],
    [{ do: "again", at: at(NOW + 5) }, "open", NOW + 5],
    [{ do: "leave" }, "open", null],
  ];
  test.each(fates)("decides the callback's fate: %j", (next, status, dueAt) => {
    const { store, key } = withCallback();
    store.ledger.saveDraft(key, { outcome: "busy", code: null, notes: "x", next: null }, NOW);
    tryOnce(store, key, "one", { ...said, next, notes: "engaged" });
    expect(store.callbacks.read(key)).toMatchObject({ status, dueAt });
    expect(store.ledger.draft(key)).toBeNull();
    expect(store.ledger.wrapUps(key)).toEqual([
      { attempt: "one", at: NOW, wrapUp: { ...said, next, notes: "engaged" } },
    ]);
  });

  test("that leaves it in the queue leaves it where it stood", () => {
    const { store, key } = withCallback();
    tryOnce(store, key, "one", { ...said, next: { do: "again", at: at(NOW - 5) } });
    tryOnce(store, key, "two", { ...said, next: { do: "leave" } });
    expect(store.callbacks.read(key)?.dueAt).toBe(NOW - 5);
  });

  test("comes once per attempt and only after its end", () => {
    const { store, key } = withCallback();
    store.ledger.commit(previewTurn(key), [opened(one)], NOW);
    const close = (...records: TurnRecord[]) => store.ledger.commit(closedTurn(key), records, NOW);
    expect(() => close(wrappedUp(one))).toThrow(LedgerBroken);
    close(ended(one), wrappedUp(one));
    expect(() => close(wrappedUp(one))).toThrow();
    expect(() => close(wrappedUp(two))).toThrow(LedgerBroken);
    expect(store.ledger.wrapUps(key)).toHaveLength(1);
    expect(store.outbox.countUnsent()).toBe(1);
  });
});

describe("other last words", () => {
  const commit = (isDemo: boolean, record: TurnRecord) => {
    const { store, key } = withCallback(isDemo);
    store.ledger.commit(closedTurn(key), [record], NOW);
    return { store, key };
  };
  const skipped = { write: "skipped", at: NOW, code: "SKIPPED" } as const;
  const declined = { write: "declined", at: NOW } as const;
  const rescheduled = { write: "rescheduled", at: NOW, againAt: at(NOW + 60_000) } as const;

  test("a skip closes", () => {
    const { store, key } = commit(false, skipped);
    expect(store.callbacks.read(key)?.status).toBe("closed");
    expect(store.ledger.timeline(key)).toEqual([{ at: NOW, what: "skipped", detail: "SKIPPED" }]);
  });

  test("a decline releases", () => {
    const { store, key } = commit(false, declined);
    expect(store.callbacks.read(key)?.status).toBe("released");
  });

  test("a reschedule sets the time, which the time line tells as an instant", () => {
    const { store, key } = commit(false, rescheduled);
    expect(store.callbacks.read(key)).toMatchObject({ status: "open", dueAt: NOW + 60_000 });
    expect(listAll(store, { tab: "scheduled" })).toHaveLength(1);
    expect(store.ledger.timeline(key)[0]?.detail).toBe("2023-11-14T22:14:20.000Z");
  });

  test.each([
    ["skip", skipped, { code: "SKIPPED" }],
    ["decline", declined, {}],
    ["reschedule", rescheduled, { againAt: NOW + 60_000 }],
  ])("a %s is owed once, with all that a sender needs", (kind, record, more) => {
    const { store, key } = commit(false, record);
    const [entry, ...others] = store.outbox.unsent();
    expect(others).toEqual([]);
    expect(entry).toMatchObject({ key, kind, createdAt: NOW });
    expect(JSON.parse(entry?.body ?? "")).toEqual({
      identity: {
        conversationId: "conversation-a",
        participantId: "participant-a",
        communicationId: null,
        interactionId: null,
      },
      at: NOW,
      ...more,
    });
  });

  test.each([skipped, declined, rescheduled])(
    "of a demo record nothing is owed: $write",
    (record) => {
      const { store, key } = commit(true, record);
      tryOnce(store, key, "one");
      expect(store.outbox.unsent()).toEqual([]);
    },
  );
});

describe("the outbox", () => {
  test("has one row per outcome, oldest first", () => {
    const { store, key } = withCallback();
    tryOnce(store, key, "one");
    tryOnce(store, key, "two", { ...said, outcome: "no-answer" });
    const bodies = store.outbox.unsent().map(({ body }) => JSON.parse(body) as object);
    expect(bodies).toMatchObject([
      { attempt: "one", at: NOW, wrapUp: said },
      { attempt: "two", at: NOW, wrapUp: { outcome: "no-answer" } },
    ]);
    expect(store.outbox.countUnsent()).toBe(2);
  });
});
