import Database from "better-sqlite3";
import { statSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import type { Callback } from "#core/callback.ts";
import type { PurgeStep } from "#desk/operations-port.ts";
import type { Store } from "#desk/ports.ts";
import {
  at,
  attemptId,
  callbackOf,
  closedTurn,
  freshFolder,
  freshStore,
  incoming,
  listAll,
  NOW,
  opened,
  previewTurn,
  put,
  recordOf,
  said,
  tryOnce,
} from "./fixtures.ts";

const over = (endedAt: number): Partial<Callback> => ({
  state: { value: "terminated", raw: "terminated" },
  endedAt: at(endedAt),
});
const BEFORE = at(NOW - 1_000);
const old = over(NOW - 2_000);

function purge(store: Store, isDryRun = false): Omit<PurgeStep, "next"> {
  const kept = { open: 0, "in-hand": 0, owed: 0, recent: 0 };
  let removed = 0;
  for (let after: number | null = null; ;) {
    const step = store.retention.purge({ before: BEFORE, after, isDryRun });
    removed += step.removed;
    for (const why of Object.keys(kept) as (keyof typeof kept)[]) kept[why] += step.kept[why];
    after = step.next;
    if (after === null) return { removed, kept };
  }
}
const nothing = { open: 0, "in-hand": 0, owed: 0, recent: 0 };

describe("a purge", () => {
  test("removes what was closed before, to the last row of it", () => {
    const folder = freshFolder();
    const store = freshStore(folder);
    const { key } = put(store, recordOf("a", { customerName: "Maria" }), true, at(NOW - 3_000));
    tryOnce(store, key, "one", { ...said, notes: "noted", next: { do: "close" } }, at(NOW - 2_000));
    expect(purge(store)).toEqual({ removed: 1, kept: nothing });
    expect(store.callbacks.read(key)).toBeNull();
    expect(listAll(store, { query: "maria" })).toEqual([]);
    expect(listAll(store, { query: "noted" })).toEqual([]);
    expect(store.check()).toEqual([]);
    const db = new Database(join(folder, "ringback.db"), { readonly: true });
    onTestFinished(() => void db.close());
    const rows = [
      "callback",
      "payload",
      "callback_number",
      "attempt",
      "wrap_up",
      "timeline_event",
      "outbox",
    ];
    expect(rows.map((table) => db.prepare(`SELECT count(*) FROM ${table}`).pluck().get())).toEqual(
      rows.map(() => 0),
    );
  });

  test("keeps what is open, owed, in hand or not old enough, and tells how many of each", () => {
    const store = freshStore();
    put(store, recordOf("open"));
    put(store, recordOf("recent", over(NOW)));
    put(store, recordOf("border", over(NOW - 1_000)));
    put(store, recordOf("old", old));
    const owed = put(store, recordOf("owed")).key;
    tryOnce(store, owed, "one", { ...said, next: { do: "close" } }, at(NOW - 5_000));
    const declined = put(store, recordOf("declined"), true).key;
    store.ledger.commit(closedTurn(declined), [{ write: "declined", at: BEFORE }], at(NOW - 3_000));
    const inHand = put(store, recordOf("hand", old)).key;
    store.ledger.commit(previewTurn(inHand), [opened(attemptId("two"))], NOW);
    expect(purge(store)).toEqual({
      removed: 2,
      kept: { open: 1, "in-hand": 1, owed: 1, recent: 2 },
    });
    expect(listAll(store)).toHaveLength(5);
    expect(store.check()).toEqual([]);
  });

  test("goes over more than one part, and counts alike when it removes nothing", () => {
    const store = freshStore();
    store.callbacks.batch(() => {
      for (let id = 0; id < 180; id += 1) put(store, recordOf(`${id}`, id % 3 === 0 ? {} : old));
    });
    const found = { removed: 120, kept: { ...nothing, open: 60 } };
    const revision = store.revision();
    expect(purge(store, true)).toEqual(found);
    expect(store.revision()).toBe(revision);
    expect(purge(store)).toEqual(found);
    expect(purge(store)).toEqual({ removed: 0, kept: { ...nothing, open: 60 } });
  });

  test("takes the records of one callback together, so that none comes back into the queue", () => {
    const store = freshStore();
    const part = (participantId: string, purpose: string, told: Partial<Callback> = {}) =>
      callbackOf(
        "callback-media-participant",
        { conversationId: "c", participantId },
        { numbers: ["+15550100"], purpose, ...told },
      );
    put(store, part("queue", "acd"), false, at(NOW - 5_000));
    put(store, part("kim", "agent", old), false, at(NOW - 4_000));
    expect(listAll(store, { tab: "now" })).toEqual([]);
    expect(purge(store)).toEqual({ removed: 2, kept: nothing });
    expect(listAll(store)).toEqual([]);
  });

  test("gives its room back to the disk, a part at a time", () => {
    const folder = freshFolder();
    const store = freshStore(folder);
    store.callbacks.batch(() => {
      for (let id = 0; id < 600; id += 1) {
        const record = incoming(recordOf(`${id}`, old));
        store.callbacks.put({ ...record, raw: JSON.stringify("x".repeat(4_000)) }, NOW, false);
      }
    });
    const sizeOf = () => {
      const db = new Database(join(folder, "ringback.db"));
      db.pragma("wal_checkpoint(TRUNCATE)");
      db.close();
      return statSync(join(folder, "ringback.db")).size;
    };
    const before = sizeOf();
    purge(store);
    let steps = 0;
    while (store.retention.reclaim()) steps += 1;
    expect(steps).toBeGreaterThan(1);
    expect(sizeOf()).toBeLessThan(before / 2);
    expect(store.check()).toEqual([]);
  });
});
