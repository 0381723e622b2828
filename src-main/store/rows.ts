import type { Database } from "better-sqlite3";
import type { Callback, CallbackKey, PlatformIdentity } from "#core/callback.ts";
import type { Told } from "#core/told.ts";
import type { EpochMs } from "#core/time.ts";
import type { CallbackStatus } from "#desk/operations-port.ts";
import type { Ids, Numbers, Problem } from "#desk/ports.ts";
import {
  canonicalText,
  columnsOf,
  flag,
  isOver,
  numberRows,
  readCanonical,
  type NumberRow,
  type RecordColumns,
} from "./callback-row.ts";
import { changedOne, LedgerBroken } from "./errors.ts";
import { openSearchIndex } from "./search-index.ts";
import { allIds, isSameIds, ownIds, type ReadTelling, type Telling } from "./telling.ts";

export interface RowsParts {
  readonly db: Database;
  readonly numbers: Numbers;
  readonly ids: Ids;
}

/** A row of the queue with the telling that is shown. */
export interface Row {
  readonly id: number;
  readonly key: CallbackKey;
  readonly status: CallbackStatus;
  /** The canonical record as it is kept, with all ids known of it. */
  readonly canonical: string;
  /** Read once it is asked for: most of what comes is the same again. */
  shown(): ReadTelling;
  /** It is what came, word for word and as this build reads it. */
  isShown(came: ReadTelling): boolean;
}

/** The rows of callbacks and what belongs to each: its search line, numbers, problems and payload. */
export interface Rows {
  read(id: number): Row;
  /** A new row; `more` are ids that other tellings of it know. */
  add(
    telling: ReadTelling,
    more: readonly PlatformIdentity[],
    now: EpochMs,
    isDemo: boolean,
  ): { readonly id: number; readonly key: CallbackKey };
  /** Shows this telling; what is ours, attempts and promises, stays. */
  show(row: Row, telling: ReadTelling, more: readonly PlatformIdentity[], now: EpochMs): void;
}

interface KeptTold {
  readonly topic: string | null;
  readonly version: number | null;
  readonly told_at: EpochMs | null;
}

interface Kept extends KeptTold {
  readonly id: number;
  readonly key: CallbackKey;
  readonly status: CallbackStatus;
  readonly canonical: string;
  readonly own_ids: string | null;
  readonly raw: string;
  readonly envelope: string | null;
}

