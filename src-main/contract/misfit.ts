import * as v from "valibot";

/** Where a value left the contract, and what was expected there. */
export const misfit = v.strictObject({
  /** At most three places, in order. */
  places: v.array(
    v.strictObject({
      /** Null: the value as a whole. */
      path: v.nullable(v.string()),
      /** As the contract writes it (`string`, `uuid`, `>=1`); null: nothing of that name. */
      expected: v.nullable(v.string()),
    }),
  ),
  /** How many more there are. */
  more: v.number(),
});
type Misfit = v.InferOutput<typeof misfit>;

type Issues = readonly [v.BaseIssue<unknown>, ...v.BaseIssue<unknown>[]];

const MOST_PLACES = 3;

/** What of a value does not fit; never what was found, which may be a customer's name or number. */
export function misfitOf(issues: Issues): Misfit {
  const places = issues.slice(0, MOST_PLACES).map((issue) => ({
    path: v.getDotPath(issue),
    expected: issue.expected === "never" ? null : (issue.expected ?? issue.type),
  }));
  return { places, more: issues.length - places.length };
}

/** The same in a line for the log. */
export function describeMisfit(issues: Issues): string {
  const { places, more } = misfitOf(issues);
  const shown = places.map(
    ({ path, expected }) =>
      `${path ?? "the value itself"}: expected ${expected ?? "nothing of that name"}`,
  );
  return more > 0 ? `${shown.join("; ")}; and ${more} more` : shown.join("; ");
}
