import Database from "better-sqlite3";
import { renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { setImmediate as nextTurn } from "node:timers/promises";
import type { After, Report, Store } from "#desk/ports.ts";
import { asStoreFault, StoreCorrupt } from "./errors.ts";
import { AUTOMATIC_BACKUP } from "./file.ts";

export interface BackupParts {
  readonly after: After;
  readonly report: Report;
  /** From the end of one backup to the next. */
  readonly everyMs?: number;
  /** The start of the app is busy enough without one. */
  readonly firstAfterMs?: number;
}

const EVERY_MS = 6 * 3_600_000;
const FIRST_AFTER_MS = 60_000;

/**
 * Writes the copy that `openStore` starts anew from when the database is damaged: some time after the
 * start and then at intervals, one at a time, and only when something was committed since the last
 * one. The copy is checked before it takes the place of the one before, so that damage nobody has
 * noticed yet never costs the last good copy. A backup that fails is reported and tried again at the
 * next turn. Returns what ends it; a backup under way then is given up once the store is closed.
 */
export function keepBackup(
  store: Pick<Store, "backup" | "revision">,
  folder: string,
  { after, report, everyMs = EVERY_MS, firstAfterMs = FIRST_AFTER_MS }: BackupParts,
): () => void {
  let isStopped = false;
  let kept: number | null = null;
  let cancel = after(firstAfterMs, () => void run());

  async function run(): Promise<void> {
    try {
      // Read before: what is committed while the copy is made belongs to the next one.
      const revision = store.revision();
      if (revision !== kept) await replaceBackup(store, folder);
      kept = revision;
    } catch (error) {
      if (!isStopped) report("the automatic backup failed and will be tried again", error);
    }
    if (!isStopped) cancel = after(everyMs, () => void run());
  }

  return () => {
    isStopped = true;
    cancel();
  };
}

async function replaceBackup(store: Pick<Store, "backup">, folder: string): Promise<void> {
  const backup = join(folder, AUTOMATIC_BACKUP);
  const next = `${backup}.unchecked`;
  try {
    await store.backup(next);
    await checkCopy(next);
    renameSync(next, backup);
  } catch (error) {
    for (const side of ["", "-wal", "-shm"]) rmSync(next + side, { force: true });
    throw asStoreFault(error);
  }
}

/**
 * A table at a time between other work: the whole check of a large file would hold up a call.
 * @throws StoreCorrupt
 */
async function checkCopy(file: string): Promise<void> {
  const db = new Database(file, { fileMustExist: true });
  try {
    const tables = db
      .prepare<[], string>("SELECT name FROM sqlite_schema WHERE type = 'table'")
      .pluck()
      .all();
    for (const table of tables) {
      if (db.pragma(`quick_check('${table}')`, { simple: true }) !== "ok") {
        throw new StoreCorrupt("The database file is damaged; the last good backup stays as it is");
      }
      await nextTurn();
    }
  } finally {
    db.close();
  }
}
