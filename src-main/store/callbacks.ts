import type { Database } from "better-sqlite3";
import type { CallbackKey } from "#core/callback.ts";
import type { EpochMs } from "#core/time.ts";
import type { CallbackStatus } from "#desk/operations-port.ts";
import type { Callbacks, Problem } from "#desk/ports.ts";
import { openAlike } from "./alike.ts";
import { readCanonical } from "./callback-row.ts";
import { classified } from "./errors.ts";
import { openExported } from "./exported.ts";
import { openQuarantine } from "./quarantine.ts";
import { openQueue } from "./queue.ts";
import type { Write } from "./transactions.ts";

interface Kept {
  readonly id: number;
  readonly key: CallbackKey;
  readonly status: CallbackStatus;
  readonly is_demo: number;
  readonly due_at: EpochMs | null;
  readonly source_id: string;
  readonly first_seen_at: EpochMs;
  readonly superseded_by: CallbackKey | null;
  readonly canonical: string;
}

/** Statements are prepared once, here; callers hold the returned functions and never see SQL. */
export function openCallbacks(db: Database, write: Write, put: Callbacks["put"]): Callbacks {
  const queue = openQueue(db);
  const kept = db.prepare<[string], Kept>(
    `SELECT id, key, status, is_demo, due_at, source_id, first_seen_at, canonical,
       (SELECT key FROM callback WHERE id = c.superseded_by) AS superseded_by
     FROM callback AS c JOIN payload ON callback_id = id WHERE key = ?`,
  );
  const problems = db.prepare<[number], Problem>(
    "SELECT path, reason FROM problem WHERE callback_id = ? ORDER BY position",
  );
  const payload = db.prepare<[string], { raw: string; envelope: string | null }>(
    "SELECT raw, envelope FROM callback JOIN payload ON callback_id = id WHERE key = ?",
  );
  // Of several with that id (the participants of a conversation) the one that leads and came last.
  const find = db
    .prepare<{ text: string }, CallbackKey>(
      `SELECT key FROM (
         SELECT id, key, superseded_by FROM callback WHERE key = :text
         UNION ALL SELECT id, key, superseded_by FROM callback WHERE interaction_id = :text
         UNION ALL SELECT id, key, superseded_by FROM callback WHERE communication_id = :text
         UNION ALL SELECT id, key, superseded_by FROM callback WHERE participant_id = :text
         UNION ALL SELECT id, key, superseded_by FROM callback WHERE conversation_id = :text
       ) ORDER BY superseded_by IS NOT NULL, id DESC LIMIT 1`,
    )
    .pluck();
  const formerly = db
    .prepare<[string], CallbackKey>(
      `SELECT c.key FROM former_key AS f JOIN callback AS c ON c.id = f.callback_id
       WHERE f.key = ?`,
    )
    .pluck();
  // Of several the one that came last: it is the wish she remembers.
  const openWith = db
    .prepare<[string], CallbackKey>(
      `SELECT c.key FROM callback_number AS n JOIN callback AS c ON c.id = n.callback_id
       WHERE n.dialable = ? AND c.is_offered = 1 ORDER BY c.id DESC LIMIT 1`,
    )
    .pluck();
  const countDemo = db
    .prepare<[], number>("SELECT count(*) FROM callback WHERE is_demo = 1")
    .pluck();

  /** What a key names; a key of a record that became one with another names that one. */
  function named<T>(key: CallbackKey, read: (key: CallbackKey) => T | undefined): T | undefined {
    const found = read(key);
    if (found !== undefined) return found;
    const now = formerly.get(key);
    return now === undefined ? undefined : read(now);
  }

  return {
    put,
    batch: (work) => write(work),
    ...openQuarantine(db, write),
    read: (key) =>
      classified(() => {
        const row = named(key, (each) => kept.get(each));
        if (row === undefined) return null;
        return {
          key: row.key,
          callback: readCanonical(row.canonical),
          status: row.status,
          isDemo: row.is_demo === 1,
          dueAt: row.due_at,
          sourceId: row.source_id,
          firstSeenAt: row.first_seen_at,
          supersededBy: row.superseded_by,
          problems: problems.all(row.id),
        };
      }),
    find: (text) => classified(() => find.get({ text }) ?? formerly.get(text) ?? null),
    openWith: (number) => classified(() => openWith.get(number) ?? null),
    raw: (key) => classified(() => named(key, (each) => payload.get(each))?.raw ?? null),
    envelope: (key) => classified(() => named(key, (each) => payload.get(each))?.envelope ?? null),
    alike: openAlike(db),
    list: (query) => classified(() => queue.list(query)),
    counts(now) {
      const counting = queue.counting(now);
      for (;;) {
        const { done, value } = classified(() => counting.next());
        if (done === true) return value.counts;
      }
    },
    counting: queue.counting,
    exported: openExported(db),
    countDemo: () => classified(() => countDemo.get() ?? 0),
  };
}
