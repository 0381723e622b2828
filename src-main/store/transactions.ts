import type { Database } from "better-sqlite3";
import { asStoreFault, StoreFull } from "./errors.ts";

/** Runs work in the one transaction of the moment: the outermost call begins and commits it. */
export type Write = <T>(work: () => T) => T;

/**
 * Transactions begin IMMEDIATE, so that a second process makes us wait at the start and never in
 * the middle, and commit with `synchronous=FULL`: what has returned is on disk. A large import pays
 * that one time per batch, so it needs no weaker mode. A call inside another is a savepoint: when
 * it throws, its own rows are undone and no others.
 *
 * Whatever changed a row bumps `revision` in the same transaction. A counter in the file was chosen
 * over `PRAGMA data_version` because that one stands still for our own commits and starts anew
 * with every connection; this one grows for every process alike and survives restarts.
 */
export function openWrites(db: Database): Write {
  const bump = db.prepare("UPDATE revision SET value = value + 1 WHERE id = 1");
  const changes = db.prepare<[], number>("SELECT total_changes()").pluck();
  let isWriting = false;

  const begun = db.transaction((work: () => unknown): unknown => {
    const before = changes.get();
    const result = work();
    if (changes.get() !== before) bump.run();
    return result;
  });
  const nested = db.transaction((work: () => unknown): unknown => work());

  return <T>(work: () => T): T => {
    try {
      if (isWriting) {
        // A full disk rolls the whole transaction back; going on would commit row by row.
        if (!db.inTransaction) throw new StoreFull("The disk is full; the batch was undone");
        return nested(work) as T;
      }
      isWriting = true;
      try {
        return begun.immediate(work) as T;
      } finally {
        isWriting = false;
      }
    } catch (error) {
      throw asStoreFault(error);
    }
  };
}
