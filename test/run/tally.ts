import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import type { Reporter, TestModule } from "vitest/node";

/** What became of all tests of a run. */
export interface Tally {
  readonly passed: number;
  /** Tests that failed, and whatever else went wrong: a file that could not be loaded, a stray error. */
  readonly failed: readonly NamedTest[];
  readonly skipped: readonly NamedTest[];
}

/** A test, or what stands for it, and why it failed or was left out. */
export interface NamedTest {
  readonly name: string;
  /** One line. */
  readonly reason: string;
}

function tallyOf(modules: readonly TestModule[], strayErrors: readonly unknown[]): Tally {
  let passed = 0;
  const failed = strayErrors.map((error) => failure("outside of any test", error));
  const skipped: NamedTest[] = [];
  for (const module of modules) {
    const file = module.relativeModuleId;
    failed.push(...module.errors().map((error) => failure(file, error)));
    for (const suite of module.children.allSuites())
      failed.push(...suite.errors().map((error) => failure(`${file} > ${suite.fullName}`, error)));
    for (const test of module.children.allTests()) {
      const result = test.result();
      const name = `${file} > ${test.fullName}`;
      if (result.state === "passed") passed += 1;
      else if (result.state === "skipped")
        skipped.push({ name, reason: result.note ?? "no reason given" });
      else failed.push(failure(name, result.errors?.[0] ?? "never ended"));
    }
  }
  return { passed, failed, skipped };
}

function failure(name: string, error: unknown): NamedTest {
  const { message } = error instanceof Object && "message" in error ? error : { message: error };
  return { name, reason: String(message).trim().split("\n", 1)[0] ?? "" };
}

/** Where the tally of a run is written; the run that asks for it says so in its environment. */
export const TALLY_FILE = "RINGBACK_TALLY_FILE";

/** @throws when no run has written it. */
export function readTally(file: string): Tally {
  return JSON.parse(readFileSync(file, "utf8")) as Tally;
}

/** Vitest's own JSON knows a skipped test but not why, nor errors outside of any test; this reporter does. */
export default class TallyReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], strayErrors: readonly unknown[]): void {
    const file = process.env[TALLY_FILE];
    if (file === undefined) return;
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, JSON.stringify(tallyOf(modules, strayErrors), null, 2));
  }
}
