/** What became of a column: read into a field, kept under its header, or of no use to the reader. */
export type ColumnUse = "field" | "attribute" | "unused";

export interface FoundColumn {
  readonly header: string;
  readonly use: ColumnUse;
  /** Name of the field as `--map` takes it; null unless `use` is `field`. */
  readonly field: string | null;
  /** How its dates were read, as in `day/month/year`; null when it has none that could be read in two ways. */
  readonly dates: "day/month/year" | "month/day/year" | "undecided" | null;
  /** The first values that are not blank. */
  readonly examples: readonly string[];
}

/** How a table of comma-separated values was understood. */
export interface FoundTable {
  /** One character: a comma, a semicolon, a tab and so on. */
  readonly delimiter: string;
  /** IANA name of the zone in which times without a zone were read. */
  readonly zone: string;
  /** In the order of the file. */
  readonly columns: readonly FoundColumn[];
}
