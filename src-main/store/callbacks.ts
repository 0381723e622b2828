import type { CallbackKey } from "#core/callback.ts";
import type { EpochMs } from "#core/time.ts";
import type { Callbacks, CallbackStatus, Problem } from "#desk/ports.ts";
import { readCanonical } from "./callback-row.ts";
import { classified } from "./errors.ts";
import { openExported } from "./exported.ts";
import { openPut, type CallbacksParts } from "./put.ts";
import { openQueue } from "./queue.ts";

interface Kept {
  readonly id: number;
  readonly key: CallbackKey;
  readonly status: CallbackStatus;
  readonly is_demo: number;
  readonly due_at: EpochMs | null;
  readonly source_id: string;
  readonly first_seen_at: EpochMs;
  readonly canonical: string;
}

/** Statements are prepared once, here; callers hold the returned functions and never see SQL. */
export function openCallbacks(parts: CallbacksParts): Callbacks {
  const { db, write } = parts;
  const queue = openQueue(db);
  const put = openPut(parts);
  const quarantine = db.prepare<[number, number, string, string, string]>(
    "INSERT INTO quarantine (at, position, path, reason, text) VALUES (?, ?, ?, ?, ?)",
  );
  const kept = db.prepare<[string], Kept>(
    `SELECT id, key, status, is_demo, due_at, source_id, first_seen_at, json AS canonical
     FROM callback JOIN canonical ON callback_id = id WHERE key = ?`,
  );
  const problems = db.prepare<[number], Problem>(
    "SELECT path, reason FROM problem WHERE callback_id = ? ORDER BY position",
  );
  const payload = db.prepare<[string], { raw: string; envelope: string | null }>(
    `SELECT raw, envelope FROM callback AS c
     JOIN raw_payload AS r ON r.callback_id = c.id AND r.shape = c.shape WHERE key = ?`,
  );
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
  // Of several the one that came last: it is the wish she remembers.
  const openWith = db
    .prepare<[string], CallbackKey>(
      `SELECT c.key FROM callback_number AS n JOIN callback AS c ON c.id = n.callback_id
       WHERE n.dialable = ? AND c.status = 'open' ORDER BY c.id DESC LIMIT 1`,
    )
    .pluck();
  const countDemo = db
    .prepare<[], number>("SELECT count(*) FROM callback WHERE is_demo = 1")
    .pluck();

  return {
    put,
    batch: (work) => write(work),
    quarantine: (text, { index, path, reason }, now) =>
      write(() => void quarantine.run(now, index, path, reason, text)),
    read: (key) =>
      classified(() => {
        const row = kept.get(key);
        if (row === undefined) return null;
        return {
          key: row.key,
          callback: readCanonical(row.canonical),
          status: row.status,
          isDemo: row.is_demo === 1,
          dueAt: row.due_at,
          sourceId: row.source_id,
          firstSeenAt: row.first_seen_at,
          problems: problems.all(row.id),
        };
      }),
    find: (text) => classified(() => find.get({ text }) ?? null),
    openWith: (number) => classified(() => openWith.get(number) ?? null),
    raw: (key) => classified(() => payload.get(key)?.raw ?? null),
    envelope: (key) => classified(() => payload.get(key)?.envelope ?? null),
    list: (query) => classified(() => queue.list(query)),
    counts: (now) => classified(() => queue.counts(now)),
    exported: openExported(db),
    countDemo: () => classified(() => countDemo.get() ?? 0),
  };
}
