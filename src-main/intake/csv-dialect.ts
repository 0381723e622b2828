import Papa from "papaparse";
import { knownHeaders } from "#formats/csv-columns.ts";
import type { Dialect } from "./csv-rows.ts";
import { isJson } from "./line-groups.ts";

const delimiters: readonly string[] = [",", ";", "\t", "|"];

/** Rows that are looked at to tell how a table is written. */
const LOOK_ROWS = 50;

/** What the beginning of a table says about how it is written. */
export interface Sniffed extends Dialect {
  /** Rows before the header that only say how the table is written. */
  readonly skipRows: number;
  /** Whether the rows look like those of one table. */
  readonly isRegular: boolean;
}

/**
 * How a table that begins like this is written. Among the delimiters the one under which most columns
 * have a known name is right; papaparse decides where names do not tell. Total.
 */
export function sniff(sample: string, isWhole: boolean, asked?: string): Sniffed {
  const newline = sample.includes("\n") || !sample.includes("\r") ? "\n" : "\r";
  const cut = isWhole ? sample.length : sample.lastIndexOf(newline) + 1;
  const text = cut === 0 ? sample : sample.slice(0, cut);
  const told = /^sep=(.)\s*[\r\n]/i.exec(text);
  const body = told === null ? text : text.slice(told[0].length);
  const delimiter = asked ?? told?.[1] ?? guess(body, newline);
  const rows = parse(body, newline, delimiter);
  const width = rows[0]?.length ?? 0;
  const alike = rows.filter((row) => row.length === width).length;
  const isRegular = rows.length > 1 && alike >= rows.length * 0.8;
  return { delimiter, newline, skipRows: told === null ? 0 : 1, isRegular };
}

function guess(text: string, newline: string): string {
  const { meta } = Papa.parse<string[]>(text, {
    newline: newline as "\n",
    preview: LOOK_ROWS,
    delimitersToGuess: [...delimiters],
  });
  const [header = ""] = text.split(newline, 1);
  const best = [meta.delimiter, ...delimiters].map((delimiter) => {
    const [cells = []] = parse(header, newline, delimiter);
    return { delimiter, known: knownHeaders(cells) };
  });
  return best.reduce((a, b) => (b.known > a.known ? b : a)).delimiter;
}

const parse = (text: string, newline: string, delimiter: string): readonly string[][] =>
  Papa.parse<string[]>(text, {
    newline: newline as "\n",
    delimiter,
    preview: LOOK_ROWS,
    skipEmptyLines: true,
  }).data;

/** Whether an input that begins like this is a table rather than JSON with something broken in front. */
export function looksLikeTable(sample: string, isWhole: boolean): boolean {
  // Nobody writes these into a text; a picture or a program has them at its beginning.
  if (/[\0-\u0008\u000e-\u001d]/.test(sample)) return false;
  const lines = sample.split(/\r?\n|\r/);
  if (lines.some((line) => /^\s*[[{]/.test(line) && isJson(line))) return false;
  const { delimiter, newline, isRegular } = sniff(sample, isWhole);
  const [header = []] = parse(sample, newline, delimiter);
  if (header.length > 1 && isRegular) return true;
  return knownHeaders(header) > 0;
}
