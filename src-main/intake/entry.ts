import type { ImportProblem } from "#contract/imports.ts";
import type { Problem } from "#desk/ports.ts";
import type { Item } from "./item.ts";

/** A record, or something that stands where a record should. */
export interface Entry {
  /** Counted from 0 over everything that came, refused or not. */
  readonly index: number;
  /** The row of a table as a spreadsheet counts it; null for JSON. */
  readonly row: number | null;
  readonly item: Item;
  /** Length of the text it came in. */
  readonly units: number;
}

/** A problem at the record with this index, counted from 0 over everything that came, refused or not. */
export interface IndexedProblem extends Problem {
  readonly index: number;
}

/** The problem where its reader will look for it: in a table that is the row. */
export const indexed = ({ index, row }: Entry, { path, reason }: Problem): IndexedProblem => ({
  index,
  path: row === null ? path : `row ${row}: ${path}`,
  reason,
});

/** What is wrong with an entry, in the order in which it was found. */
export function problemsOf(entry: Entry): ImportProblem[] {
  const { item } = entry;
  const { is, problems } =
    item.is === "refused"
      ? ({ is: "refused", problems: [item.problem] } as const)
      : ({ is: "flagged", problems: item.record.problems } as const);
  return problems.map((problem) => ({ is, ...indexed(entry, problem) }));
}
