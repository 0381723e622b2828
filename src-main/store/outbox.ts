import type { Database } from "better-sqlite3";
import type { Outbox, OutboxEntry } from "#desk/ports.ts";
import { classified } from "./errors.ts";

/** Statements are prepared once, here; callers hold the returned functions and never see SQL. */
export function openOutbox(db: Database): Outbox {
  const unsent = db.prepare<[], OutboxEntry>(
    `SELECT o.id, c.key, o.kind, o.body, o.created_at AS createdAt
     FROM outbox AS o CROSS JOIN callback AS c ON c.id = o.callback_id
     WHERE o.sent_at IS NULL ORDER BY o.id`,
  );
  const count = db.prepare<[], number>("SELECT count(*) FROM outbox WHERE sent_at IS NULL").pluck();
  return {
    unsent: () => classified(() => unsent.all()),
    countUnsent: () => classified(() => count.get() ?? 0),
  };
}
