import type { Database } from "better-sqlite3";
import { emptyCallback, type Callback, type CallbackKey, type Shape } from "#core/callback.ts";
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
import { columnsOf, flag, isOver, numberRows, type RecordColumns } from "./callback-row.ts";
import { changedOne, classified } from "./errors.ts";
import { identityOf } from "./identity.ts";
import { openQueue } from "./queue.ts";
import { openSearchIndex } from "./search-index.ts";
import type { Write } from "./transactions.ts";

export interface CallbacksParts {
  readonly db: Database;
  readonly write: Write;
  readonly numbers: Numbers;
  readonly ids: Ids;
}

interface Known {
  readonly id: number;
  readonly key: CallbackKey;
  readonly shape: Shape;
  readonly status: CallbackStatus;
  readonly raw: string;
  readonly envelope: string | null;
  readonly canonical: string;
}

interface Kept {
  readonly id: number;
  readonly key: CallbackKey;
  readonly shape: Shape;
  readonly status: CallbackStatus;
  readonly is_demo: number;
  readonly due_at: EpochMs | null;
  readonly source_id: string;
  readonly first_seen_at: EpochMs;
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

const ours = [
  "key",
  "identity",
  "is_demo",
  "status",
  "closed_at",
  "first_seen_at",
  "changed_at",
] as const;

/** Statements are prepared once, here; callers hold the returned functions and never see SQL. */
export function openCallbacks(parts: CallbacksParts): Callbacks {
  const { db, write } = parts;
  const queue = openQueue(db);
  const put = openPut(parts);
  const quarantine = db.prepare<[number, number, string, string, string]>(
    "INSERT INTO quarantine (at, position, path, reason, text) VALUES (?, ?, ?, ?, ?)",
  );
  const kept = db.prepare<[string], Kept>(
    `SELECT id, key, shape, status, is_demo, due_at, source_id, first_seen_at, json AS canonical
     FROM callback JOIN canonical ON callback_id = id WHERE key = ?`,
  );
  const problems = db.prepare<[number], Problem>(
    "SELECT path, reason FROM problem WHERE callback_id = ? ORDER BY position",
  );
  const raw = db
    .prepare<[string], string>(
      `SELECT raw FROM callback AS c
       JOIN raw_payload AS r ON r.callback_id = c.id AND r.shape = c.shape WHERE key = ?`,
    )
    .pluck();
  // Of several with that id (the participants of a conversation), the one that came last.
  const find = db
    .prepare<{ text: string }, CallbackKey>(
      `SELECT key FROM (
         SELECT id, key FROM callback WHERE key = :text
         UNION ALL SELECT id, key FROM callback WHERE interaction_id = :text
         UNION ALL SELECT id, key FROM callback WHERE communication_id = :text
         UNION ALL SELECT id, key FROM callback WHERE participant_id = :text
         UNION ALL SELECT id, key FROM callback WHERE conversation_id = :text
       ) ORDER BY id DESC LIMIT 1`,
    )
    .pluck();
  const countDemo = db
    .prepare<[], number>("SELECT count(*) FROM callback WHERE is_demo = 1")
    .pluck();

  return {
    put: (record, now, isDemo) => write(() => put(record, now, isDemo)),
    batch: (work) => write(work),
    quarantine: (text, { index, path, reason }, now) =>
      write(() => void quarantine.run(now, index, path, reason, text)),
    read: (key) =>
      classified(() => {
        const row = kept.get(key);
        if (row === undefined) return null;
        return {
          key: row.key,
          callback: { ...emptyCallback(row.shape), ...(JSON.parse(row.canonical) as Callback) },
          status: row.status,
          isDemo: row.is_demo === 1,
          dueAt: row.due_at,
          sourceId: row.source_id,
          firstSeenAt: row.first_seen_at,
          problems: problems.all(row.id),
        };
      }),
    find: (text) => classified(() => find.get({ text }) ?? null),
    raw: (key) => classified(() => raw.get(key) ?? null),
    list: (query) => classified(() => queue.list(query)),
    counts: (now) => classified(() => queue.counts(now)),
    countDemo: () => classified(() => countDemo.get() ?? 0),
  };
}

function openPut({ db, numbers, ids }: CallbacksParts) {
  const search = openSearchIndex(db);
  const known = db.prepare<[string], Known>(
    `SELECT c.id, c.key, c.shape, c.status, r.raw, r.envelope, j.json AS canonical
     FROM callback AS c
     JOIN raw_payload AS r ON r.callback_id = c.id AND r.shape = c.shape
     JOIN canonical AS j ON j.callback_id = c.id
     WHERE c.identity = ?`,
  );
  const columns = [...ours, ...told];
  const insert = db.prepare(
    `INSERT INTO callback (${columns.join(", ")}) VALUES (${columns.map((name) => `:${name}`).join(", ")})`,
  );
  const update = db.prepare(
    `UPDATE callback SET changed_at = :changed_at, ${told.map((name) => `${name} = :${name}`).join(", ")}
     WHERE id = :id`,
  );
  // The platform calls every callback over that was worked. One in hand stays until the agent is
  // done with it, and so does one promised for another time: that promise is ours to keep.
  const close = db.prepare<{ id: number; at: number }>(
    `UPDATE callback SET status = 'closed', closed_at = :at WHERE id = :id AND again_at IS NULL
     AND NOT EXISTS (SELECT 1 FROM turn WHERE callback_id = :id)`,
  );
  const keepCanonical = db.prepare<[number, string]>(
    "INSERT OR REPLACE INTO canonical (callback_id, json) VALUES (?, ?)",
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

  return function put(record: IncomingRecord, now: EpochMs, isDemo: boolean): PutResult {
    const { callback, problems } = record;
    const identity = identityOf(callback, isDemo);
    const canonical = JSON.stringify(callback);
    const before = known.get(identity);
    if (before !== undefined && isSame(before)) return { key: before.key, did: "unchanged" };

    const read = numberRows(callback, numbers);
    const row = columnsOf(callback, read, problems.length > 0);
    const isEnding = isOver(callback);
    const closedAt = Math.min(callback.endedAt ?? now, now);
    const key = before?.key ?? (ids() as CallbackKey);
    let id: number;
    if (before === undefined) {
      const added = insert.run({
        ...row,
        key,
        identity,
        is_demo: flag(isDemo),
        status: isEnding ? "closed" : "open",
        closed_at: isEnding ? Math.floor(closedAt) : null,
        first_seen_at: now,
        changed_at: now,
      });
      id = Number(added.lastInsertRowid);
    } else {
      id = before.id;
      changedOne(update.run({ ...row, id, changed_at: now }), "update of a record");
      if (isEnding && before.status === "open") close.run({ id, at: Math.floor(closedAt) });
      dropNumbers.run(id);
      dropProblems.run(id);
    }
    keepCanonical.run(id, canonical);
    keepRaw.run(id, callback.shape, record.raw, record.envelope);
    read.forEach(({ text, dialable }, position) => addNumber.run(id, position, text, dialable));
    problems.forEach(({ path, reason }, position) => addProblem.run(id, position, path, reason));
    search.index(id, callback, read);
    return { key, did: before === undefined ? "added" : "updated" };

    /** The same content; a build that reads more out of it than the one before makes it different. */
    function isSame(old: Known): boolean {
      return (
        old.shape === callback.shape &&
        old.raw === record.raw &&
        old.envelope === record.envelope &&
        old.canonical === canonical &&
        JSON.stringify(problemsOf.all(old.id)) ===
          JSON.stringify(problems.map(({ path, reason }) => ({ path, reason })))
      );
    }
  };
}
