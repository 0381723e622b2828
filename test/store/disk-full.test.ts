import Database from "better-sqlite3";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { openCallbacks } from "#store/callbacks.ts";
import { openKeeping } from "#store/keeping.ts";
import { openLeads } from "#store/leads.ts";
import {
  asStoreFault,
  StoreBusy,
  StoreCorrupt,
  StoreFull,
  StoreUnreachable,
} from "#store/errors.ts";
import { openLedger } from "#store/ledger.ts";
import { openOutbox } from "#store/outbox.ts";
import { openWrites } from "#store/transactions.ts";
import {
  attemptId,
  closedTurn,
  ended,
  freshFolder,
  freshStore,
  incoming,
  NOW,
  numbers,
  opened,
  previewTurn,
  put,
  recordOf,
  said,
  wrappedUp,
} from "./fixtures.ts";

/** The store's own parts over a connection that can be told to take no more pages. */
function limitedStore() {
  const folder = freshFolder();
  const store = freshStore(folder);
  const { key } = put(store, recordOf("a"));
  store.close();
  const db = new Database(join(folder, "ringback.db"));
  onTestFinished(() => void db.close());
  db.pragma("foreign_keys = ON");
  const write = openWrites(db);
  const leads = openLeads(db);
  let serial = 0;
  const ids = () => `00000000-0000-4000-8000-${String((serial += 1)).padStart(12, "0")}`;
  return {
    key,
    callbacks: openCallbacks(db, write, openKeeping({ db, numbers, ids }, write, leads).put),
    ledger: openLedger(db, write, leads),
    outbox: openOutbox(db),
    fill: () =>
      db.pragma(`max_page_count = ${db.pragma("page_count", { simple: true }) as number}`),
    /** What SQLite does by itself when a disk fails it in the middle of a transaction. */
    rollBack: () => db.exec("ROLLBACK"),
    free: () => db.pragma("max_page_count = 1000000"),
    contents: () =>
      ["callback", "attempt", "wrap_up", "timeline_event", "outbox", "turn", "payload"].map(
        (table) => db.prepare(`SELECT * FROM ${table}`).all(),
      ),
    check: () => db.pragma("integrity_check", { simple: true }),
  };
}

const one = attemptId("one");
const long = { ...said, notes: "a long note. ".repeat(1_000) };

describe("a full disk", () => {
  test("takes nothing of a commit, and all of it once there is room again", () => {
    const store = limitedStore();
    store.ledger.commit(previewTurn(store.key), [opened(one)], NOW);
    const before = store.contents();
    const last = () =>
      store.ledger.commit(closedTurn(store.key), [ended(one), wrappedUp(one, long)], NOW);
    store.fill();
    expect(last).toThrow(StoreFull);
    expect(store.contents()).toEqual(before);
    expect(store.ledger.openTurn()).toEqual(previewTurn(store.key));
    store.free();
    last();
    expect(store.ledger.wrapUps(store.key)).toHaveLength(1);
    expect(store.outbox.countUnsent()).toBe(1);
    expect(store.check()).toBe("ok");
  });

  test("keeps the draft that was saved before", () => {
    const store = limitedStore();
    const draft = { outcome: null, code: null, notes: "before", next: null };
    store.ledger.saveDraft(store.key, draft, NOW);
    store.fill();
    const longer = { ...draft, notes: long.notes };
    expect(() => store.ledger.saveDraft(store.key, longer, NOW)).toThrow(StoreFull);
    expect(store.ledger.draft(store.key)).toEqual(draft);
  });

  const record = (id: string) => incoming(recordOf(id, { provider: "x".repeat(20_000) }));

  test("takes nothing of a batch, and the whole batch once there is room again", () => {
    const store = limitedStore();
    const before = store.contents();
    const batch = () =>
      store.callbacks.batch(() =>
        ["b", "c"].map((id) => store.callbacks.put(record(id), NOW, false)),
      );
    store.fill();
    expect(batch).toThrow(StoreFull);
    expect(store.contents()).toEqual(before);
    store.free();
    expect(batch().map(({ did }) => did)).toEqual(["added", "added"]);
    expect(store.check()).toBe("ok");
  });

  test("leaves nothing half written when an importer goes on regardless", () => {
    const store = limitedStore();
    const before = store.contents();
    const regardless = () =>
      store.callbacks.batch(() => {
        store.fill();
        expect(() => store.callbacks.put(record("b"), NOW, false)).toThrow(StoreFull);
        store.free();
        store.callbacks.put(record("c"), NOW, false);
      });
    expect(regardless).toThrow(StoreFull);
    expect(store.contents()).toEqual(before);
    expect(store.check()).toBe("ok");
  });

  test("that ends the transaction ends the batch: what follows is not kept on its own", () => {
    const store = limitedStore();
    const before = store.contents();
    expect(() =>
      store.callbacks.batch(() => {
        store.callbacks.put(record("b"), NOW, false);
        store.rollBack();
        store.callbacks.put(record("c"), NOW, false);
      }),
    ).toThrow(StoreFull);
    expect(store.contents()).toEqual(before);
  });
});

test.each([
  ["SQLITE_FULL", StoreFull],
  ["SQLITE_IOERR_WRITE", StoreFull],
  ["ENOSPC", StoreFull],
  ["SQLITE_BUSY", StoreBusy],
  ["SQLITE_BUSY_SNAPSHOT", StoreBusy],
  ["SQLITE_CORRUPT_VTAB", StoreCorrupt],
  ["SQLITE_NOTADB", StoreCorrupt],
  ["SQLITE_READONLY", StoreUnreachable],
  ["SQLITE_CANTOPEN", StoreUnreachable],
  ["EACCES", StoreUnreachable],
])("%s is told as %o", (code, fault) => {
  const error = Object.assign(new Error("raw"), { code });
  expect(asStoreFault(error)).toBeInstanceOf(fault);
  expect((asStoreFault(error) as Error).cause).toBe(error);
});

test("what is no fault of the file comes back as it was", () => {
  const error = new TypeError("a bug");
  expect(asStoreFault(error)).toBe(error);
  expect(asStoreFault("text")).toBe("text");
});
