import { readFileSync } from "node:fs";

/** The longest of each in milliseconds, over all turns of the event loop. */
export interface Blocks {
  /** As the clock showed it. */
  readonly shownMs: number;
  /** Without what the thread, ready to run, waited for a processor that others had (Linux tells). */
  readonly blockMs: number;
  /** Processor time that main's thread itself took. */
  readonly workMs: number;
}

export interface LoopWatch {
  readonly longest: Blocks;
  /** So much of the present turn is known and belongs to something else. */
  excuse(ms: number): void;
}

/** Watches the main thread's loop for as long as something else keeps it running. */
export function watchLoop(): LoopWatch {
  const longest = { shownMs: 0, blockMs: 0, workMs: 0 };
  let last: { at: number; waited: number; worked: number } | null = null;
  let excusedMs = 0;
  const look = (): void => {
    const next = { at: performance.now(), waited: waitedMs(), worked: workedMs() };
    if (last !== null) {
      const shownMs = next.at - last.at - 1 - excusedMs;
      longest.shownMs = Math.max(longest.shownMs, shownMs);
      longest.blockMs = Math.max(longest.blockMs, shownMs - (next.waited - last.waited));
      longest.workMs = Math.max(longest.workMs, next.worked - last.worked);
    }
    excusedMs = 0;
    last = next;
    setTimeout(look, 1).unref();
  };
  setTimeout(look, 1).unref();
  return {
    longest,
    excuse(ms) {
      excusedMs += ms;
    },
  };
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
