import type { IndexedProblem } from "#intake/entry.ts";
import { plain } from "./print.ts";

/** Problems under a heading, and how many more there are; nothing at all when there are none. */
export function listed(
  heading: string,
  problems: readonly IndexedProblem[],
  count = problems.length,
): string[] {
  if (problems.length === 0) return [];
  const rest = count - problems.length;
  return [
    `${heading}:`,
    ...problems.map(
      ({ index, path, reason }) => `  record ${index}: ${plain(path)}: ${plain(reason)}`,
    ),
    ...(rest > 0 ? [`  and ${rest} more; --json lists them all`] : []),
  ];
}
