import { spawn } from "node:child_process";
import { once } from "node:events";
import { expect, test } from "vitest";
import type { CallbackKey } from "#core/callback.ts";
import { freshFolder, freshStore, put, recordOf } from "./fixtures.ts";

const child = new URL("./commit-forever.ts", import.meta.url).pathname;

/** Kills a process in the middle of its commits; returns what it had said by then. */
async function killedAfter(lines: number, folder: string, key: CallbackKey): Promise<string[]> {
  const worker = spawn(process.execPath, [child, folder, key], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  let said = "";
  worker.stdout.setEncoding("utf8").on("data", (text: string) => {
    said += text;
    if (said.split("\n").length > lines) worker.kill("SIGKILL");
  });
  const [, signal] = (await once(worker, "close")) as [number | null, string | null];
  expect(signal).toBe("SIGKILL");
  return said.split("\n").slice(0, -1);
}

test("what a commit returned for is on disk when the process is killed, whenever that is", async () => {
  const folder = freshFolder();
  const first = freshStore(folder);
  const { key } = put(first, recordOf("a"));
  first.close();
  const told: string[] = [];
  let lastLine = "";
  for (const lines of [3, 40, 95]) {
    const said = await killedAfter(lines, folder, key);
    told.push(...said.filter((line) => line.startsWith("attempt ")));
    lastLine = said.at(-1) ?? "";
  }
  const store = freshStore(folder);
  expect(store.setAside).toBeNull();
  expect(store.check()).toEqual([]);
  const ids = new Set(store.ledger.attempts(key).map(({ id }) => `attempt ${id}`));
  expect(told.length).toBeGreaterThan(60);
  expect(told.filter((line) => !ids.has(line))).toEqual([]);
  // Each try whole: no attempt without its wrap-up, no wrap-up that is not owed, none owed twice.
  const attempts = store.ledger.attempts(key).length;
  expect(store.ledger.wrapUps(key)).toHaveLength(attempts);
  expect(store.outbox.countUnsent()).toBe(attempts);
  // Commits may have run on after the last line was read; the draft is the last one promised, or a later state.
  if (lastLine.startsWith("draft ") && store.ledger.draft(key) !== null) {
    const number = (text: string) => Number(text.split("-").at(-1));
    expect(number(store.ledger.draft(key)?.notes ?? "")).toBeGreaterThanOrEqual(number(lastLine));
  }
}, 60_000);

test("two processes that commit at once keep what each was told", async () => {
  const folder = freshFolder();
  const first = freshStore(folder);
  const { key } = put(first, recordOf("a"));
  const said = await Promise.all([killedAfter(20, folder, key), killedAfter(20, folder, key)]);
  const ids = new Set(first.ledger.attempts(key).map(({ id }) => `attempt ${id}`));
  const told = said.flat().filter((line) => line.startsWith("attempt "));
  expect(told.filter((line) => !ids.has(line))).toEqual([]);
}, 60_000);

test("processes that start at once where nothing is yet all come up", async () => {
  const folder = freshFolder();
  const open = new URL("../../src-main/store/open.ts", import.meta.url).href;
  const script = `const { openStore } = await import(${JSON.stringify(open)});
    const store = openStore(${JSON.stringify(folder)}, { numbers: { read: () => null } });
    store.callbacks.quarantine("x", { index: 0, path: "$", reason: "r" }, 1);
    store.close();`;
  const ends = await Promise.all(
    [1, 2, 3, 4].map(async () => {
      const worker = spawn(process.execPath, ["--input-type=module", "-e", script], {
        stdio: ["ignore", "ignore", "inherit"],
      });
      return (await once(worker, "close")) as [number | null];
    }),
  );
  expect(ends.map(([code]) => code)).toEqual([0, 0, 0, 0]);
  expect(freshStore(folder).check()).toEqual([]);
}, 60_000);
