import { spawn } from "node:child_process";
import { once } from "node:events";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeEach, describe, expect, onTestFinished, test, vi } from "vitest";
import { freshStore, NOW } from "#test/store/fixtures.ts";
import { cliJson, freshFolder, record } from "./cli.ts";

const root = new URL("../..", import.meta.url).pathname;
const RECORDS = 8_000;

let folder: string;
let file: string;
beforeEach(() => {
  folder = freshFolder();
  file = join(freshFolder(), "records.ndjson");
  const lines = Array.from({ length: RECORDS }, (_, i) => JSON.stringify(record(`id-${i}`)));
  writeFileSync(file, lines.join("\n"));
});

/** The command line as a process of its own, importing the file. */
function start(...args: readonly string[]) {
  const child = spawn(process.execPath, [
    join(root, "src-main/cli.ts"),
    "import",
    ...args,
    "--json",
    "--user-data",
    folder,
  ]);
  onTestFinished(() => void child.kill("SIGKILL"));
  let out = "";
  child.stdout.on("data", (chunk: Buffer) => (out += chunk.toString()));
  const gone = once(child, "close") as Promise<[number | null, string | null]>;
  return { child, gone, said: () => JSON.parse(out) as Record<string, number> };
}

/** Resolves once some of the records are in the store, and not all of them. */
async function untilUnderWay(): Promise<void> {
  const store = freshStore(folder);
  await vi.waitFor(() => expect(store.callbacks.counts(NOW).all).toBeGreaterThan(0), 10_000);
  store.close();
}

/** How many there are, in a file that is sound. */
function countSound(): number {
  const store = freshStore(folder);
  expect(store.check()).toEqual([]);
  const { all } = store.callbacks.counts(NOW);
  store.close();
  return all;
}

const again = () => cliJson(["import", file, "--user-data", folder]);

describe("an import that does not come to its end", () => {
  test.each(["SIGKILL", "SIGTERM"] as const)(
    "because of %s leaves whole records, and the same file again brings in the rest",
    async (signal) => {
      const { child, gone } = start(file);
      await untilUnderWay();
      child.kill(signal);
      expect((await gone)[1]).toBe(signal);
      const kept = countSound();
      expect(kept).toBeGreaterThan(0);
      expect(kept).toBeLessThan(RECORDS);
      const { code, value } = await again();
      expect({ code, value }).toMatchObject({
        code: 0,
        value: { read: RECORDS, added: RECORDS - kept, unchanged: kept, updated: 0, refused: [] },
      });
      expect(countSound()).toBe(RECORDS);
    },
  );

  test("because of Ctrl-C says what it kept, and that it was cancelled", async () => {
    const { child, gone, said } = start(file);
    await untilUnderWay();
    child.kill("SIGINT");
    expect(await gone).toEqual([1, null]);
    const { read = 0 } = said();
    expect(said()).toMatchObject({ isCancelled: true, added: read });
    expect(read).toBeLessThan(RECORDS);
    expect(countSound()).toBe(read);
  });

  test("because its input never ends is cancelled all the same", async () => {
    const { child, gone, said } = start("-");
    child.stdin.write(`${JSON.stringify(record("a"))}\n`.repeat(100));
    await untilUnderWay();
    child.kill("SIGINT");
    expect(await gone).toEqual([1, null]);
    expect(said()).toMatchObject({ isCancelled: true, added: 1 });
  });
});

test("any number of problems is told in full, and only the first of them to a person", async () => {
  const lines = Array.from({ length: 15_000 }, (_, i) => `{"id":"id-${i}","held":"no"}`);
  writeFileSync(file, ["nonsense", ...lines].join("\n"));
  const { code, value } = await again();
  expect(code).toBe(1);
  const { flagged, refused } = value as Record<string, { index: number; path: string }[]>;
  expect(refused).toEqual([{ index: 0, path: "$", reason: "not JSON" }]);
  expect(flagged?.map(({ index }) => index)).toEqual(lines.map((_, i) => i + 1));
});
