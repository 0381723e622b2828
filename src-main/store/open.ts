import Database from "better-sqlite3";
import { randomUUID } from "node:crypto";
import { existsSync, statSync } from "node:fs";
import { epochMs } from "#core/time.ts";
import type { Clock, Ids, Numbers, Store } from "#desk/ports.ts";
import { openCallbacks } from "./callbacks.ts";
import {
  asStoreFault,
  classified,
  SchemaFromPast,
  StoreCorrupt,
  StoreUnreachable,
} from "./errors.ts";
import {
  checkHeader,
  checkMarks,
  createPrivately,
  setAside,
  storeFileIn,
  takeBackup,
} from "./file.ts";
import { mergeByItself } from "./index-merging.ts";
import { openKeeping } from "./keeping.ts";
import { openLeads } from "./leads.ts";
import { openLedger } from "./ledger.ts";
import { openLending, type Loan } from "./lending.ts";
import { migrate, migrations, versionOf } from "./migrate.ts";
import { openOutbox } from "./outbox.ts";
import { openRetention } from "./retention.ts";
import { openSideCalls } from "./side-calls.ts";
import { BUSY_TIMEOUT_MS, openWrites } from "./transactions.ts";
import { firstTurns, sharedTurns } from "./write-turns.ts";

export interface StoreOptions {
  /** Reads the numbers of records, so that the queue knows which can be called. */
  readonly numbers: Numbers;
  /** Names a damaged file that is set aside. */
  readonly now?: Clock;
  /** Keys of new callbacks. */
  readonly ids?: Ids;
  /** Opens an existing file for reading: nothing is created, migrated or repaired. */
  readonly isReadOnly?: boolean;
  /** How long to wait for another process that is writing. */
  readonly busyTimeoutMs?: number;
}

export interface OpenedStore extends Store {
  /** Not null when the file was found damaged: tell the agent where it is now and what took its place. */
  readonly setAside: {
    readonly file: string;
    readonly reason: string;
    readonly isRestored: boolean;
  } | null;
  /** Lets one other thread of this process write beside us (`openBeside`) until that is ended. */
  lend(): Loan;
}

/** A file up to this size is checked at every start, in well under a second; a larger one by `check()`. */
const CHECK_AT_START_BYTES = 32 * 1024 * 1024;
/** A large import leaves no journal longer than this behind. */
const JOURNAL_LIMIT_BYTES = 64 * 1024 * 1024;

/**
 * Opens the store in `folder`, creating both for the owner alone when there are none. A damaged file
 * is moved aside and the last automatic backup, else an empty store, takes its place (`setAside`).
 * @throws ForeignFile, SchemaFromFuture: the file was left untouched
 * @throws StoreBusy, StoreFull, StoreUnreachable
 */
export function openStore(folder: string, options: StoreOptions): OpenedStore {
  return classified(() =>
    options.isReadOnly === true ? openReadOnly(folder, options) : openOrRepair(folder, options),
  );
}

function openReadOnly(folder: string, options: StoreOptions): OpenedStore {
  const file = storeFileIn(folder);
  if (!existsSync(file)) throw new StoreUnreachable("There is no database in this folder yet");
  checkHeader(file, migrations.length);
  const db = new Database(file, { readonly: true, timeout: waitOf(options) });
  return closedOnThrow(db, () => {
    checkMarks(markOf(db), versionOf(db), migrations.length);
    if (versionOf(db) < migrations.length) {
      throw new SchemaFromPast(
        "The database is of an older build; start the app once to update it",
      );
    }
    return storeOver(db, options, null);
  });
}

