import type { Database } from "better-sqlite3";
import { asStoreFault, StoreFull } from "./errors.ts";

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

/**
 * Transactions begin IMMEDIATE, so that a second process makes us wait at the start and never in
 * the middle, and commit with `synchronous=FULL`: what has returned is on disk. A large import pays
 * that one time per batch, so it needs no weaker mode. A call inside another is a savepoint.
 *
 * Whatever changed a row bumps `revision` in the same transaction. A counter in the file was chosen
 * over `PRAGMA data_version` because that one stands still for our own commits and starts anew
 * with every connection; this one grows for every process alike and survives restarts.
 */
export function openWrites(db: Database): Write {
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

  function run(nested: (work: () => unknown) => unknown, work: () => unknown): unknown {
    try {
      if (isWriting) {
        // A full disk rolls the whole transaction back; going on would commit row by row.
        if (!db.inTransaction) throw new StoreFull("The disk is full; the batch was undone");
        return nested(work);
      }
      isWriting = true;
      try {
        return begun.immediate(work);
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
