import Database from "better-sqlite3";
import { randomUUID } from "node:crypto";
import type { Callbacks, Ids, Numbers } from "#desk/ports.ts";
import { openCallbacks } from "./callbacks.ts";
import { classified } from "./errors.ts";
import { storeFileIn } from "./file.ts";
import { keepFlushing } from "./flushing.ts";
import { openIndexMerging } from "./index-merging.ts";
import { openKeeping } from "./keeping.ts";
import { openLeads } from "./leads.ts";
import { openWrites } from "./transactions.ts";
import { secondTurns } from "./write-turns.ts";

export interface BesideOptions {
  readonly numbers: Numbers;
  /** Of `lend`, from the thread that opened the store. */
  readonly turns: SharedArrayBuffer;
  /** Keys of new callbacks. */
  readonly ids?: Ids;
}

/** A connection for an import, in a thread of its own beside the one that has the store open. */
export interface StoreBeside {
  readonly callbacks: Callbacks;
  /** True when the other thread waits to write: the batch under way should end soon. */
  isWanted(): boolean;
  /** Work that a batch leaves behind, a small part of it; to be called after every batch. */
  tidy(): void;
  /** Finishes that work, puts everything on disk and closes. Idempotent. */
  close(): void;
}

/** 16 MB of journal: large enough that a page which changes often is moved once, small enough to move in a tenth of a second. */
const CHECKPOINT_PAGES = 4_000;

/**
 * Opens the store a second time, in another thread, while a loan (`OpenedStore.lend`) lasts. What is
 * imported can be imported again, so its commits wait for no disk (`synchronous=NORMAL`): the file
 * stays sound whatever happens, and what was committed last may be missing after a power cut. All of
 * it is on disk once `close` has returned.
 *
 * The file must not be touched here but through SQLite: closing any other descriptor of it would
 * take the first connection's locks away (POSIX), and another process could ruin the file.
 * @throws StoreBusy, StoreUnreachable
 */
export function openBeside(folder: string, options: BesideOptions): StoreBeside {
  return classified(() => {
    const db = new Database(storeFileIn(folder), { fileMustExist: true });
    db.pragma("synchronous = NORMAL");
    db.pragma("fullfsync = ON");
    db.pragma("foreign_keys = ON");
    // After a commit, when the lock is free again: nobody waits for it.
    db.pragma(`wal_autocheckpoint = ${CHECKPOINT_PAGES}`);
    const turns = secondTurns(options.turns);
    const write = openWrites(db, { turns });
    const merging = openIndexMerging(db, write);
    // The agent's commit waits until all of the journal is on disk, what we wrote there included.
    const endFlushing = keepFlushing(`${storeFileIn(folder)}-wal`);
    const changes = db.prepare<[], number>("SELECT total_changes()").pluck();
    let tidied = changes.get();
    const { numbers, ids = randomUUID } = options;
    const keeping = openKeeping({ db, numbers, ids }, write, openLeads(db));
    return {
      callbacks: openCallbacks(db, write, keeping.put),
      isWanted: () => turns.isWanted(),
      tidy() {
        // A step of its own is a change that windows would look at again.
        if (changes.get() === tidied) return;
        merging.step();
        tidied = changes.get();
      },
      close() {
        if (!db.open) return;
        try {
          endFlushing();
          merging.end();
          db.pragma("wal_checkpoint(PASSIVE)");
        } finally {
          db.close();
        }
      },
    };
  });
}
