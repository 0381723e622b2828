import { createHash } from "node:crypto";
import { bareCell } from "#formats/csv-cells.ts";

/**
 * What tells a row without an id from all others: the same for the same cells under the same headers,
 * in whatever order the columns stand and whatever blank ones are among them.
 */
export function contentId(pairs: readonly (readonly [header: string, cell: string])[]): string {
  const told = pairs
    .map(([header, cell]) => [header, bareCell(cell)] as const)
    .filter(([, cell]) => cell.trim() !== "")
    .sort(([a], [b]) => (a < b ? -1 : 1));
  return `row-${createHash("sha256").update(JSON.stringify(told)).digest("hex").slice(0, 32)}`;
}
