import Database from "better-sqlite3";
import { once } from "node:events";
import { existsSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { Worker } from "node:worker_threads";
import { describe, expect, onTestFinished, test } from "vitest";
import { StoreUnreachable } from "#store/errors.ts";
import { openBeside } from "#store/open-beside.ts";
import { firstTurns, secondTurns, sharedTurns } from "#store/write-turns.ts";
import { freshFolder, freshStore, NOW, numbers, put, recordOf, tryOnce } from "./fixtures.ts";
import type { BesideTask } from "./write-beside.ts";

const fileIn = (folder: string) => join(folder, "ringback.db");

/** The real thread, on a store that is open here. */
function writeBeside(folder: string, turns: SharedArrayBuffer, records: number | null) {
  const worker = new Worker(new URL("write-beside.ts", import.meta.url), {
    workerData: { folder, turns, records } satisfies BesideTask,
  });
  onTestFinished(async () => {
    await worker.terminate();
  });
  return worker;
}

/** What FTS5 is told of merging by itself; undefined is its own default. */
function automerge(folder: string): unknown {
  const db = new Database(fileIn(folder), { readonly: true });
  const value = db
    .prepare("SELECT v FROM callback_search_config WHERE k = 'automerge'")
    .pluck()
    .get();
  db.close();
  return value;
}

describe("a thread that writes beside the desk", () => {
  test("and the desk itself both get all of their work done, and the file is sound", async () => {
    const folder = freshFolder();
    const store = freshStore(folder);
    const { key } = put(store, recordOf("a"));
    const loan = store.lend();
    const worker = writeBeside(folder, loan.turns, 2_000);
    const ended = once(worker, "exit");
    let commits = 0;
    worker.on("message", () => {
      commits += 1;
      tryOnce(store, key, `try-${commits}`);
    });
    await ended;
    loan.end();
    expect(commits).toBeGreaterThan(0);
    expect(store.ledger.attempts(key)).toHaveLength(commits);
    expect(store.callbacks.counts(NOW).all).toBe(2_001);
    expect(store.check()).toEqual([]);
    expect(automerge(folder)).toBe(4);
  });

  test("may be killed in the middle: what it committed is whole, and the next start merges again", async () => {
    const folder = freshFolder();
    const store = freshStore(folder);
    const loan = store.lend();
    const worker = writeBeside(folder, loan.turns, null);
    let told = 0;
    while (told < 200) [told] = (await once(worker, "message")) as [number];
    await worker.terminate();
    loan.end();
    put(store, recordOf("a"));
    expect(store.callbacks.counts(NOW).all).toBeGreaterThan(told);
    expect(store.check()).toEqual([]);
    expect(automerge(folder)).toBe(0);
    freshStore(folder);
    expect(automerge(folder)).toBe(4);
  });

  test.runIf(process.platform === "linux")("leaves the first connection its locks", () => {
    const folder = freshFolder();
    const store = freshStore(folder);
    put(store, recordOf("a"));
    const { ino } = statSync(fileIn(folder));
    const locks = () =>
      readFileSync("/proc/locks", "utf8")
        .split("\n")
        .filter((line) => line.includes(` ${process.pid} `) && line.includes(`:${ino} `)).length;
    expect(locks()).toBe(1);
    openBeside(folder, { numbers, turns: store.lend().turns }).close();
    expect(locks()).toBe(1);
  });

  test("opens no file that is not there", () => {
    const folder = freshFolder();
    expect(() => openBeside(folder, { numbers, turns: sharedTurns() })).toThrow(StoreUnreachable);
    expect(existsSync(fileIn(folder))).toBe(false);
  });
});

test("while a store is lent its own commits leave the journal to the other thread", () => {
  const folder = freshFolder();
  const store = freshStore(folder);
  const large = "x".repeat(8_000_000);
  const loan = store.lend();
  const before = statSync(fileIn(folder)).size;
  put(store, recordOf("a", { notes: large } as never));
  put(store, recordOf("b"));
  expect(statSync(fileIn(folder)).size).toBe(before);
  loan.end();
  loan.end();
  put(store, recordOf("c"));
  expect(statSync(fileIn(folder)).size).toBeGreaterThan(before + large.length);
});

test("a backup waits until a lent store is back, and begins anew when one is lent meanwhile", async () => {
  const folder = freshFolder();
  const store = freshStore(folder);
  put(store, recordOf("a", { notes: "x".repeat(2_000_000) } as never));
  const file = join(folder, "copy.db");
  const backup = store.backup(file);
  const loan = store.lend();
  let isDone = false;
  const done = backup.then(() => (isDone = true));
  for (let turn = 0; turn < 50; turn += 1) {
    await new Promise((resolve) => setImmediate(resolve));
  }
  expect(isDone).toBe(false);
  put(store, recordOf("b"));
  loan.end();
  await done;
  const copy = new Database(file, { readonly: true });
  expect(copy.prepare("SELECT count(*) FROM callback").pluck().get()).toBe(2);
  copy.close();
});

describe("turns", () => {
  test("the second is told when the first wants to write, and not before or after", () => {
    const shared = sharedTurns();
    const [first, second] = [firstTurns(shared), secondTurns(shared)];
    second.ask();
    expect(second.isWanted()).toBe(false);
    first.ask();
    expect(second.isWanted()).toBe(true);
    second.done();
    first.done();
    expect(second.isWanted()).toBe(false);
  });

  test("a second that died in its turn keeps the first from nothing", () => {
    const folder = freshFolder();
    const store = freshStore(folder);
    const loan = store.lend();
    secondTurns(loan.turns).ask();
    expect(put(store, recordOf("a")).did).toBe("added");
    loan.end();
    expect(put(store, recordOf("b")).did).toBe("added");
  });

  test("a second that asks while the first writes goes on when the first is done", async () => {
    const folder = freshFolder();
    const store = freshStore(folder);
    const { turns } = store.lend();
    const first = firstTurns(turns);
    const worker = writeBeside(folder, turns, 1);
    await once(worker, "online");
    let told = 0;
    worker.on("message", () => (told += 1));
    // It comes to write while the first wants to.
    first.ask();
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect(told).toBe(0);
    first.done();
    await once(worker, "exit");
    expect(told).toBe(1);
  });
});