function openOrRepair(folder: string, options: StoreOptions): OpenedStore {
  createPrivately(folder);
  try {
    return storeOver(openSound(folder, options), options, null);
  } catch (error) {
    const fault = asStoreFault(error);
    if (!(fault instanceof StoreCorrupt)) throw fault;
    const now = nowOf(options);
    const aside = { file: setAside(folder, now), reason: fault.message };
    if (takeBackup(folder)) {
      try {
        return storeOver(openSound(folder, options), options, { ...aside, isRestored: true });
      } catch {
        // A backup that does not open is of no use; it stays where it is.
        setAside(folder, now);
      }
    }
    createPrivately(folder);
    return storeOver(openSound(folder, options), options, { ...aside, isRestored: false });
  }
}

/** Opened, ours, sound as far as can be told at once, and of this build's version. */
function openSound(folder: string, options: StoreOptions): Database.Database {
  const file = storeFileIn(folder);
  checkHeader(file, migrations.length);
  const db = new Database(file, { timeout: waitOf(options) });
  return closedOnThrow(db, () => {
    const isEmpty = db.prepare("SELECT 1 FROM sqlite_schema").get() === undefined;
    if (!isEmpty) checkMarks(markOf(db), versionOf(db), migrations.length);
    if (statSync(file).size <= CHECK_AT_START_BYTES) {
      const found = problemsOf(db, "quick_check(1)");
      if (found.length > 0) throw new StoreCorrupt("The database file is damaged");
    }
    // Only an empty file takes it: room that a purge leaves can be given back in small steps.
    if (isEmpty) db.pragma("auto_vacuum = INCREMENTAL");
    db.pragma("journal_mode = WAL");
    db.pragma("synchronous = FULL");
    // On a Mac a plain fsync leaves the bytes in the drive's cache.
    db.pragma("fullfsync = ON");
    db.pragma("foreign_keys = ON");
    db.pragma(`journal_size_limit = ${JOURNAL_LIMIT_BYTES}`);
    migrate(db);
    mergeByItself(db);
    return db;
  });
}

function storeOver(
  db: Database.Database,
  options: StoreOptions,
  aside: OpenedStore["setAside"],
): OpenedStore {
  const { numbers, ids = randomUUID } = options;
  return closedOnThrow(db, () => {
    const shared = sharedTurns();
    const write = openWrites(db, { turns: firstTurns(shared), busyTimeoutMs: waitOf(options) });
    const revision = db.prepare<[], number>("SELECT value FROM revision").pluck();
    const leads = openLeads(db);
    const keeping = openKeeping({ db, numbers, ids }, write, leads);
    if (!db.readonly) keeping.mend(nowOf(options));
    return {
      callbacks: openCallbacks(db, write, keeping.put),
      ledger: openLedger(db, write, leads),
      outbox: openOutbox(db),
      sides: openSideCalls(db, write),
      retention: openRetention(db, write),
      setAside: aside,
      revision: () => classified(() => revision.get() ?? 0),
      check: () => classified(() => checkAll(db)),
      ...openLending(db, shared),
      close: () => {
        if (!db.open) return;
        if (!db.readonly) db.pragma("optimize");
        db.close();
      },
    };
  });
}

/** Structure, indexes and search, then references between tables. Takes seconds on a large file. */
function checkAll(db: Database.Database): string[] {
  const loose = db.pragma("foreign_key_check") as { table: string; rowid: number | null }[];
  return [
    ...problemsOf(db, "integrity_check"),
    ...loose.map(({ table, rowid }) => `row ${rowid ?? "?"} of ${table} refers to no row`),
  ];
}

function problemsOf(db: Database.Database, check: string): string[] {
  const lines = db.pragma(check) as Record<string, string>[];
  return lines.flatMap((line) => Object.values(line)).filter((line) => line !== "ok");
}

function closedOnThrow<T>(db: Database.Database, work: () => T): T {
  try {
    return work();
  } catch (error) {
    db.close();
    throw error;
  }
}

const markOf = (db: Database.Database): number =>
  db.pragma("application_id", { simple: true }) as number;
const nowOf = (options: StoreOptions) => options.now?.() ?? epochMs(Date.now());
const waitOf = (options: StoreOptions): number => options.busyTimeoutMs ?? BUSY_TIMEOUT_MS;
