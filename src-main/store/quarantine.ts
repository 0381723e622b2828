import type { Database } from "better-sqlite3";
import type { Quarantine, QuarantinedText } from "#desk/operations-port.ts";
import { classified } from "./errors.ts";
import type { Write } from "./transactions.ts";

/** What was refused, by its text: the same again is the same one. */
export function openQuarantine(db: Database, write: Write): Quarantine {
  const isKept = db
    .prepare<{ text: string }, number>(
      `SELECT 1 FROM quarantine WHERE length(text) = length(:text)
         AND substr(text, 1, 64) = substr(:text, 1, 64) AND text = :text`,
    )
    .pluck();
  const keep = db.prepare<[number, number, string, string, string]>(
    "INSERT INTO quarantine (at, position, path, reason, text) VALUES (?, ?, ?, ?, ?)",
  );
  const page = db.prepare<[number, number], QuarantinedText>(
    `SELECT id, at, position AS "index", path, reason, text FROM quarantine
     WHERE id > ? ORDER BY id LIMIT ?`,
  );
  const replace = db.prepare<[string, string, string, number]>(
    "UPDATE quarantine SET text = ?, path = ?, reason = ? WHERE id = ?",
  );
  const drop = db.prepare<[number]>("DELETE FROM quarantine WHERE id = ?");

  return {
    quarantine: (text, { index, path, reason }, now) =>
      write(() => {
        if (isKept.get({ text }) === undefined) keep.run(now, index, path, reason, text);
      }),
    quarantined: (after, limit) => classified(() => page.all(after ?? 0, limit)),
    replaceQuarantined: (id, text, { path, reason }) =>
      write(() => replace.run(text, path, reason, id).changes === 1),
    dropQuarantined: (id) => write(() => drop.run(id).changes === 1),
  };
}
