import type { Database } from "better-sqlite3";
import { chmodSync, renameSync, rmSync } from "node:fs";
import { asStoreFault } from "./errors.ts";
import { letGo } from "./write-turns.ts";

/** The time in which one other thread of this process writes beside us. */
export interface Loan {
  /** To be handed to that thread. */
  readonly turns: SharedArrayBuffer;
  /** The thread is done, or dead. Idempotent. */
  end(): void;
}

export interface Lending {
  lend(): Loan;
  /** A copy, a few pages at a time between other work; under its own name only once it is whole. */
  backup(file: string): Promise<void>;
}

/** Pages after which SQLite moves the journal into the file, at the end of a commit. */
const CHECKPOINT_PAGES = 1_000;
const BACKUP_PAGES = 100;

/** What goes on differently while an import has a connection of its own. */
export function openLending(db: Database, turns: SharedArrayBuffer): Lending {
  let lent: PromiseWithResolvers<undefined> | null = null;

  async function copy(partial: string): Promise<void> {
    for (;;) {
      await lent?.promise;
      // What was left of one before is no database to write into.
      for (const side of ["", "-journal"]) rmSync(partial + side, { force: true });
      try {
        await db.backup(partial, {
          progress() {
            if (lent !== null) throw new Outdated();
            return BACKUP_PAGES;
          },
        });
        return;
      } catch (error) {
        if (!(error instanceof Outdated)) throw error;
      }
    }
  }

  return {
    lend() {
      // What the other thread has written is for that one to move, not for the agent's commits.
      db.pragma("wal_autocheckpoint = 0");
      const loan = Promise.withResolvers<undefined>();
      lent = loan;
      return {
        turns,
        end() {
          letGo(turns);
          if (db.open) db.pragma(`wal_autocheckpoint = ${CHECKPOINT_PAGES}`);
          if (lent === loan) lent = null;
          loan.resolve(undefined);
        },
      };
    },
    async backup(file) {
      const partial = `${file}.partial`;
      try {
        await copy(partial);
        chmodSync(partial, 0o600);
        renameSync(partial, file);
      } catch (error) {
        throw asStoreFault(error);
      }
    },
  };
}

/** SQLite begins a copy anew whenever another connection commits: during an import it would never end. */
class Outdated extends Error {
  override readonly name = "Outdated";
}
