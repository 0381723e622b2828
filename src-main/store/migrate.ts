import type { Database } from "better-sqlite3";
import { SchemaFromFuture } from "./errors.ts";
import { callbacks } from "./migrations/0001-callbacks.ts";
import { ledger } from "./migrations/0002-ledger.ts";
import { sideCalls } from "./migrations/0003-side-calls.ts";
import { tellings } from "./migrations/0004-tellings.ts";
import { callStories } from "./migrations/0005-call-stories.ts";

/** Append only: step n brings a file from version n to n + 1. A step that shipped is never edited. */
export const migrations: readonly string[] = [callbacks, ledger, sideCalls, tellings, callStories];

/** "Rgbk": marks the file as ours, so that no other application's file is ever written to. */
export const APPLICATION_ID = 0x52_67_62_6b;

/**
 * Brings the file to the newest version, all or nothing; two processes that start at once do it once.
 * @throws SchemaFromFuture when a newer build wrote the file; it is left untouched.
 */
export function migrate(db: Database, todo: readonly string[] = migrations): void {
  if (versionOf(db) === todo.length) return;
  const run = db.transaction(() => {
    const from = versionOf(db);
    if (from > todo.length) throw fromFuture(from, todo.length);
    for (const sql of todo.slice(from)) db.exec(sql);
    db.pragma(`application_id = ${APPLICATION_ID}`);
    db.pragma(`user_version = ${todo.length}`);
  });
  // A table that others refer to can only be built anew while nobody enforces that.
  const isEnforced = db.pragma("foreign_keys", { simple: true }) === 1;
  db.pragma("foreign_keys = OFF");
  try {
    run.immediate();
  } finally {
    if (isEnforced) db.pragma("foreign_keys = ON");
  }
}

export const versionOf = (db: Database): number =>
  db.pragma("user_version", { simple: true }) as number;

export const fromFuture = (found: number, known: number): SchemaFromFuture =>
  new SchemaFromFuture(
    `The database has version ${found}, this build knows ${known}: start the newer build, or give another folder`,
  );
