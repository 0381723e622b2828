import type { Tally } from "./tally.ts";

/** A step of the checks beside the tests, such as the types. */
export interface StepResult {
  readonly name: string;
  readonly isPassed: boolean;
}

/** One run of the test runner. */
export interface TestRun {
  readonly name: string;
  readonly code: number;
  /** Null when the runner ended before it could count. */
  readonly tally: Tally | null;
}

/** Tests that were not even begun, all for one reason. */
export interface SkippedSuite {
  readonly name: string;
  readonly reason: string;
  readonly tests: number;
}

export interface Closing {
  readonly lines: readonly string[];
  readonly code: 0 | 1;
}

/**
 * What everything ends with: every skipped test or suite and every failed one, each with its reason
 * (the first line of the error; all of it stands further up), and the count over everything, alone on
 * the last line. A step of the checks counts like a test. A run that executed no test, or
 * whose runner failed without a failed test to show for it, has failed.
 */
export function closing(
  steps: readonly StepResult[],
  runs: readonly TestRun[],
  suites: readonly SkippedSuite[] = [],
): Closing {
  const count = { passed: 0, failed: 0, skipped: 0 };
  const lines: string[] = [];
  for (const { name, tests, reason } of suites) {
    count.skipped += tests;
    lines.push(`skipped: ${name}, ${tests} tests: ${reason}`);
  }
  for (const { tally } of runs) {
    if (tally === null) continue;
    count.passed += tally.passed;
    count.failed += tally.failed.length;
    count.skipped += tally.skipped.length;
    lines.push(...tally.skipped.map(({ name, reason }) => `skipped: ${name}: ${reason}`));
    lines.push(...tally.failed.map(({ name, reason }) => `failed: ${name}: ${reason}`));
  }
  for (const { name, isPassed } of steps) {
    if (isPassed) count.passed += 1;
    else lines.push(`failed: ${name}`);
  }
  const faults = runs.map(faultOf).filter((fault) => fault !== null);
  lines.push(...faults.map((fault) => `failed: ${fault}`));
  count.failed += faults.length + steps.filter(({ isPassed }) => !isPassed).length;
  lines.push(`${count.passed} passed, ${count.failed} failed, ${count.skipped} skipped`);
  return { lines, code: count.failed === 0 ? 0 : 1 };
}

/** What is wrong with a run beside its failed tests. */
function faultOf({ name, code, tally }: TestRun): string | null {
  const { passed, failed } = tally ?? { passed: 0, failed: [] };
  if (passed + failed.length === 0) return `${name}: no test was executed`;
  return failed.length === 0 && code !== 0 ? `${name}: the test runner ended with ${code}` : null;
}
