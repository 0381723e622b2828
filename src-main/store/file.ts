import {
  chmodSync,
  closeSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  openSync,
  readSync,
  renameSync,
  statSync,
} from "node:fs";
import { Buffer } from "node:buffer";
import { join } from "node:path";
import type { EpochMs } from "#core/time.ts";
import { ForeignFile, StoreCorrupt } from "./errors.ts";
import { APPLICATION_ID, fromFuture } from "./migrate.ts";

const STORE_FILE = "ringback.db";
/** Written by the app from time to time; a damaged database is started anew from it. */
export const AUTOMATIC_BACKUP = "ringback.backup.db";

export const storeFileIn = (folder: string): string => join(folder, STORE_FILE);

/** Creates the folder and an empty file for the owner alone; SQLite gives its side files the same mode. */
export function createPrivately(folder: string): void {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const file = storeFileIn(folder);
  closeSync(openSync(file, "a", 0o600));
  if ((statSync(file).mode & 0o077) !== 0) chmodSync(file, 0o600);
}

const MAGIC = "SQLite format 3\0";
const HEADER_BYTES = 100;
const USER_VERSION_AT = 60;
const APPLICATION_ID_AT = 68;
/** Without an application's mark and with no schema, a file is nobody's. */
const SCHEMA_COOKIE_AT = 40;

/**
 * Reads the header without SQLite, whose mere closing may write to a file. A file that is empty is
 * new; what a writer has not yet moved out of its journal is checked again once the file is open.
 * @throws ForeignFile, SchemaFromFuture, StoreCorrupt
 */
export function checkHeader(file: string, known: number): void {
  const header = headerOf(file);
  if (header.length === 0) return;
  if (header.length < HEADER_BYTES || header.toString("latin1", 0, MAGIC.length) !== MAGIC) {
    throw new StoreCorrupt("The database file is damaged: it has no SQLite header");
  }
  const mark = header.readUInt32BE(APPLICATION_ID_AT);
  const isNew = mark === 0 && header.readUInt32BE(SCHEMA_COOKIE_AT) === 0;
  checkMarks(isNew ? APPLICATION_ID : mark, header.readUInt32BE(USER_VERSION_AT), known);
}

/** @throws ForeignFile, SchemaFromFuture */
export function checkMarks(mark: number, version: number, known: number): void {
  if (mark !== APPLICATION_ID) {
    throw new ForeignFile("The database belongs to another application; give another folder");
  }
  if (version > known) throw fromFuture(version, known);
}

function headerOf(file: string): Buffer {
  const descriptor = openSync(file, "r");
  try {
    const header = Buffer.alloc(HEADER_BYTES);
    return header.subarray(0, readSync(descriptor, header, 0, HEADER_BYTES, 0));
  } finally {
    closeSync(descriptor);
  }
}

/** Moves a damaged database with its side files to a name of its own; returns the new path. */
export function setAside(folder: string, now: EpochMs): string {
  const file = storeFileIn(folder);
  const stamp = new Date(now).toISOString().replaceAll(":", "-");
  let target = join(folder, `ringback.damaged-${stamp}.db`);
  for (let again = 2; existsSync(target); again += 1) {
    target = join(folder, `ringback.damaged-${stamp}-${again}.db`);
  }
  // The file last: whoever crashes in between finds it damaged again and repeats this.
  for (const side of ["-wal", "-shm", ""]) {
    if (existsSync(file + side)) renameSync(file + side, target + side);
  }
  return target;
}

/** Puts the automatic backup in the database's place; false when there is none. */
export function takeBackup(folder: string): boolean {
  const backup = join(folder, AUTOMATIC_BACKUP);
  if (!existsSync(backup)) return false;
  copyFileSync(backup, storeFileIn(folder));
  return true;
}
