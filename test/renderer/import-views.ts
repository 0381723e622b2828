import * as v from "valibot";
import { importView, type ImportView } from "#contract/imports.ts";
import { epochMs } from "#core/time.ts";
import { noCounts } from "#desk/import-port.ts";
import { NOON } from "./builders.ts";
import { IMPORT_ID } from "./fake-bridge.ts";

const named = { id: IMPORT_ID, name: "friday.csv", format: "auto" } as const;
/** A quarter of the file after ten seconds. */
export const reading = (
  changes: Partial<Extract<ImportView, { at: "reading" }>> = {},
): ImportView => ({
  at: "reading",
  ...named,
  purpose: "keep",
  startedAt: epochMs(NOON - 10_000),
  totalBytes: 1_000_000,
  takenBytes: 250_000,
  counts: { ...noCounts, read: 20_000, added: 20_000 },
  ...changes,
});
/** A table of which one row would be refused. */
export const looked: Extract<ImportView, { at: "looked" }> = {
  at: "looked",
  ...named,
  look: {
    read: 3,
    refused: 1,
    flagged: 1,
    encoding: "utf-8",
    shapes: [{ shape: "csv", count: 2 }],
    columns: [
      { header: "Phone", use: "field", field: "numbers", dates: null },
      { header: "Born", use: "attribute", field: null, dates: "undecided" },
    ],
    zone: "Europe/Berlin",
    records: [
      {
        index: 0,
        shape: "csv",
        sourceId: "1",
        name: "Maria Keller",
        number: "+49 30 23125020",
        moreNumbers: 1,
        dueAt: null,
        tag: "Router order",
      },
    ],
    problems: [{ is: "refused", index: 2, path: "row 4: $", reason: "has no number" }],
    problemCount: 2,
  },
};
export const ended = (
  at: "done" | "cancelled" | "failed",
  more: object = {},
  counts: Partial<typeof noCounts> = { read: 5, added: 3, unchanged: 2 },
): ImportView =>
  v.parse(importView, {
    at,
    ...named,
    purpose: "keep",
    counts: { ...noCounts, ...counts },
    problems: [],
    problemCount: 0,
    ...more,
  });
