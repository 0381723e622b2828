import type { Database } from "better-sqlite3";
import type { Write } from "./transactions.ts";

/**
 * The search index grows by a piece per transaction, and merges its pieces from time to time in the
 * transaction that happens to make one too many: tens of milliseconds at once, with the lock held.
 * An import takes that work out of its batches and does it in small steps between them.
 */
export interface IndexMerging {
  /** A transaction that merges no more than a few pages; false when there was nothing to merge. */
  step(): boolean;
  /** Merges what is left, and lets SQLite do it by itself again. */
  end(): void;
}

/** About a millisecond. */
const STEP_PAGES = 16;
// Written out: FTS5 takes no REAL here, which is what a number is bound as. 4 is what it has by default.
const OFF = "INSERT INTO callback_search (callback_search, rank) VALUES ('automerge', 0)";
const ON = "INSERT INTO callback_search (callback_search, rank) VALUES ('automerge', 4)";

/** From now on nobody merges but by `step`, over all connections, until `end` or the next `openStore`. */
export function openIndexMerging(db: Database, write: Write): IndexMerging {
  const merge = db.prepare<[number]>(
    "INSERT INTO callback_search (callback_search, rank) VALUES ('merge', ?)",
  );
  const changes = db.prepare<[], number>("SELECT total_changes()").pluck();

  function step(): boolean {
    return write(() => {
      const before = changes.get() ?? 0;
      merge.run(STEP_PAGES);
      // The command itself counts as one change.
      return (changes.get() ?? 0) - before > 1;
    });
  }

  write(() => db.exec(OFF));
  return {
    step,
    end() {
      while (step());
      write(() => db.exec(ON));
    },
  };
}

/** Undoes what an import left that was killed. */
export function mergeByItself(db: Database): void {
  const isOff = db
    .prepare("SELECT 1 FROM callback_search_config WHERE k = 'automerge' AND v = 0")
    .get();
  if (isOff !== undefined) db.exec(ON);
}
