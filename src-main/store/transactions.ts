import type { Database } from "better-sqlite3";
import { asStoreFault, StoreBusy, StoreFull } from "./errors.ts";
import { firstTurns, sharedTurns, type WriteTurns } from "./write-turns.ts";

/** Runs work in the one transaction of the moment: the outermost call begins and commits it. */
export interface Write {
  /** Work that throws has written nothing; a caller inside a transaction may catch that and go on. */
  <T>(work: () => T): T;
  /**
   * For the one write that comes by the thousand: inside a transaction it takes no savepoint, before
   * each of which the search index would write out all that it gathers. Work that throws spoils the
   * transaction for good, even where a caller catches that and goes on: then none of it is kept.
   */
  unguarded<T>(work: () => T): T;
}

/** How long a transaction waits for others that write, and how. */
export interface Waiting {
  readonly turns: WriteTurns;
  readonly busyTimeoutMs: number;
}

export const BUSY_TIMEOUT_MS = 5_000;

/**
 * Transactions begin IMMEDIATE, so that a second process makes us wait at the start and never in
 * the middle, and commit with the connection's `synchronous`: for the agent's own `FULL`, so that
 * what has returned is on disk. A call inside another is a savepoint.
 *
 * Whatever changed a row bumps `revision` in the same transaction. A counter in the file was chosen
 * over `PRAGMA data_version` because that one stands still for our own commits and starts anew
 * with every connection; this one grows for every process alike and survives restarts.
 */
export function openWrites(db: Database, waiting: Partial<Waiting> = {}): Write {
  const { turns = firstTurns(sharedTurns()), busyTimeoutMs = BUSY_TIMEOUT_MS } = waiting;
  const bump = db.prepare("UPDATE revision SET value = value + 1 WHERE id = 1");
  const changes = db.prepare<[], number>("SELECT total_changes()").pluck();
  let isWriting = false;
  let spoiledBy: { readonly error: unknown } | null = null;

  const begun = db.transaction((work: () => unknown): unknown => {
    const before = changes.get();
    const result = work();
    if (spoiledBy !== null) throw spoiledBy.error;
    if (changes.get() !== before) bump.run();
    return result;
  });
  const guarded = db.transaction((work: () => unknown): unknown => work());

  function unguarded(work: () => unknown): unknown {
    try {
      return work();
    } catch (error) {
      spoiledBy ??= { error };
      throw error;
    }
  }

  /** Waits its turn here, not in SQLite, whose sleeps between two looks grow to a tenth of a second. */
  function inTurn(work: () => unknown): unknown {
    const givesUpAt = performance.now() + busyTimeoutMs;
    turns.ask();
    try {
      for (;;) {
        let isBegun = false as boolean;
        try {
          db.pragma("busy_timeout = 0");
          return begun.immediate(() => {
            isBegun = true;
            return work();
          });
        } catch (error) {
          const isTaken = !isBegun && asStoreFault(error) instanceof StoreBusy;
          if (!isTaken || performance.now() >= givesUpAt) throw error;
          turns.pause();
        }
      }
    } finally {
      turns.done();
      db.pragma(`busy_timeout = ${busyTimeoutMs}`);
    }
  }

  function run(nested: (work: () => unknown) => unknown, work: () => unknown): unknown {
    try {
      if (isWriting) {
        // A full disk rolls the whole transaction back; going on would commit row by row.
        if (!db.inTransaction) throw new StoreFull("The disk is full; the batch was undone");
        return nested(work);
      }
      isWriting = true;
      try {
        return inTurn(work);
      } finally {
        isWriting = false;
        spoiledBy = null;
      }
    } catch (error) {
      throw asStoreFault(error);
    }
  }

  const write = <T>(work: () => T): T => run(guarded, work) as T;
  return Object.assign(write, { unguarded: <T>(work: () => T): T => run(unguarded, work) as T });
}
