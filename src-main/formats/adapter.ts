import type { Callback, Shape } from "#core/callback.ts";
import type { Reading } from "./reading.ts";
import type { Field } from "./table.ts";

/** A callback while it is being read. */
export type Draft = { -readonly [K in keyof Callback]: Callback[K] };

/** One document and how it becomes a callback. */
export interface Adapter {
  readonly shape: Shape;
  /** Every field of the document, in its order. */
  readonly table: readonly Field[];
  /** Fields the platform has added since, or that exports add; read when there, told apart for writing. */
  readonly later: readonly Field[];
  /** The name in the document of what makes a record a record. */
  readonly idField: string;
  /** Called after the tables: facts that follow from others, and what does not fit together. */
  readonly derive: (draft: Draft, reading: Reading) => void;
}