/** Columns that a newer telling replaces. */
const recorded = [
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

const columns = ["key", "is_demo", "status", "closed_at", "first_seen_at", "changed_at"].concat(
  recorded,
);

/**
 * Imports call this by the hundred thousand: statements are bound by position and chosen so that
 * SQLite needs no savepoint for any of them.
 */
export function openRows({ db, numbers, ids }: RowsParts): Rows {
  const search = openSearchIndex(db);
  const kept = db.prepare<[number], Kept>(
    `SELECT c.id, c.key, c.status, p.canonical, p.own_ids, p.raw, p.envelope, p.topic, p.version,
       p.told_at
     FROM callback AS c JOIN payload AS p ON p.callback_id = c.id WHERE c.id = ?`,
  );
  const problemsOf = db.prepare<[number], Problem>(
    "SELECT path, reason FROM problem WHERE callback_id = ? ORDER BY position",
  );
  const insert = db.prepare(
    `INSERT INTO callback (${columns.join(", ")}) VALUES (${columns.map(() => "?").join(", ")})`,
  );
  const update = db.prepare(
    `UPDATE callback SET changed_at = ?, ${recorded.map((name) => `${name} = ?`).join(", ")}
     WHERE id = ?`,
  );
  // The platform calls every callback over that was worked. One in hand stays until the agent is
  // done with it, and so does one promised for another time: that promise is ours to keep.
  const close = db.prepare<{ id: number; at: number }>(
    `UPDATE callback SET status = 'closed', closed_at = :at WHERE id = :id AND again_at IS NULL
     AND NOT EXISTS (SELECT 1 FROM turn WHERE callback_id = :id)`,
  );
  const addPayload = db.prepare(
    `INSERT INTO payload (canonical, own_ids, topic, version, told_at, envelope, raw, callback_id)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
  );
  const changePayload = db.prepare(
    `UPDATE payload SET canonical = ?, own_ids = ?, topic = ?, version = ?, told_at = ?,
       envelope = ?, raw = ? WHERE callback_id = ?`,
  );
  const dropNumbers = db.prepare<[number]>("DELETE FROM callback_number WHERE callback_id = ?");
  const addNumber = db.prepare<[number, number, string, string | null]>(
    "INSERT INTO callback_number (callback_id, position, text, dialable) VALUES (?, ?, ?, ?)",
  );
  const dropProblems = db.prepare<[number]>("DELETE FROM problem WHERE callback_id = ?");
  const addProblem = db.prepare<[number, number, string, string]>(
    "INSERT INTO problem (callback_id, position, path, reason) VALUES (?, ?, ?, ?)",
  );

  /** The record under all ids that are known of it, and its bindings for `payload`. */
  function place(telling: ReadTelling, more: readonly PlatformIdentity[]) {
    const known = more.length === 0 ? telling.callback.identity : allIds(telling, more);
    const isWhole = more.length === 0 || isSameIds(known, telling);
    const callback: Callback = isWhole
      ? telling.callback
      : { ...telling.callback, identity: known };
    const { told, envelope, raw } = telling;
    const own = isWhole ? null : JSON.stringify(ownIds(telling));
    const payload = [
      canonicalText(callback),
      own,
      told.topic,
      told.version,
      told.at,
      envelope,
      raw,
    ];
    return { callback, payload };
  }

  function addParts(id: number, telling: Telling, read: readonly NumberRow[]): void {
    read.forEach(({ text, dialable }, position) => addNumber.run(id, position, text, dialable));
    telling.problems.forEach(({ path, reason }, position) =>
      addProblem.run(id, position, path, reason),
    );
  }

  return {
    read(id) {
      const found = kept.get(id);
      if (found === undefined) throw new LedgerBroken(`record ${id} has no payload`);
      const { key, status, canonical, own_ids, raw, envelope } = found;
      let shown: ReadTelling | null = null;
      const read = (): ReadTelling => {
        const callback = readCanonical(canonical);
        const own = own_ids === null ? null : (JSON.parse(own_ids) as PlatformIdentity);
        return {
          shape: callback.shape,
          ...ownIds(own ?? callback.identity),
          callback: own === null ? callback : { ...callback, identity: own },
          raw,
          envelope,
          problems: problemsOf.all(id),
          told: readTold(found),
        };
      };
      return {
        id,
        key,
        status,
        canonical,
        shown: () => (shown ??= read()),
        isShown: (came) =>
          raw === came.raw &&
          envelope === came.envelope &&
          canonicalText(came.callback) ===
            (own_ids === null ? canonical : canonicalText((shown ??= read()).callback)) &&
          isSameProblems(came.problems, problemsOf.all(id)),
      };
    },
    add(telling, more, now, isDemo) {
      const { callback, payload } = place(telling, more);
      const read = numberRows(callback, numbers);
      const row = columnsOf(callback, read, telling.problems.length > 0);
      const key = ids() as CallbackKey;
      const closedAt = isOver(callback) ? endOf(callback, now) : null;
      const status: CallbackStatus = closedAt === null ? "open" : "closed";
      const own = [key, flag(isDemo), status, closedAt, now, now];
      const added = insert.run(...own, ...recorded.map((name) => row[name]));
      const id = Number(added.lastInsertRowid);
      addPayload.run(...payload, id);
      addParts(id, telling, read);
      search.add(id, callback, read);
      return { id, key };
    },
    show({ id, status, canonical }, telling, more, now) {
      const { callback, payload } = place(telling, more);
      const read = numberRows(callback, numbers);
      const row = columnsOf(callback, read, telling.problems.length > 0);
      changedOne(update.run(now, ...recorded.map((name) => row[name]), id), "update of a record");
      if (isOver(callback) && status === "open") close.run({ id, at: endOf(callback, now) });
      search.change(id, canonical, callback, read);
      dropNumbers.run(id);
      dropProblems.run(id);
      changedOne(changePayload.run(...payload, id), "the payload of a record");
      addParts(id, telling, read);
    },
  };
}

/** Told of the same fields, in the same words. */
export const isSameProblems = (a: readonly Problem[], b: readonly Problem[]): boolean =>
  a.length === b.length &&
  b.every(({ path, reason }, index) => {
    const other = a[index];
    return other !== undefined && other.path === path && other.reason === reason;
  });

export const readTold = ({ topic, version, told_at }: KeptTold): Told => ({
  topic,
  version,
  at: told_at,
});

/** When the platform says it was over, never in the future. */
const endOf = (callback: Callback, now: EpochMs): number =>
  Math.floor(Math.min(callback.endedAt ?? now, now));
