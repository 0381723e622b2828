import type { DateRules, DayOrder } from "./csv-dates.ts";
import type { Field } from "./table.ts";

/** Columns that together make one field, or say how the others are to be read. */
export type Part = "firstName" | "lastName" | "time" | "timeZone";

/** What a column can be read as. */
export interface Target {
  /** As a mapping names it. */
  readonly name: string;
  readonly field: Field | Part;
  /** Plain forms of the headers it is known by, the surest first. */
  readonly headers: readonly string[];
  /** Several columns may be read into it. */
  readonly isMany: boolean;
}

/** What becomes of a column: read into a field, kept under its header, or left to the raw payload. */
export type ColumnUse = Target | "attribute" | "unused";

export interface Column {
  readonly header: string;
  readonly use: ColumnUse;
}

/** What was told, or found out, about the rows of one table beside their headers. */
export interface RowRules {
  /** From a header to a field's name, to `attribute` or to `unused`. */
  readonly columns: Readonly<Record<string, string>>;
  /** From a header to the order its dates are written in. */
  readonly dates: Readonly<Record<string, DayOrder | "undecided">>;
  /** Of times without a zone. */
  readonly zone: DateRules["zone"];
}

/** How every row of one table is read. */
export interface RowLayout {
  readonly columns: readonly Column[];
  readonly dates: RowRules["dates"];
  readonly zone: RowRules["zone"];
}
