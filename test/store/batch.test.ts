import Database from "better-sqlite3";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { LedgerBroken, NoIdentity } from "#store/errors.ts";
import {
  callbackOf,
  freshFolder,
  freshStore,
  incoming,
  listAll,
  NOW,
  previewTurn,
  put,
  recordOf,
} from "./fixtures.ts";

describe("a batch", () => {
  test("keeps all or nothing", () => {
    const store = freshStore();
    expect(() =>
      store.callbacks.batch(() => {
        put(store, recordOf("a"));
        throw new Error("stop");
      }),
    ).toThrow("stop");
    expect(listAll(store)).toEqual([]);
  });

  test("undoes what a failed step inside it had written, and no more", () => {
    const store = freshStore();
    store.callbacks.batch(() => {
      const { key } = put(store, recordOf("a"));
      const held = { write: "happened", what: "held", at: NOW } as const;
      const unknown = {
        write: "attempt-sent",
        attempt: "no such attempt" as never,
        at: NOW,
      } as const;
      expect(() => store.ledger.commit(previewTurn(key), [held, unknown], NOW)).toThrow(
        LedgerBroken,
      );
      expect(store.ledger.timeline(key)).toEqual([]);
    });
    expect(listAll(store)).toHaveLength(1);
  });

  test("keeps nothing once a record broke off half-way, even when its caller goes on", () => {
    const store = freshStore();
    const revision = store.revision();
    // Refused only after its other rows are written.
    const broken = incoming(recordOf("b"), [{ path: null as never, reason: "no path" }]);
    expect(() => store.callbacks.put(broken, NOW, false)).toThrow(/NOT NULL/u);
    const batch = () =>
      store.callbacks.batch(() => {
        put(store, recordOf("a"));
        expect(() => store.callbacks.put(broken, NOW, false)).toThrow(/NOT NULL/u);
        put(store, recordOf("c"));
      });
    expect(batch).toThrow(/NOT NULL/u);
    expect(listAll(store)).toEqual([]);
    expect(store.revision()).toBe(revision);
    expect(store.callbacks.find("participant-b")).toBeNull();
    store.callbacks.batch(() => put(store, recordOf("d")));
    expect(listAll(store)).toHaveLength(1);
    expect(store.check()).toEqual([]);
  });

  test("is one change, and reaches the search index in one piece, however its records end", () => {
    const folder = freshFolder();
    const store = freshStore(folder);
    const index = new Database(join(folder, "ringback.db"), { readonly: true });
    onTestFinished(() => void index.close());
    const pieces = index
      .prepare<[], number>("SELECT count(DISTINCT segid) FROM callback_search_idx")
      .pluck();
    const revision = store.revision();
    const named = (customerName: string) => ({ customerName });
    const batch = (name: string) =>
      store.callbacks.batch(() => {
        for (let id = 1; id <= 70; id += 1) {
          put(store, recordOf(`${id}`, named(`${name} ${id}`)));
        }
      });
    batch("first");
    expect([store.revision(), pieces.get()]).toEqual([revision + 1, 1]);
    batch("second");
    expect(store.revision()).toBe(revision + 2);
    expect(pieces.get()).toBeLessThanOrEqual(2);
    const before = index.prepare("SELECT * FROM callback_search_data").all();
    store.callbacks.batch(() => put(store, recordOf("70", { ...named("second 70"), held: true })));
    // Nothing that is searched for has changed.
    expect(index.prepare("SELECT * FROM callback_search_data").all()).toEqual(before);
    expect(listAll(store, { query: "first" })).toEqual([]);
    expect(listAll(store, { query: "second 70" })).toHaveLength(1);
  });

  test("goes on after a record that could not be kept", () => {
    const store = freshStore();
    store.callbacks.batch(() => {
      put(store, recordOf("a"));
      expect(() => put(store, callbackOf("callback", {}))).toThrow(NoIdentity);
      store.callbacks.quarantine("{}", { index: 1, path: "$", reason: "no id" }, NOW);
      put(store, recordOf("b"));
    });
    expect(listAll(store)).toHaveLength(2);
  });
});
