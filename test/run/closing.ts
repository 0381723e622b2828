import type { Tally } from "./tally.ts";

/** A step of the checks beside the tests, such as the types. */
export interface StepResult {
  readonly name: string;
  readonly isPassed: boolean;
}

export interface Closing {
  readonly lines: readonly string[];
  readonly code: 0 | 1;
}

/**
 * What a run ends with: every skipped test and why, and the count over everything, alone on the last
 * line. A step of the checks counts like a test. A run that executed no test, or whose runner failed
 * without a failed test to show for it, has failed.
 */
export function closing(
  steps: readonly StepResult[],
  tally: Tally | null,
  runnerCode: number,
): Closing {
  const { passed, failed, skipped } = tally ?? { passed: 0, failed: 0, skipped: [] };
  const lines = skipped.map(({ name, reason }) => `skipped: ${name}: ${reason}`);
  for (const { name } of steps.filter(({ isPassed }) => !isPassed)) lines.push(`failed: ${name}`);
  let otherFailures = 0;
  if (passed + failed === 0) {
    otherFailures = 1;
    lines.push("failed: no test was executed");
  } else if (failed === 0 && runnerCode !== 0) {
    otherFailures = 1;
    lines.push(`failed: the test runner ended with ${runnerCode}`);
  }
  const passedSteps = steps.filter(({ isPassed }) => isPassed).length;
  const allFailed = failed + otherFailures + steps.length - passedSteps;
  lines.push(`${passed + passedSteps} passed, ${allFailed} failed, ${skipped.length} skipped`);
  return { lines, code: allFailed === 0 ? 0 : 1 };
}
