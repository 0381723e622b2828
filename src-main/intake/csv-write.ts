import Papa from "papaparse";
import { bareCell } from "#formats/csv-cells.ts";

/**
 * A cell that a spreadsheet would take for a formula: customers' text must never be calculated with.
 * Phone numbers begin with a plus as well, and nothing made of digits alone can do harm.
 */
const formula = /^(?:[=@\t\r]|[+-](?![\d\s()./;,+-]*$))/;

/** One row of comma-separated values without its line end; reading it gives the same cells' values back. */
export const csvLine = (cells: readonly string[]): string =>
  Papa.unparse([cells.map(plain)], { delimiter: ",", newline: "\n", escapeFormulae: formula });

/** `="0049"` is a way to write a text, and guarded as a formula it would be another text. */
const plain = (cell: string): string => (cell.startsWith('="') ? bareCell(cell) : cell);

const FLAT = /"(?:[^"\\]|\\.)*"/g;

/**
 * Names and texts of a row, in the order of its own text: an object would put names that are numbers
 * first. What is no text is told as its JSON. `row` is JSON text of an object.
 */
export function cellsOf(row: string): readonly (readonly [header: string, cell: string])[] {
  const strings = row.match(FLAT) ?? [];
  const names = strings.filter((_, place) => place % 2 === 0);
  const pairs = names.map((name, place) => [name, strings[place * 2 + 1] ?? ""] as const);
  if (`{${pairs.map((pair) => pair.join(":")).join(",")}}` === row) {
    return pairs.map(([name, cell]) => [JSON.parse(name) as string, JSON.parse(cell) as string]);
  }
  const told = Object.entries(JSON.parse(row) as Readonly<Record<string, unknown>>);
  return told.flatMap(([name, value]) =>
    value === null ? [] : [[name, typeof value === "string" ? value : JSON.stringify(value)]],
  );
}
