import { expect, test } from "vitest";
import { startFault } from "#shell/start-fault.ts";
import {
  ForeignFile,
  SchemaFromFuture,
  StoreBusy,
  StoreFull,
  StoreUnreachable,
} from "#store/errors.ts";
import { FolderInUse } from "#store/folder-hold.ts";

test.each([
  [new FolderInUse("/desk"), "Another Ringback uses the folder /desk."],
  [new StoreFull("x"), "The disk is full"],
  [new StoreBusy("x"), "Another program keeps the database in the folder /desk."],
  [new StoreUnreachable("x"), "The database in the folder /desk cannot be opened"],
  [new SchemaFromFuture("x"), "written by a newer Ringback"],
  [new ForeignFile("x"), "belongs to another program"],
  [new Error("EISDIR"), "EISDIR"],
  ["odd", "odd"],
])("%s is told with what to do about it", (error, words) => {
  const told = startFault(error, "/desk");
  expect(told).toContain(words);
  expect(told).not.toBe(words);
});
