import Database from "better-sqlite3";
import { closeSync, existsSync, mkdirSync, openSync } from "node:fs";
import { join } from "node:path";
import { asStoreFault, classified, StoreBusy } from "./errors.ts";

const HOLD_FILE = "desk.lock";
/** A desk that is just ending lets go within this time. */
const PATIENCE_MS = 1_000;

/** Another process is the desk of this folder. Nothing in it was touched. */
export class FolderInUse extends Error {
  override readonly name = "FolderInUse";

  constructor(folder: string) {
    super(`Another Ringback uses the folder ${folder}: end that one first, or give another folder`);
  }
}

/**
 * Makes this process the one desk of the folder until what it returns is called, which must be kept:
 * a second desk would close the attempts of the first and dial its callbacks again. The hold is a
 * lock of SQLite on an empty file of its own, so that the system lifts it with the process, however
 * that ends; command lines go on beside it.
 * @throws FolderInUse; StoreUnreachable, StoreFull when the file cannot be made.
 */
export function holdFolder(folder: string): () => void {
  return classified(() => {
    const file = join(folder, HOLD_FILE);
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    // One that is there is opened by SQLite alone: closing it here would take a lock away (POSIX).
    if (!existsSync(file)) closeSync(openSync(file, "a", 0o600));
    const db = new Database(file, { timeout: PATIENCE_MS });
    try {
      // Nothing is ever committed, so a journal on disk would only be one more file.
      db.pragma("journal_mode = MEMORY");
      db.exec("BEGIN EXCLUSIVE");
    } catch (error) {
      db.close();
      throw asStoreFault(error) instanceof StoreBusy ? new FolderInUse(folder) : error;
    }
    return () => void db.close();
  });
}
