import Database from "better-sqlite3";
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, onTestFinished, test, vi } from "vitest";
import { handTimers } from "#test/support/hand-timers.ts";
import { keepBackup } from "#store/automatic-backup.ts";
import { StoreCorrupt } from "#store/errors.ts";
import { AUTOMATIC_BACKUP } from "#store/file.ts";
import { freshStore, listAll, names, put, recordOf, usedFolder } from "./fixtures.ts";

const FIRST_MS = 60_000;
const EVERY_MS = 6 * 3_600_000;

/** A used store with its backup kept, and a clock moved by hand. */
function keeping(count = 1) {
  const folder = usedFolder(count);
  const store = freshStore(folder);
  const { timers, ...hand } = handTimers();
  const reports: { what: string; error: unknown }[] = [];
  const file = join(folder, AUTOMATIC_BACKUP);
  const asked = vi.spyOn(store, "backup");
  const stop = keepBackup(store, folder, {
    after: (ms, run) => timers.after(ms, run),
    report: (what, error) => void reports.push({ what, error }),
  });
  onTestFinished(stop);
  /** Lets time pass; what comes due is over when this resolves. */
  const pass = async (ms: number) => {
    hand.pass(ms);
    await vi.waitFor(() => expect(hand.count()).toBe(1), 5_000);
  };
  return { folder, store, hand, reports, file, asked, stop, pass };
}

describe("the automatic backup", () => {
  test("is written a minute after the start, for its owner alone, with nothing left beside it", async () => {
    const { folder, pass, file, reports } = keeping();
    await pass(FIRST_MS - 1);
    expect(existsSync(file)).toBe(false);
    await pass(1);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(readdirSync(folder).filter((name) => name.startsWith(AUTOMATIC_BACKUP))).toEqual([
      AUTOMATIC_BACKUP,
    ]);
    expect(reports).toEqual([]);
  });

  test("is what a database damaged afterwards starts anew from", async () => {
    const { folder, store, pass } = keeping();
    await pass(FIRST_MS);
    put(store, recordOf("later", { customerName: "guest later" }));
    await pass(EVERY_MS);
    put(store, recordOf("lost", { customerName: "guest lost" }));
    store.close();
    writeFileSync(join(folder, "ringback.db"), "scribble ".repeat(500));
    const next = freshStore(folder);
    expect(next.setAside?.isRestored).toBe(true);
    expect(names(listAll(next))).toEqual(["guest later", "guest 1"]);
    expect(next.check()).toEqual([]);
  });

  test("is written anew only when something was committed since, also by another process", async () => {
    const { folder, store, pass, asked } = keeping();
    await pass(FIRST_MS);
    await pass(EVERY_MS);
    expect(asked).toHaveBeenCalledTimes(1);
    put(store, recordOf("b"));
    await pass(EVERY_MS - 1);
    expect(asked).toHaveBeenCalledTimes(1);
    await pass(1);
    expect(asked).toHaveBeenCalledTimes(2);
    const beside = freshStore(folder);
    put(beside, recordOf("c"));
    await pass(EVERY_MS);
    expect(asked).toHaveBeenCalledTimes(3);
  });

  test("counts what is committed while it is made as not yet in it", async () => {
    const { store, hand, pass, asked } = keeping();
    hand.pass(FIRST_MS);
    put(store, recordOf("meanwhile"));
    await pass(0);
    await pass(EVERY_MS);
    expect(asked).toHaveBeenCalledTimes(2);
  });

  test("is never begun while one is under way", async () => {
    const { hand, pass, asked } = keeping();
    hand.pass(FIRST_MS);
    expect(hand.count()).toBe(0);
    hand.pass(10 * EVERY_MS);
    await pass(0);
    expect(asked).toHaveBeenCalledTimes(1);
  });

  test("that fails is reported, leaves nothing behind, and is tried again at the next turn", async () => {
    const { folder, pass, file, reports, asked } = keeping();
    asked.mockRejectedValueOnce(new Error("no room"));
    await pass(FIRST_MS);
    expect(reports).toMatchObject([{ error: new Error("no room") }]);
    expect(readdirSync(folder).filter((name) => name.startsWith(AUTOMATIC_BACKUP))).toEqual([]);
    await pass(EVERY_MS);
    expect(existsSync(file)).toBe(true);
    expect(reports).toHaveLength(1);
  });

  test("is not disturbed by what a crash left of one before", async () => {
    const { pass, file, reports } = keeping();
    for (const end of [".unchecked", ".unchecked.partial", ".unchecked.partial-journal"]) {
      writeFileSync(file + end, "torn ".repeat(2_000));
    }
    await pass(FIRST_MS);
    expect(reports).toEqual([]);
    expect(existsSync(file)).toBe(true);
  });

  test("never takes the place of the last good one with a damaged copy", async () => {
    const { folder, pass, file, reports } = keeping(40);
    await pass(FIRST_MS);
    const good = readFileSync(file);
    scribbleOver("payload", join(folder, "ringback.db"));
    await pass(EVERY_MS);
    expect(reports).toMatchObject([{ error: expect.any(StoreCorrupt) as unknown }]);
    expect(readFileSync(file)).toEqual(good);
    expect(readdirSync(folder).filter((name) => name.startsWith(AUTOMATIC_BACKUP))).toEqual([
      AUTOMATIC_BACKUP,
    ]);
  });

  test("once stopped begins no more, and says nothing of the one it gave up", async () => {
    const { hand, store, stop, pass, asked, reports } = keeping();
    await pass(FIRST_MS);
    put(store, recordOf("b"));
    hand.pass(EVERY_MS);
    stop();
    store.close();
    await Promise.allSettled(asked.mock.results.map(({ value }) => value as Promise<void>));
    expect(hand.count()).toBe(0);
    expect(reports).toEqual([]);
  });
});

/** Spoils a page of the table on the disk, and makes open connections forget what they remember of it. */
function scribbleOver(table: string, file: string): void {
  const db = new Database(file);
  db.pragma("wal_checkpoint(TRUNCATE)");
  const page = db
    .prepare<[string], number>("SELECT max(pageno) FROM dbstat WHERE name = ?")
    .pluck()
    .get(table);
  const bytes = readFileSync(file);
  writeFileSync(file, bytes.fill(0x2a, 4_096 * ((page ?? 1) - 1), 4_096 * (page ?? 1)));
  db.exec("UPDATE revision SET value = value + 1");
  db.close();
}
