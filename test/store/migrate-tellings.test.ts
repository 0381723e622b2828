import Database from "better-sqlite3";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import {
  emptyCallback,
  type CallbackKey,
  type PlatformIdentity,
  type Shape,
} from "#core/callback.ts";
import { migrate, migrations, versionOf } from "#store/migrate.ts";
import { freshFolder, freshStore, listAll, NOW } from "./fixtures.ts";

interface Old {
  readonly key: string;
  readonly shape: Shape;
  readonly ids: Partial<PlatformIdentity>;
  readonly purpose?: string;
  readonly status?: string;
  readonly again?: number;
  /** Payloads of other shapes on file. */
  readonly more?: readonly Shape[];
}

const rawOf = (key: string, shape: Shape) => JSON.stringify({ as: "it came", key, shape });

/** A file as the build before kept it, with these rows and one attempt and wrap-up for each. */
function oldFolder(...rows: readonly Old[]): string {
  const folder = freshFolder();
  const db = new Database(join(folder, "ringback.db"));
  db.pragma("foreign_keys = ON");
  migrate(db, migrations.slice(0, 2));
  rows.forEach((row, index) => keepOld(db, row, index + 1));
  db.close();
  return folder;
}

function keepOld(db: Database.Database, row: Old, id: number): void {
  const { key, shape, ids, purpose = null, status = "open", again = null, more = [] } = row;
  const base = emptyCallback(shape);
  const identity = { ...base.identity, ...ids };
  const callback = { ...base, identity, purpose, numbers: ["+15550100"], customerName: key };
  db.prepare(
    `INSERT INTO callback (key, identity, shape, source_id, conversation_id, participant_id,
       communication_id, interaction_id, is_demo, status, again_at, closed_at, name, number,
       has_dialable, is_owned, is_flagged, is_external, first_seen_at, changed_at)
     VALUES (:key, :key, :shape, :key, :conversationId, :participantId, :communicationId,
       :interactionId, 0, :status, :again, iif(:status = 'closed', 5, NULL), :key, '+15550100',
       1, 0, 0, 0, :id, 5)`,
  ).run({ key, shape, ...identity, status, again, id });
  db.prepare("INSERT INTO canonical VALUES (?, ?)").run(id, JSON.stringify(callback));
  for (const each of [shape, ...more]) {
    db.prepare(
      "INSERT INTO raw_payload (callback_id, shape, raw, envelope) VALUES (?, ?, ?, '{}')",
    ).run(id, each, rawOf(key, each));
  }
  db.prepare("INSERT INTO callback_number VALUES (?, 0, '+15550100', '+15550100')").run(id);
  db.prepare("INSERT INTO callback_search (rowid, words) VALUES (?, ?)").run(id, key);
  db.exec(
    `INSERT INTO attempt (key, callback_id, number, how, started_at, ended_at, outcome)
       VALUES ('attempt of ${key}', ${id}, '+15550100', 'agent', 6, 7, 'busy');
     INSERT INTO timeline_event (callback_id, at, what) VALUES (${id}, 7, 'attempt-closed');
     INSERT INTO wrap_up (callback_id, attempt_id, at, outcome, notes, next_do, by)
       VALUES (${id}, ${id}, 8, 'busy', 'noted ${key}', 'leave', 'agent');
     INSERT INTO outbox (callback_id, kind, body, created_at) VALUES (${id}, 'wrap-up', '{}', 8);`,
  );
}

const S1 = "callback";
const S2 = "callback-media-participant";
const S3 = "conversation-notification-callback";
const keysOf = (store: ReturnType<typeof freshStore>) =>
  listAll(store)
    .map(({ key }) => key as string)
    .sort();

