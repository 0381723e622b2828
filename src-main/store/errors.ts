/**
 * A fault of the file on disk, told apart so that the desk can say what to do. Messages carry no
 * customers' data. Names are spelled out: the desk goes by them, and a bundler may rename classes.
 */
class StoreFault extends Error {
  /** SQLite's extended result code, `ENOSPC` and the like; null when the store itself noticed. */
  readonly code: string | null;

  constructor(message: string, code: string | null = null, cause?: unknown) {
    super(message, { cause });
    this.code = code;
  }
}

/** The disk took nothing of the change: free space, then do it again. */
export class StoreFull extends StoreFault {
  override readonly name = "StoreFull";
}

/** Another process held the file for longer than we wait. Nothing was changed. */
export class StoreBusy extends StoreFault {
  override readonly name = "StoreBusy";
}

/** The file is damaged. */
export class StoreCorrupt extends StoreFault {
  override readonly name = "StoreCorrupt";
}

/** The file or its folder cannot be opened or written: permissions, a missing folder, a read-only disk. */
export class StoreUnreachable extends StoreFault {
  override readonly name = "StoreUnreachable";
}

/** The file belongs to another application; it is left untouched. */
export class ForeignFile extends StoreFault {
  override readonly name = "ForeignFile";
}

/** A newer build wrote the file; it is left untouched. */
export class SchemaFromFuture extends StoreFault {
  override readonly name = "SchemaFromFuture";
}

/** The file was written by an older build and is opened for reading only, so it cannot be brought up to date. */
export class SchemaFromPast extends StoreFault {
  override readonly name = "SchemaFromPast";
}

/** A row that the caller's knowledge implies is not there, or not in the state it must be in. */
export class LedgerBroken extends StoreFault {
  override readonly name = "LedgerBroken";
}

/** The cursor was not made by this store, or was made for another order. */
export class BadCursor extends StoreFault {
  override readonly name = "BadCursor";
}

/** The record has no platform id at all, so it could not be told from another. */
export class NoIdentity extends StoreFault {
  override readonly name = "NoIdentity";
}

/** The disk refuses more bytes, or refuses to say that it has them: the transaction was rolled back. */
const full = new Set([
  "SQLITE_FULL",
  "SQLITE_IOERR_WRITE",
  "SQLITE_IOERR_FSYNC",
  "SQLITE_IOERR_DIR_FSYNC",
  "SQLITE_IOERR_TRUNCATE",
  "SQLITE_IOERR_SHMSIZE",
  "SQLITE_IOERR_COMMIT_ATOMIC",
  "ENOSPC",
  "EDQUOT",
]);
const busy = /^SQLITE_(BUSY|LOCKED)/;
const corrupt = /^SQLITE_(CORRUPT|NOTADB)/;
const unreachable =
  /^(SQLITE_(CANTOPEN|PERM|READONLY|AUTH)|EACCES$|EPERM$|EROFS$|ENOENT$|ENOTDIR$)/;

/** The one place where a fault of SQLite or of the file system is classified; anything else comes back as it is. */
export function asStoreFault(error: unknown): unknown {
  if (error instanceof StoreFault || !(error instanceof Error) || !("code" in error)) return error;
  const { code } = error;
  if (typeof code !== "string") return error;
  if (full.has(code)) {
    return new StoreFull("The disk is full or cannot be written; nothing was changed", code, error);
  }
  if (busy.test(code)) {
    return new StoreBusy("Another process keeps the database locked; try again", code, error);
  }
  if (corrupt.test(code)) return new StoreCorrupt("The database file is damaged", code, error);
  if (unreachable.test(code)) {
    return new StoreUnreachable("The database cannot be opened or written here", code, error);
  }
  return error;
}

/** Runs `work`; a fault of SQLite or of the file system leaves it as a `StoreFault`. */
export function classified<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw asStoreFault(error);
  }
}

/** @throws LedgerBroken unless exactly one row was changed. */
export function changedOne(result: { readonly changes: number }, what: string): void {
  if (result.changes !== 1)
    throw new LedgerBroken(`${what}: ${result.changes} rows instead of one`);
}
