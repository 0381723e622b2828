import Database from "better-sqlite3";
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import {
  BadCursor,
  ForeignFile,
  SchemaFromFuture,
  SchemaFromPast,
  StoreUnreachable,
} from "#store/errors.ts";
import { AUTOMATIC_BACKUP } from "#store/file.ts";
import { APPLICATION_ID, migrations } from "#store/migrate.ts";
import { openStore } from "#store/open.ts";
import {
  freshFolder,
  freshStore,
  listAll,
  names,
  NOW,
  numbers,
  put,
  recordOf,
  tryOnce,
  usedFolder,
} from "./fixtures.ts";

const fileIn = (folder: string) => join(folder, "ringback.db");

describe("a new store", () => {
  test("is made for its owner alone, its side files too", () => {
    const folder = join(freshFolder(), "deep", "inside");
    put(freshStore(folder), recordOf("a"));
    expect(statSync(folder).mode & 0o777).toBe(0o700);
    for (const name of readdirSync(folder)) {
      expect([name, statSync(join(folder, name)).mode & 0o777]).toEqual([name, 0o600]);
    }
  });

  test("takes away what others may do with an old file", () => {
    const folder = usedFolder();
    chmodSync(fileIn(folder), 0o644);
    freshStore(folder);
    expect(statSync(fileIn(folder)).mode & 0o777).toBe(0o600);
  });

  test("is durable at commit, marked as ours and of this version", () => {
    const folder = usedFolder();
    const db = new Database(fileIn(folder), { readonly: true });
    const read = (name: string) => db.pragma(name, { simple: true });
    expect(read("journal_mode")).toBe("wal");
    expect(read("application_id")).toBe(APPLICATION_ID);
    expect(read("user_version")).toBe(migrations.length);
    db.close();
  });

  test("is sound, and closes twice without harm", () => {
    const store = freshStore();
    const { key } = put(store, recordOf("a"));
    tryOnce(store, key, "one");
    expect(store.check()).toEqual([]);
    store.close();
    store.close();
  });
});

describe("a file that is not for this build", () => {
  /** Opening fails and leaves the file as it was, byte for byte, with nothing beside it. */
  const expectUntouched = (folder: string, fault: typeof ForeignFile | typeof SchemaFromFuture) => {
    const before = [readFileSync(fileIn(folder)), readdirSync(folder)];
    expect(() => openStore(folder, { numbers })).toThrow(fault);
    expect(() => openStore(folder, { numbers, isReadOnly: true })).toThrow(fault);
    expect([readFileSync(fileIn(folder)), readdirSync(folder)]).toEqual(before);
  };
  const withDatabase = (change: (db: Database.Database) => void) => {
    const folder = freshFolder();
    const db = new Database(fileIn(folder));
    change(db);
    db.close();
    return folder;
  };

  test("of another application is refused", () => {
    const folder = withDatabase((db) => {
      db.pragma("application_id = 7");
      db.exec("CREATE TABLE theirs (x)");
    });
    expectUntouched(folder, ForeignFile);
  });

  test("of an application that leaves no mark is refused", () => {
    expectUntouched(
      withDatabase((db) => db.exec("CREATE TABLE theirs (x)")),
      ForeignFile,
    );
  });

  test("of a newer build is refused, its journal too", () => {
    const folder = usedFolder();
    const newer = new Database(fileIn(folder));
    newer.pragma("user_version = 99");
    const message = /version 99, this build knows \d+/u;
    // While the newer build runs, its change may still be in the journal alone.
    expect(() => openStore(folder, { numbers })).toThrow(message);
    newer.close();
    expectUntouched(folder, SchemaFromFuture);
  });
});