describe("a file of the build before", () => {
  test("keeps its rows, payloads and ledger", () => {
    const folder = oldFolder(
      { key: "one", shape: S2, ids: { conversationId: "c", participantId: "p" }, again: 9 },
      {
        key: "two",
        shape: "engage-callback-interaction",
        ids: { interactionId: "i" },
        status: "closed",
      },
      {
        key: "three",
        shape: S1,
        ids: { conversationId: "d", participantId: "p2", communicationId: "x" },
        more: [S3],
      },
    );
    const store = freshStore(folder);
    expect(keysOf(store)).toEqual(["one", "three", "two"]);
    expect(store.callbacks.read("one" as CallbackKey)).toMatchObject({
      dueAt: 9,
      firstSeenAt: 1,
      supersededBy: null,
      callback: { customerName: "one", identity: { conversationId: "c", communicationId: null } },
    });
    expect(store.callbacks.read("two" as CallbackKey)?.status).toBe("closed");
    for (const key of ["one", "two", "three"] as CallbackKey[]) {
      expect(store.ledger.attempts(key).map(({ id }) => id)).toEqual([`attempt of ${key}`]);
      expect(store.ledger.wrapUps(key)).toHaveLength(1);
      expect(listAll(store, { query: key })).toHaveLength(1);
    }
    expect(store.callbacks.raw("three" as CallbackKey)).toBe(rawOf("three", S1));
    expect(store.outbox.countUnsent()).toBe(3);
    expect(store.check()).toEqual([]);

    const db = new Database(join(folder, "ringback.db"));
    onTestFinished(() => void db.close());
    expect(db.prepare("SELECT shape, raw FROM other_payload").all()).toEqual([
      { shape: S3, raw: rawOf("three", S3) },
    ]);
    expect(versionOf(db)).toBe(migrations.length);
    expect(() => db.exec("UPDATE attempt SET outcome = 'answered'")).toThrow(/never changed/u);
    expect(() => db.exec("UPDATE callback SET superseded_by = id")).toThrow(/CHECK/u);
  });

  test("has rows joined that turn out to be one, and loses no attempt", () => {
    const ids = { conversationId: "c", participantId: "p", communicationId: "x" };
    const folder = oldFolder(
      { key: "flat", shape: S2, ids: { conversationId: "c", participantId: "p" }, again: 9 },
      { key: "whole", shape: S1, ids },
      { key: "bare", shape: S1, ids: { communicationId: "x" } },
      { key: "other", shape: S3, ids: { communicationId: "x" } },
    );
    const store = freshStore(folder);
    expect(keysOf(store)).toEqual(["flat", "other"]);
    const flat = "flat" as CallbackKey;
    expect(store.ledger.attempts(flat).map(({ id }) => id)).toEqual(
      ["flat", "whole", "bare"].map((key) => `attempt of ${key}`),
    );
    expect(store.ledger.wrapUps(flat)).toHaveLength(3);
    expect(store.callbacks.read(flat)).toMatchObject({ dueAt: 9, callback: { identity: ids } });
    expect(store.callbacks.find("whole")).toBe(flat);
    expect(store.outbox.unsent().map(({ key }) => key)).toEqual([flat, flat, flat, "other"]);
    expect(store.check()).toEqual([]);
    // Done once: the file opens as it is from now on.
    const revision = store.revision();
    store.close();
    expect(freshStore(folder).revision()).toBe(revision);
  });

  test("has the records of one callback led by one of them", () => {
    const folder = oldFolder(
      {
        key: "queue",
        shape: S2,
        ids: { conversationId: "c", participantId: "q" },
        purpose: "acd",
        again: 9,
      },
      {
        key: "agent",
        shape: S2,
        ids: { conversationId: "c", participantId: "a" },
        purpose: "agent",
      },
    );
    const store = freshStore(folder);
    expect(store.callbacks.read("queue" as CallbackKey)?.supersededBy).toBe("agent");
    expect(listAll(store, { tab: "scheduled", now: NOW })).toEqual([]);
    expect(listAll(store, { tab: "now", now: NOW })).toMatchObject([{ key: "agent", dueAt: 9 }]);
  });
});
