import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import type { Reporter, TestModule } from "vitest/node";

/** What became of all tests of a run. */
export interface Tally {
  readonly passed: number;
  /** Tests that failed, and whatever else went wrong: a file that could not be loaded, a stray error. */
  readonly failed: number;
  readonly skipped: readonly { readonly name: string; readonly reason: string }[];
}

function tallyOf(modules: readonly TestModule[], strayErrors: number): Tally {
  let passed = 0;
  let failed = strayErrors;
  const skipped: { name: string; reason: string }[] = [];
  for (const module of modules) {
    failed += module.errors().length;
    for (const suite of module.children.allSuites()) failed += suite.errors().length;
    for (const test of module.children.allTests()) {
      const result = test.result();
      if (result.state === "passed") passed += 1;
      else if (result.state === "skipped") {
        const name = `${module.relativeModuleId} > ${test.fullName}`;
        skipped.push({ name, reason: result.note ?? "no reason given" });
      } else failed += 1;
    }
  }
  return { passed, failed, skipped };
}

/** Where the tally of a run is written; the run that asks for it says so in its environment. */
export const TALLY_FILE = "RINGBACK_TALLY_FILE";

/** @throws when no run has written it. */
export function readTally(file: string): Tally {
  return JSON.parse(readFileSync(file, "utf8")) as Tally;
}

/** Vitest's own JSON knows a skipped test but not why; this reporter does. */
export default class TallyReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], strayErrors: readonly unknown[]): void {
    const file = process.env[TALLY_FILE];
    if (file === undefined) return;
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, JSON.stringify(tallyOf(modules, strayErrors.length), null, 2));
  }
}
