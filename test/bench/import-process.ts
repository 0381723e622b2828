/**
 * Plays main while a file is imported: hands it over chunk by chunk, commits to the ledger from time to
 * time, and prints what it measured in itself as JSON. `import-process.ts FILE FOLDER`; with `plain`
 * for the folder it only reads the file and parses each line.
 */
import { createReadStream, readFileSync } from "node:fs";
import { setTimeout as wait } from "node:timers/promises";
import { emptyCallback } from "#core/callback.ts";
import { epochMs } from "#core/time.ts";
import type { AttemptId } from "#core/turn.ts";
import { createNumbers } from "#numbers/numbers.ts";
import { openStore } from "#store/open.ts";
import { oneTry } from "#test/support/one-try.ts";
import { importsInto } from "../../src-main/import-thread.ts";
import { watchLoop, type Blocks } from "./loop-blocks.ts";

export interface ImportMeasured {
  readonly records: number;
  readonly tookMs: number;
  readonly peakMb: number;
}

export interface ImportedMeasured extends ImportMeasured {
  readonly blocks: Blocks;
  /** Milliseconds of a ledger commit before the import, and during it. */
  readonly idleCommits: readonly number[];
  readonly commits: readonly number[];
}

const COMMIT_EVERY_MS = 50;
const IDLE_COMMITS = 100;

const base = emptyCallback("callback");
const own = {
  callback: { ...base, identity: { ...base.identity, communicationId: "bench" } },
  raw: "{}",
  envelope: null,
  problems: [],
};

const [file = "", folder = ""] = process.argv.slice(2);
const measured = folder === "plain" ? await plain() : await imported();
process.stdout.write(`${JSON.stringify(measured)}\n`);

/** The least that reading such a file takes. */
async function plain(): Promise<ImportMeasured> {
  const startedAt = performance.now();
  let records = 0;
  let rest = "";
  for await (const chunk of createReadStream(file, { encoding: "utf8" })) {
    const lines = (rest + String(chunk)).split("\n");
    rest = lines.pop() ?? "";
    for (const line of lines) {
      JSON.parse(line);
      records += 1;
    }
  }
  return { records, tookMs: performance.now() - startedAt, peakMb: peakMb() };
}

async function imported(): Promise<ImportedMeasured> {
  const numbers = createNumbers("US");
  const store = openStore(folder, { numbers });
  const { key } = store.callbacks.put(own, epochMs(1), false);
  let serial = 0;
  /** What every step of a call does: state and records in one transaction, on disk. */
  function commit(): number {
    const from = performance.now();
    serial += 1;
    const at = epochMs(serial);
    const { turn, records } = oneTry(key, `bench-${serial}` as AttemptId, at);
    store.ledger.commit(turn, records, at);
    return performance.now() - from;
  }

  const idleCommits: number[] = [];
  while (idleCommits.length < IDLE_COMMITS) {
    idleCommits.push(commit());
    await wait(10);
  }
  const commits: number[] = [];
  const watch = watchLoop();
  const beside = setInterval(() => {
    const tookMs = commit();
    commits.push(tookMs);
    watch.excuse(tookMs);
  }, COMMIT_EVERY_MS);
  const startedAt = performance.now();
  const start = importsInto(store, { folder, country: "US" }, (what, error) => {
    throw new Error(what, { cause: error });
  });
  const run = start({ purpose: "keep", format: "auto", name: file }, () => undefined);
  let taken = Promise.resolve();
  for await (const chunk of createReadStream(file)) {
    const next = run.push(chunk as Buffer);
    await taken;
    taken = next;
  }
  run.end();
  const ended = await run.ended;
  const tookMs = performance.now() - startedAt;
  clearInterval(beside);
  if (ended.is !== "done" || ended.counts.added !== ended.counts.read) {
    throw new Error(`the import did not bring everything in: ${JSON.stringify(ended)}`);
  }
  const records = ended.counts.read;
  const result = { records, tookMs, peakMb: peakMb(), blocks: watch.longest };
  store.close();
  return { ...result, idleCommits, commits };
}

/** The most memory this process ever had, all threads together. */
function peakMb(): number {
  try {
    const told = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync("/proc/self/status", "latin1"))?.[1];
    return (Number(told) * 1_024) / 1e6;
  } catch {
    return (process.resourceUsage().maxRSS * 1_024) / 1e6;
  }
}
