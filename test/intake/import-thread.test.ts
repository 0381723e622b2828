import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { noCounts, type ImportProgress } from "#desk/import-port.ts";
import type { ImportTask } from "#intake/import-job.ts";
import { startImportThread } from "#intake/import-thread.ts";
import { freshFolder, freshStore, listAll, NOW } from "#test/store/fixtures.ts";
import { importsInto } from "../../src-main/import-thread.ts";
import { json } from "./take.ts";

const keepNdjson: ImportTask = { purpose: "keep", format: "auto", name: "records.ndjson" };

/** A store, and imports into it by the thread that ships. */
function importing(task: ImportTask = keepNdjson) {
  const folder = freshFolder();
  const store = freshStore(folder);
  const reports: string[] = [];
  const start = importsInto(store, { folder, country: "US" }, (what) => reports.push(what));
  const told: ImportProgress[] = [];
  const begin = () => {
    const run = start(task, (progress) => told.push(progress));
    onTestFinished(() => run.stop());
    return run;
  };
  return { folder, store, reports, told, begin };
}

const linesOf = (from: number, to: number): string =>
  Array.from({ length: to - from }, (_, i) => `${json(`id-${from + i}`)}\n`).join("");

const added = (read: number) => ({ ...noCounts, read, added: read });

describe("an import's thread", () => {
  test("keeps what it is handed, in bytes or in base64, and says how far it is", async () => {
    const { store, told, begin } = importing();
    const run = begin();
    const text = linesOf(0, 300);
    const half = Math.floor(text.length / 2);
    const revision = store.revision();
    await run.push(Buffer.from(text.slice(0, half)));
    expect(store.revision()).toBeGreaterThan(revision);
    expect(store.callbacks.counts(NOW).all).toBeGreaterThan(100);
    await run.push(Buffer.from(text.slice(half)).toString("base64"));
    run.end();
    expect(await run.ended).toEqual({ is: "done", counts: added(300) });
    const reads = told.map(({ counts }) => counts.read);
    expect(reads).toEqual([...reads].sort((a, b) => a - b));
    expect(reads.at(-1)).toBe(300);
    expect(listAll(store, { query: "15550100", limit: 100 })).toHaveLength(300);
    expect(store.check()).toEqual([]);
  });

  test("tells every problem, once", async () => {
    const { told, begin } = importing();
    const run = begin();
    await run.push(Buffer.from(`${json("a")}\nnonsense\n{"id":"b","held":"no"}\n`));
    await run.push(Buffer.from("[7]\n"));
    run.end();
    expect(await run.ended).toEqual({
      is: "done",
      counts: { ...noCounts, read: 4, added: 2, flagged: 1, refused: 2 },
    });
    expect(told.flatMap(({ problems }) => problems)).toMatchObject([
      { is: "refused", index: 1 },
      { is: "flagged", index: 2, path: "$.held" },
      { is: "refused", index: 3 },
    ]);
  });

  test("that is cancelled keeps whole records only, and the same file again brings in the rest", async () => {
    const { store, begin } = importing();
    const first = begin();
    await first.push(Buffer.from(linesOf(0, 500)));
    const rest = first.push(Buffer.from(linesOf(500, 6_000)));
    first.cancel();
    first.cancel();
    await rest;
    const cancelled = await first.ended;
    const { counts } = cancelled as { counts: typeof noCounts };
    expect(cancelled).toEqual({ is: "cancelled", counts: added(counts.read) });
    expect(counts.read).toBeGreaterThanOrEqual(400);
    expect(counts.read).toBeLessThan(6_000);
    expect(store.callbacks.counts(NOW).all).toBe(counts.read);
    expect(store.check()).toEqual([]);
    const second = begin();
    await second.push(Buffer.from(linesOf(0, 6_000)));
    second.end();
    expect(await second.ended).toEqual({
      is: "done",
      counts: {
        ...noCounts,
        read: 6_000,
        unchanged: counts.read,
        added: 6_000 - counts.read,
      },
    });
  });

  test("that waits for its next chunk is cancelled too", async () => {
    const { begin } = importing();
    const run = begin();
    await run.push(Buffer.from(linesOf(0, 100)));
    run.cancel();
    expect(await run.ended).toMatchObject({ is: "cancelled" });
  });

  test("that only looks tells what is there, and keeps nothing", async () => {
    const { store, begin } = importing({ ...keepNdjson, purpose: "look" });
    const revision = store.revision();
    const run = begin();
    await run.push(Buffer.from(`${linesOf(0, 30)}nonsense\n{"id":"b","held":"no"}\n`));
    run.end();
    const end = await run.ended;
    expect(end).toMatchObject({
      is: "looked",
      look: {
        read: 32,
        refused: 1,
        flagged: 1,
        encoding: "utf-8",
        columns: [],
        zone: null,
        problems: [{ is: "refused", index: 30 }, { index: 31 }],
        problemCount: 2,
      },
    });
    expect(end.is === "looked" ? end.look.records : []).toHaveLength(8);
    expect(end.is === "looked" ? end.look.records[0] : null).toMatchObject({
      index: 0,
      sourceId: "id-0",
      number: "+1 5550100",
    });
    expect(store.revision()).toBe(revision);
  });

  test.each([
    ["a file of which nothing can be read", Buffer.from([0x1f, 0x8b, 8, 0]), "unreadable"],
    ["a chunk that is no base64", "not base64 at all!", "fault"],
  ])("fails for %s, and says so", async (_, chunk, by) => {
    const { begin, reports } = importing();
    const run = begin();
    await run.push(chunk);
    run.end();
    expect(await run.ended).toMatchObject({ is: "failed", by });
    expect(reports).toHaveLength(by === "fault" ? 1 : 0);
  });

  test("that is stopped is gone soon, and nobody waits for it any more", async () => {
    const { store, begin } = importing();
    const run = begin();
    await run.push(Buffer.from(linesOf(0, 100)));
    const waiting = run.push(Buffer.from(linesOf(100, 5_000)));
    await run.stop();
    await waiting;
    expect(await run.ended).toMatchObject({ is: "cancelled" });
    await run.push(Buffer.from("more"));
    expect(store.check()).toEqual([]);
  });
});

test("a thread that dies is an import that failed, with what it had told of", async () => {
  const folder = freshFolder();
  const file = join(folder, "dies.mjs");
  const progress = { counts: added(5), problems: [] };
  writeFileSync(
    file,
    `import { parentPort } from "node:worker_threads";
     parentPort.on("message", () => {
       parentPort.postMessage({ is: "taken", progress: ${JSON.stringify(progress)} });
       setTimeout(() => { throw new Error("worn out"); }, 1);
     });`,
  );
  const reports: unknown[] = [];
  const run = startImportThread(
    { file, place: {}, report: (_what, error) => reports.push(error) },
    keepNdjson,
    () => undefined,
  );
  await run.push(Buffer.from("x"));
  await run.push(Buffer.from("never answered"));
  expect(await run.ended).toMatchObject({ is: "failed", by: "fault", counts: added(5) });
  expect(reports).toMatchObject([{ message: "worn out" }]);
});
