import * as v from "valibot";

/**
 * Says where a value left the contract and what was expected there, one issue after another; never
 * what was found, which may be a customer's name or number.
 */
export function describeMisfit(
  issues: readonly [v.BaseIssue<unknown>, ...v.BaseIssue<unknown>[]],
): string {
  const shown = issues
    .slice(0, 3)
    .map((issue) => `${v.getDotPath(issue) ?? "the value itself"}: ${expectation(issue)}`);
  const rest = issues.length - shown.length;
  return rest > 0 ? `${shown.join("; ")}; and ${rest} more` : shown.join("; ");
}

function expectation(issue: v.BaseIssue<unknown>): string {
  const expected = issue.expected === "never" ? "nothing of that name" : issue.expected;
  return `expected ${expected ?? `a valid ${issue.type}`}`;
}
