import type { Database } from "better-sqlite3";
import type { CallbackStatus, KeptBecause, PurgeStep, Retention } from "#desk/operations-port.ts";
import { classified } from "./errors.ts";
import type { Write } from "./transactions.ts";

interface Leader {
  readonly id: number;
  readonly status: CallbackStatus;
}

/** A callback with all records it is told in, as far as it matters whether it may go. */
interface Whole {
  readonly records: number;
  readonly last_at: number;
  readonly is_in_hand: number;
  readonly is_owed: number;
}

/** Callbacks looked at in one transaction: a few milliseconds, also when all of them go. */
const BATCH = 50;
const PAGES = 200;

export function openRetention(db: Database, write: Write): Retention {
  const leaders = db.prepare<[number], Leader>(
    `SELECT id, status FROM callback WHERE id > ? AND superseded_by IS NULL
     ORDER BY id LIMIT ${BATCH}`,
  );
  const together = "(SELECT :id UNION ALL SELECT id FROM callback WHERE superseded_by = :id)";
  const whole = db.prepare<{ id: number }, Whole>(
    `SELECT count(*) AS records, max(coalesce(closed_at, changed_at)) AS last_at,
       max(EXISTS (SELECT 1 FROM turn WHERE callback_id = c.id)
         OR EXISTS (SELECT 1 FROM attempt WHERE callback_id = c.id AND ended_at IS NULL)) AS is_in_hand,
       max(EXISTS (SELECT 1 FROM outbox WHERE callback_id = c.id AND sent_at IS NULL)) AS is_owed
     FROM callback AS c WHERE id IN ${together}`,
  );
  // What belongs to a record and does not go with its row; the led before who leads them.
  const drops = [
    `DELETE FROM callback_search WHERE rowid IN ${together}`,
    `DELETE FROM wrap_up WHERE callback_id IN ${together}`,
    `DELETE FROM attempt WHERE callback_id IN ${together}`,
    `DELETE FROM outbox WHERE callback_id IN ${together}`,
    "DELETE FROM callback WHERE superseded_by = :id",
    "DELETE FROM callback WHERE id = :id",
  ].map((sql) => db.prepare<{ id: number }>(sql));
  const freePages = () => db.pragma("freelist_count", { simple: true }) as number;

  function whyKept(leader: Leader, found: Whole, before: number): KeptBecause | null {
    if (leader.status === "open") return "open";
    if (found.is_in_hand === 1) return "in-hand";
    if (found.is_owed === 1) return "owed";
    return found.last_at < before ? null : "recent";
  }

  function step({ before, after, isDryRun }: Parameters<Retention["purge"]>[0]): PurgeStep {
    const page = leaders.all(after ?? 0);
    const kept = { open: 0, "in-hand": 0, owed: 0, recent: 0 };
    let removed = 0;
    for (const leader of page) {
      const { id } = leader;
      const found = whole.get({ id });
      if (found === undefined) continue;
      const why = whyKept(leader, found, before);
      if (why !== null) {
        kept[why] += found.records;
        continue;
      }
      removed += found.records;
      if (!isDryRun) for (const drop of drops) drop.run({ id });
    }
    return { removed, kept, next: page.length < BATCH ? null : (page.at(-1)?.id ?? null) };
  }

  return {
    purge: (asked) => (asked.isDryRun ? classified(() => step(asked)) : write(() => step(asked))),
    reclaim: () =>
      classified(() => {
        const before = freePages();
        if (before > 0) db.pragma(`incremental_vacuum(${PAGES})`);
        return freePages() < before;
      }),
  };
}
