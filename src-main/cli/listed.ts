import type { IndexedProblem } from "#intake/entry.ts";
import { plain } from "./print.ts";

const MOST_LISTED = 20;

/** Problems under a heading, the first of them; nothing at all when there are none. */
export function listed(
  heading: string,
  problems: readonly IndexedProblem[],
  most = MOST_LISTED,
): string[] {
  if (problems.length === 0) return [];
  const rest = problems.length - most;
  return [
    `${heading}:`,
    ...problems
      .slice(0, most)
      .map(({ index, path, reason }) => `  record ${index}: ${plain(path)}: ${plain(reason)}`),
    ...(rest > 0 ? [`  and ${rest} more; --json lists them all`] : []),
  ];
}
