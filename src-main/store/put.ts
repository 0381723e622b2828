import type { Database } from "better-sqlite3";
import type { CallbackKey, Shape } from "#core/callback.ts";
import type { EpochMs } from "#core/time.ts";
import type {
  Callbacks,
  CallbackStatus,
  Ids,
  IncomingRecord,
  Numbers,
  Problem,
  PutResult,
} from "#desk/ports.ts";
import {
  canonicalText,
  columnsOf,
  flag,
  isOver,
  numberRows,
  type NumberRow,
  type RecordColumns,
} from "./callback-row.ts";
import { changedOne, LedgerBroken } from "./errors.ts";
import { identityOf } from "./identity.ts";
import { openSearchIndex } from "./search-index.ts";
import type { Write } from "./transactions.ts";

export interface CallbacksParts {
  readonly db: Database;
  readonly write: Write;
  readonly numbers: Numbers;
  readonly ids: Ids;
}

/** A record on file that came before under the same identity. */
interface Known {
  readonly id: number;
  readonly key: CallbackKey;
  readonly shape: Shape;
  readonly status: CallbackStatus;
  readonly raw: string;
  readonly envelope: string | null;
  readonly canonical: string;
}

/** Columns that a newer record of the same identity replaces. */
const told = [
  "shape",
  "source_id",
  "conversation_id",
  "participant_id",
  "communication_id",
  "interaction_id",
  "created_at",
  "scheduled_at",
  "expires_at",
  "name",
  "number",
  "has_dialable",
  "tag",
  "is_owned",
  "is_flagged",
  "is_external",
  "automation_id",
  "response_type",
] as const satisfies readonly (keyof RecordColumns)[];

const ours = ["key", "identity", "is_demo", "status", "closed_at", "first_seen_at", "changed_at"];

const columns = [...ours, ...told];

/**
 * Keeps one record by its identity. Imports call this by the hundred thousand: statements are bound
 * by position and chosen so that SQLite needs no savepoint for any of them.
 */
export function openPut({ db, write, numbers, ids }: CallbacksParts): Callbacks["put"] {
  const search = openSearchIndex(db);
  const idOf = db.prepare<[string], number>("SELECT id FROM callback WHERE identity = ?").pluck();
  const known = db.prepare<[number], Known>(
    `SELECT c.id, c.key, c.shape, c.status, r.raw, r.envelope, j.json AS canonical
     FROM callback AS c
     JOIN raw_payload AS r ON r.callback_id = c.id AND r.shape = c.shape
     JOIN canonical AS j ON j.callback_id = c.id
     WHERE c.id = ?`,
  );
  const insert = db.prepare(
    `INSERT INTO callback (${columns.join(", ")}) VALUES (${columns.map(() => "?").join(", ")})`,
  );
  const update = db.prepare(
    `UPDATE callback SET changed_at = ?, ${told.map((name) => `${name} = ?`).join(", ")}
     WHERE id = ?`,
  );
  // The platform calls every callback over that was worked. One in hand stays until the agent is
  // done with it, and so does one promised for another time: that promise is ours to keep.
  const close = db.prepare<{ id: number; at: number }>(
    `UPDATE callback SET status = 'closed', closed_at = :at WHERE id = :id AND again_at IS NULL
     AND NOT EXISTS (SELECT 1 FROM turn WHERE callback_id = :id)`,
  );
  const addCanonical = db.prepare<[number, string]>(
    "INSERT INTO canonical (callback_id, json) VALUES (?, ?)",
  );
  const changeCanonical = db.prepare<[string, number]>(
    "UPDATE canonical SET json = ? WHERE callback_id = ?",
  );
  const keepRaw = db.prepare<[number, string, string, string | null]>(
    `INSERT INTO raw_payload (callback_id, shape, raw, envelope) VALUES (?, ?, ?, ?)
     ON CONFLICT (callback_id, shape) DO UPDATE SET raw = excluded.raw, envelope = excluded.envelope`,
  );
  const dropNumbers = db.prepare<[number]>("DELETE FROM callback_number WHERE callback_id = ?");
  const addNumber = db.prepare<[number, number, string, string | null]>(
    "INSERT INTO callback_number (callback_id, position, text, dialable) VALUES (?, ?, ?, ?)",
  );
  const problemsOf = db.prepare<[number], Problem>(
    "SELECT path, reason FROM problem WHERE callback_id = ? ORDER BY position",
  );
  const dropProblems = db.prepare<[number]>("DELETE FROM problem WHERE callback_id = ?");
  const addProblem = db.prepare<[number, number, string, string]>(
    "INSERT INTO problem (callback_id, position, path, reason) VALUES (?, ?, ?, ?)",
  );

  function add(record: IncomingRecord, identity: string, now: EpochMs, isDemo: boolean): PutResult {
    const { callback, problems } = record;
    const read = numberRows(callback, numbers);
    const row = columnsOf(callback, read, problems.length > 0);
    const key = ids() as CallbackKey;
    const closedAt = isOver(callback) ? endOf(record, now) : null;
    const status: CallbackStatus = closedAt === null ? "open" : "closed";
    const own = [key, identity, flag(isDemo), status, closedAt, now, now];
    const added = insert.run(...own, ...told.map((name) => row[name]));
    const id = Number(added.lastInsertRowid);
    addCanonical.run(id, canonicalText(callback));
    addParts(id, record, read);
    search.add(id, callback, read);
    return { key, did: "added" };
  }

  function change(id: number, record: IncomingRecord, now: EpochMs): PutResult {
    const { callback, problems } = record;
    const before = known.get(id);
    const canonical = canonicalText(callback);
    if (before === undefined) throw new LedgerBroken(`record ${id} has no payload`);
    if (isSame(before, record, canonical)) return { key: before.key, did: "unchanged" };
    const read = numberRows(callback, numbers);
    const row = columnsOf(callback, read, problems.length > 0);
    changedOne(update.run(now, ...told.map((name) => row[name]), id), "update of a record");
    if (isOver(callback) && before.status === "open") close.run({ id, at: endOf(record, now) });
    search.change(id, before.canonical, callback, read);
    dropNumbers.run(id);
    dropProblems.run(id);
    changedOne(changeCanonical.run(canonical, id), "the canonical form of a record");
    addParts(id, record, read);
    return { key: before.key, did: "updated" };
  }

  function addParts(id: number, record: IncomingRecord, read: readonly NumberRow[]): void {
    const { callback, raw, envelope, problems } = record;
    keepRaw.run(id, callback.shape, raw, envelope);
    read.forEach(({ text, dialable }, position) => addNumber.run(id, position, text, dialable));
    problems.forEach(({ path, reason }, position) => addProblem.run(id, position, path, reason));
  }

  /** The same content; a build that reads more out of it than the one before makes it different. */
  function isSame(old: Known, { callback, raw, envelope, problems }: IncomingRecord, text: string) {
    return (
      old.shape === callback.shape &&
      old.raw === raw &&
      old.envelope === envelope &&
      old.canonical === text &&
      JSON.stringify(problemsOf.all(old.id)) ===
        JSON.stringify(problems.map(({ path, reason }) => ({ path, reason })))
    );
  }

  return (record, now, isDemo) => {
    const identity = identityOf(record.callback, isDemo);
    return write.unguarded(() => {
      const id = idOf.get(identity);
      return id === undefined ? add(record, identity, now, isDemo) : change(id, record, now);
    });
  };
}

/** When the platform says it was over, never in the future. */
const endOf = ({ callback }: IncomingRecord, now: EpochMs): number =>
  Math.floor(Math.min(callback.endedAt ?? now, now));