describe("a damaged file", () => {
  const damage: [string, (bytes: Buffer) => Buffer][] = [
    ["text", () => Buffer.from("not a database at all, only text ".repeat(50))],
    ["a stump", (bytes) => bytes.subarray(0, 50)],
    ["a torn end", (bytes) => bytes.subarray(0, 8_192)],
    ["a header alone", (bytes) => bytes.fill(0xff, 100)],
    ["a scribbled middle", (bytes) => bytes.fill(0x2a, 4_096 * 3, 4_096 * 5)],
  ];

  test.each(damage)(
    "(%s) is set aside whole and an empty store takes its place",
    (_name, spoil) => {
      const folder = usedFolder();
      const spoiled = spoil(readFileSync(fileIn(folder)));
      writeFileSync(fileIn(folder), spoiled);
      const store = freshStore(folder, { now: () => NOW });
      expect(store.setAside).toEqual({
        file: join(folder, "ringback.damaged-2023-11-14T22-13-20.000Z.db"),
        reason: expect.stringMatching(/damaged/u) as string,
        isRestored: false,
      });
      expect(readFileSync(store.setAside?.file ?? "")).toEqual(spoiled);
      expect(listAll(store)).toEqual([]);
      put(store, recordOf("a"));
      expect(store.check()).toEqual([]);
    },
  );

  test("is replaced by the last automatic backup", async () => {
    const folder = usedFolder();
    const store = freshStore(folder);
    await store.backup(join(folder, AUTOMATIC_BACKUP));
    store.close();
    writeFileSync(fileIn(folder), "x".repeat(500));
    const next = freshStore(folder);
    expect(next.setAside?.isRestored).toBe(true);
    expect(names(listAll(next))).toEqual(["guest 1"]);
    expect(statSync(fileIn(folder)).mode & 0o777).toBe(0o600);
    expect(existsSync(join(folder, AUTOMATIC_BACKUP))).toBe(true);
  });

  test("with a damaged backup beside it still gives an empty store", () => {
    const folder = usedFolder();
    for (const name of ["ringback.db", AUTOMATIC_BACKUP]) {
      writeFileSync(join(folder, name), "x".repeat(500));
    }
    const store = freshStore(folder, { now: () => NOW });
    expect(store.setAside?.isRestored).toBe(false);
    expect(listAll(store)).toEqual([]);
  });

  test("never takes the name of one set aside before", () => {
    const folder = usedFolder();
    const files = [1, 2].map(() => {
      writeFileSync(fileIn(folder), "x".repeat(500));
      const store = freshStore(folder, { now: () => NOW });
      store.close();
      return store.setAside?.file;
    });
    expect(new Set(files).size).toBe(2);
  });

  test("is only reported when opened for reading", () => {
    const folder = usedFolder();
    writeFileSync(fileIn(folder), "x".repeat(500));
    expect(() => openStore(folder, { numbers, isReadOnly: true })).toThrow(/damaged/u);
    expect(readdirSync(folder)).toEqual(["ringback.db"]);
  });
});

describe("for reading only", () => {
  test("reads, and refuses to write", () => {
    const folder = usedFolder();
    const store = freshStore(folder, { isReadOnly: true });
    expect(names(listAll(store, { query: "guest" }))).toEqual(["guest 1"]);
    expect(store.callbacks.counts(NOW).all).toBe(1);
    expect(store.check()).toEqual([]);
    expect(() => put(store, recordOf("b"))).toThrow(StoreUnreachable);
  });

  test("creates nothing where nothing is", () => {
    const folder = freshFolder();
    expect(() => openStore(folder, { numbers, isReadOnly: true })).toThrow(StoreUnreachable);
    expect(readdirSync(folder)).toEqual([]);
  });

  test("does not bring an older file up to date", () => {
    const folder = usedFolder();
    const db = new Database(fileIn(folder));
    db.pragma("user_version = 1");
    db.close();
    expect(() => openStore(folder, { numbers, isReadOnly: true })).toThrow(SchemaFromPast);
  });
});

test("a folder that cannot be had is told as such", () => {
  const folder = freshFolder();
  writeFileSync(join(folder, "a file"), "");
  expect(() => openStore(join(folder, "a file"), { numbers })).toThrow(/EEXIST|cannot be opened/u);
  mkdirSync(fileIn(folder));
  expect(() => openStore(folder, { numbers })).toThrow();
});

describe("a backup", () => {
  test("is a whole store of its own, taken while the app writes", async () => {
    const folder = usedFolder(40);
    const store = freshStore(folder);
    const target = join(freshFolder(), "ringback.db");
    const taken = store.backup(target);
    put(store, recordOf("meanwhile", { customerName: "meanwhile" }));
    await taken;
    expect(statSync(target).mode & 0o777).toBe(0o600);
    const copy = freshStore(join(target, ".."));
    expect(copy.setAside).toBeNull();
    expect(copy.check()).toEqual([]);
    expect(listAll(copy).length).toBeGreaterThanOrEqual(40);
  });

  test("that cannot be written is refused with the reason", async () => {
    const store = freshStore();
    await expect(store.backup(join(freshFolder(), "no", "such", "folder.db"))).rejects.toThrow();
  });
});

test("faults are told by their class and never quote what a customer said", () => {
  const store = freshStore();
  const { key } = put(store, recordOf("a", { customerName: "Maria Keller" }));
  tryOnce(store, key, "one");
  const faults: unknown[] = [];
  for (const work of [
    () => tryOnce(store, key, "one"),
    () => store.callbacks.list({ tab: "all", query: "keller", after: "x", limit: 1, now: NOW }),
  ]) {
    try {
      work();
    } catch (error) {
      faults.push(error);
    }
  }
  expect(faults[1]).toBeInstanceOf(BadCursor);
  expect(faults.map(String).join()).not.toMatch(/Keller|15550100/iu);
});
