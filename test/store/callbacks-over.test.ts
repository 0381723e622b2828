import { describe, expect, test } from "vitest";
import type { Callback } from "#core/callback.ts";
import {
  at,
  callbackOf,
  closedTurn,
  freshStore,
  listAll,
  NOW,
  previewTurn,
  put,
  recordOf,
  said,
  tryOnce,
} from "./fixtures.ts";

const terminated = { state: { value: "terminated", raw: "TERMINATED" } } as const;

describe("the platform says that it is over", () => {
  const over: [string, Partial<Callback>][] = [
    ["disconnected", { state: { value: "disconnected", raw: "disconnected" } }],
    ["terminated", terminated],
  ];
  test.each(over)("%s closes an open record", (_name, told) => {
    const store = freshStore();
    const { key } = put(store, recordOf("a"));
    put(store, recordOf("a", told));
    expect(store.callbacks.read(key)?.status).toBe("closed");
    expect(listAll(store, { tab: "closed" })).toHaveLength(1);
  });

  test.each([
    [5, "open"],
    [7, "closed"],
    [8, "open"],
    [9, "closed"],
    [12, "closed"],
    [14, "closed"],
  ])("Engage callback_status %i leaves it %s", (callbackStatus, status) => {
    const store = freshStore();
    const engage = { callbackStatus } as Callback["engage"];
    const ids = { interactionId: "i" };
    const { key } = put(store, callbackOf("engage-callback-interaction", ids, { engage }));
    expect(store.callbacks.read(key)?.status).toBe(status);
  });

  test("but not while the agent has it in hand", () => {
    const store = freshStore();
    const { key } = put(store, recordOf("a"));
    store.ledger.commit(previewTurn(key), [], NOW);
    put(store, recordOf("a", terminated));
    expect(store.callbacks.read(key)?.status).toBe("open");
    store.ledger.commit(closedTurn(key), [], NOW);
    put(store, recordOf("a", { ...terminated, customerName: "told once more" }));
    expect(store.callbacks.read(key)?.status).toBe("closed");
  });

  describe("of a callback that was worked here", () => {
    const shapes: [string, (told?: Partial<Callback>) => Callback, Partial<Callback>][] = [
      ...over.map(
        ([name, told]) => [name, (more) => recordOf("a", more), told] satisfies (typeof shapes)[0],
      ),
      ...[7, 9, 12, 14].map((callbackStatus): (typeof shapes)[0] => [
        `Engage callback_status ${callbackStatus}`,
        (more) =>
          callbackOf(
            "engage-callback-interaction",
            { interactionId: "i" },
            { numbers: ["+15550100"], ...more },
          ),
        { engage: { callbackStatus } as Callback["engage"] },
      ]),
    ];
    const again = at(NOW + 3_600_000);
    const wrapUp = { ...said, next: { do: "again", at: again } } as const;

    test.each(shapes)("%s keeps the promise to call again", (_name, record, told) => {
      const store = freshStore();
      const { key } = put(store, record());
      tryOnce(store, key, "one", wrapUp);
      put(store, record(told));
      expect(store.callbacks.read(key)).toMatchObject({ status: "open", dueAt: again });
      const [row] = listAll(store, { tab: "scheduled" });
      expect(row).toMatchObject({ key, dueAt: again, uncallable: null });
      expect(listAll(store, { tab: "now", now: again })).toHaveLength(1);
      expect(listAll(store, { tab: "closed" })).toEqual([]);
    });

    test.each(shapes)("%s closes it when nothing was promised", (_name, record, told) => {
      const store = freshStore();
      const { key } = put(store, record());
      tryOnce(store, key, "one");
      put(store, record(told));
      expect(store.callbacks.read(key)?.status).toBe("closed");
    });

    test("a promise moved before any call holds as well, and once kept it closes", () => {
      const store = freshStore();
      const { key } = put(store, recordOf("a"));
      store.ledger.commit(
        closedTurn(key, "skipped"),
        [{ write: "rescheduled", at: NOW, againAt: again }],
        NOW,
      );
      put(store, recordOf("a", terminated));
      expect(store.callbacks.read(key)).toMatchObject({ status: "open", dueAt: again });
      tryOnce(store, key, "one", { ...said, next: { do: "close" } }, again);
      put(store, recordOf("a", { ...terminated, customerName: "told once more" }));
      expect(store.callbacks.read(key)?.status).toBe("closed");
    });
  });

  test("what was declined stays declined, and what is closed keeps its place among the closed", () => {
    const store = freshStore();
    const { key } = put(store, recordOf("a"));
    store.ledger.commit(closedTurn(key), [{ write: "declined", at: NOW }], NOW);
    put(store, recordOf("a", terminated));
    expect(store.callbacks.read(key)?.status).toBe("released");

    const first = put(store, recordOf("b", { ...terminated, endedAt: at(10) })).key;
    const second = put(store, recordOf("c", { ...terminated, endedAt: at(20) })).key;
    put(store, recordOf("b", { ...terminated, endedAt: at(30), customerName: "told again" }));
    const closed = listAll(store, { tab: "closed" });
    expect(closed.map((row) => row.key)).toEqual([second, first]);
  });

  test("and a later word of the platform opens nothing that is closed", () => {
    const store = freshStore();
    const { key } = put(store, recordOf("a", terminated));
    put(store, recordOf("a", { state: { value: "alerting", raw: "alerting" } }));
    expect(store.callbacks.read(key)?.status).toBe("closed");
  });
});
