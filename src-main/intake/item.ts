import type { IncomingRecord, Problem } from "#desk/ports.ts";

/** Something that stands where a record should, and what of it is kept for whoever looks into it. */
interface RefusedItem {
  readonly problem: Problem;
  readonly text: string;
}

export type Item =
  | { readonly is: "record"; readonly record: IncomingRecord }
  | ({ readonly is: "refused" } & RefusedItem);
