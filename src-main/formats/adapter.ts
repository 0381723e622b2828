import type { Callback } from "#core/callback.ts";
import type { RowLayout } from "./csv-layout.ts";
import type { JsonObject, Reading } from "./reading.ts";
import type { Field } from "./table.ts";
import type { Target } from "./writing.ts";

/** A callback while it is being read. */
export type Draft = { -readonly [K in keyof Callback]: Callback[K] };

/** One document and how it becomes a callback. */
export interface Adapter extends Target {
  /** Every field of the document, in its order. */
  readonly table: readonly Field[];
  /** Fields the platform has added since, or that exports add; read when there, told apart for writing. */
  readonly later: readonly Field[];
  /** The name in the document of what makes a record a record. */
  readonly idField: string;
  /** Reads a document whose names are not fixed, in place of its tables; without a layout by its own names. */
  readonly read?: (row: JsonObject, draft: Draft, reading: Reading, layout?: RowLayout) => void;
  /** How the record was to be read when it came; `envelope` is the JSON text that was kept beside it. */
  readonly layoutIn?: (row: JsonObject, envelope: string | null) => RowLayout;
  /** The fields of a document whose names are not fixed, under the names that this record has for them. */
  readonly fieldsIn?: (layout: RowLayout) => readonly Field[];
  /** Called after the tables: facts that follow from others, and what in the record does not fit together. */
  readonly derive?: (draft: Draft, reading: Reading, record: JsonObject) => void;
}
