import type { Told } from "#formats/csv-fit.ts";
import type { Sniffed } from "./csv-dialect.ts";
import { headerOf, type Header } from "./csv-header.ts";
import { planFor, type Plan } from "./csv-plan.ts";
import { readRow } from "./csv-record.ts";
import { RowSplitter, type Row } from "./csv-rows.ts";
import type { Entry } from "./entry.ts";
import type { FoundTable } from "./found-table.ts";
import { UnreadableInput } from "./unreadable-input.ts";

/** So much of a table is looked at before any of it is read. */
const LOOK_UNITS = 4_000_000;

/**
 * Reads a table of comma-separated values: a header and rows under it. Its beginning is held until it
 * has told how dates are written and whether its ids tell the rows apart; memory does not grow beyond.
 */
export class TableReader {
  readonly #told: Told;
  readonly #dialect: Sniffed;
  readonly #rows: RowSplitter;
  #header: Header | null = null;
  #held: Row[] = [];
  #heldUnits = 0;
  #plan: Plan | null = null;
  #next = 0;

  /** Rows of more than `mostUnits` characters are refused. */
  constructor(told: Told, dialect: Sniffed, mostUnits: number) {
    this.#told = told;
    this.#dialect = dialect;
    this.#rows = new RowSplitter(dialect, mostUnits);
  }

  /** Null until enough has come to tell. */
  get found(): FoundTable | null {
    if (this.#plan === null) return null;
    const { columns } = this.#plan;
    return { delimiter: this.#dialect.delimiter, zone: this.#told.zone, columns };
  }

  *push(text: string): Generator<Entry> {
    for (const row of this.#rows.push(text)) yield* this.#take(row);
  }

  *end(): Generator<Entry> {
    for (const row of this.#rows.end()) yield* this.#take(row);
    if (this.#plan === null) yield* this.#begin();
  }

  *#take(row: Row): Generator<Entry> {
    if (row.number <= this.#dialect.skipRows) return;
    if (this.#header === null) {
      if (row.is === "broken") throw new UnreadableInput(`row ${row.number}: ${row.reason}`);
      this.#header = headerOf(row.cells, this.#told.columns);
      if (this.#header.isRow) return;
    }
    if (this.#plan !== null) {
      yield this.#entry(row, this.#plan);
      return;
    }
    this.#held.push(row);
    this.#heldUnits += row.text.length;
    if (this.#heldUnits >= LOOK_UNITS) yield* this.#begin();
  }

  *#begin(): Generator<Entry> {
    const header = this.#header ?? { headers: [], asked: {}, isRow: true };
    const held = this.#held;
    this.#held = [];
    const cells = held.flatMap((row) => (row.is === "row" ? [row.cells] : []));
    const plan = planFor(header.headers, cells, { ...this.#told, columns: header.asked });
    this.#plan = plan;
    for (const row of held) yield this.#entry(row, plan);
  }

  #entry(row: Row, plan: Plan): Entry {
    const item = readRow(row, plan);
    return { index: this.#next++, row: row.number, units: row.text.length, item };
  }
}
