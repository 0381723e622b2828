import Papa from "papaparse";

/** How the cells of a table are told apart. */
export interface Dialect {
  readonly delimiter: string;
  readonly newline: "\n" | "\r";
}

/** `number` is the row as a spreadsheet counts it: from 1, with the header and blank rows. */
export type Row =
  | {
      readonly is: "row";
      readonly number: number;
      readonly cells: readonly string[];
      readonly text: string;
    }
  | {
      readonly is: "broken";
      readonly number: number;
      readonly reason: string;
      readonly text: string;
    };

interface Line {
  readonly text: string;
  /** Whether the line has an odd number of quotes: a cell may go on in the next one. */
  readonly isOdd: boolean;
}

/** A cell that goes on for longer than this was never closed. */
const MOST_LINES = 1_000;
/** How much of a row that is too long is kept. */
const KEPT_UNITS = 65_536;

/**
 * Cuts a text into the rows of a table as it comes. A row that cannot be read costs no other row:
 * where a quote is never closed, only the line it opens in is broken. Blank rows are counted alone.
 */
export class RowSplitter {
  readonly #dialect: Dialect;
  readonly #mostUnits: number;
  readonly #parser: Papa.Parser;
  #tail = "";
  #isCutting = false;
  #queue: Line[] = [];
  #open: Line[] = [];
  #openUnits = 0;
  #isOpen = false;
  #number = 0;

  constructor(dialect: Dialect, mostUnits: number) {
    this.#dialect = dialect;
    this.#mostUnits = mostUnits;
    this.#parser = new Papa.Parser({ ...dialect, quoteChar: '"', preview: 1, fastMode: false });
  }

  *push(text: string): Generator<Row> {
    const { newline } = this.#dialect;
    const all = this.#tail + text;
    let from = 0;
    for (let end = all.indexOf(newline); end !== -1; end = all.indexOf(newline, from)) {
      const line = all.slice(from, end + 1);
      from = end + 1;
      if (this.#isCutting) this.#isCutting = false;
      else yield* this.#take(line);
    }
    this.#tail = this.#isCutting ? "" : all.slice(from);
    if (this.#tail.length > this.#mostUnits) {
      yield* this.#drain(true);
      yield this.#broken(this.#tail.slice(0, KEPT_UNITS), tooLong(this.#mostUnits));
      this.#tail = "";
      this.#isCutting = true;
    }
  }

  *end(): Generator<Row> {
    if (this.#tail !== "") yield* this.#take(this.#tail);
    this.#tail = "";
    yield* this.#drain(true);
  }

  *#take(text: string): Generator<Row> {
    this.#queue.push({ text, isOdd: isOdd(text) });
    yield* this.#drain(false);
  }

  /** Rows out of the lines that wait. `isEnd`: what is open now will not be closed by any line to come. */
  *#drain(isEnd: boolean): Generator<Row> {
    for (;;) {
      const line = this.#queue.shift();
      if (line !== undefined) {
        this.#open.push(line);
        this.#openUnits += line.text.length;
        this.#isOpen = this.#isOpen !== line.isOdd;
      }
      if (this.#open.length === 0) return;
      const isTooMuch = this.#open.length > MOST_LINES || this.#openUnits > this.#mostUnits;
      const isLast = line === undefined;
      if (isLast && !isEnd) return;
      if (this.#isOpen && !isTooMuch && !isLast) continue;
      const row = this.#close();
      if (row !== null) yield row;
    }
  }

  /** The first row of the lines that are open; lines behind it are to be looked at again. */
  #close(): Row | null {
    const lines = this.#open;
    this.#open = [];
    this.#openUnits = 0;
    this.#isOpen = false;
    const text = lines.map((line) => line.text).join("");
    const whole = text.replace(/\r?\n$|\r$/, "");
    if (!whole.includes('"')) return this.#row(whole.split(this.#dialect.delimiter), whole);
    const { data, errors, meta } = this.#parser.parse(whole, 0, false) as Papa.ParseResult<
      string[]
    >;
    const [first = ""] = lines.map((line) => line.text);
    if (errors.length > 0) {
      this.#queue = [...lines.slice(1), ...this.#queue];
      return this.#broken(first, QUOTES);
    }
    let used = 0;
    let units = 0;
    while (used < lines.length && units < meta.cursor) units += lines[used++]?.text.length ?? 0;
    this.#queue = [...lines.slice(used), ...this.#queue];
    const cells = data[0] ?? [];
    // Between two rows the parser knows one newline, which may have a carriage return before it.
    if (used < lines.length) cells.push((cells.pop() ?? "").replace(/\r$/, ""));
    return this.#row(cells, whole.slice(0, units));
  }

  #row(cells: readonly string[], text: string): Row | null {
    const number = ++this.#number;
    return cells.every((cell) => cell.trim() === "") ? null : { is: "row", number, cells, text };
  }

  #broken(text: string, reason: string): Row {
    return { is: "broken", number: ++this.#number, reason, text };
  }
}

const QUOTES =
  "a quote that opens a cell is not closed, or something stands between it and the next cell";

const tooLong = (mostUnits: number): string =>
  `longer than ${(mostUnits / 1_000_000).toFixed(1)} million characters, of which only the beginning is kept`;

function isOdd(text: string): boolean {
  let count = 0;
  for (let at = text.indexOf('"'); at !== -1; at = text.indexOf('"', at + 1)) count++;
  return count % 2 === 1;
}
