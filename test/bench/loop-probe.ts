import { readFileSync, writeFileSync } from "node:fs";
import { isMainThread } from "node:worker_threads";

/** The longest of each in milliseconds, over all turns of the event loop. */
export interface Blocks {
  /** As the clock showed it. */
  readonly shownMs: number;
  /** Without what the thread, ready to run, waited for a processor that others had (Linux tells). */
  readonly blockMs: number;
  /** Processor time that main's thread itself took. */
  readonly workMs: number;
}

/** Time the main thread has been ready to run without running; 0 where it cannot be told. */
function waitedMs(): number {
  try {
    return Number(readFileSync("/proc/self/schedstat", "latin1").split(" ")[1]) / 1e6;
  } catch {
    return 0;
  }
}

function workedMs(): number {
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1_000;
}

/**
 * Loaded before the product by `--import`: writes the `Blocks` of its main thread to the file named
 * by LOOP_PROBE_FILE whenever SIGUSR2 arrives, and begins anew. The loading of the program, in which nobody is served
 * yet, comes before the first turn and is not among them.
 */
if (isMainThread) {
  const none = { shownMs: 0, blockMs: 0, workMs: 0 };
  const longest = { ...none };
  let last: { at: number; waited: number; worked: number } | null = null;
  const look = (): void => {
    const next = { at: performance.now(), waited: waitedMs(), worked: workedMs() };
    if (last !== null) {
      const shownMs = next.at - last.at - 1;
      longest.shownMs = Math.max(longest.shownMs, shownMs);
      longest.blockMs = Math.max(longest.blockMs, shownMs - (next.waited - last.waited));
      longest.workMs = Math.max(longest.workMs, next.worked - last.worked);
    }
    last = next;
    setTimeout(look, 1).unref();
  };
  setTimeout(look, 1).unref();
  process.on("SIGUSR2", () => {
    const file = process.env["LOOP_PROBE_FILE"];
    if (file !== undefined) writeFileSync(file, JSON.stringify(longest satisfies Blocks));
    Object.assign(longest, none);
  });
}
