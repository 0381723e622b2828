/** Instants inside become ISO 8601 texts: every number under a name that ends in `At` or is `at`. */
export function withIsoTimes(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withIsoTimes);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, each]) => [
      name,
      typeof each === "number" && /^(?:at|[a-z]\w*At)$/.test(name) ? iso(each) : withIsoTimes(each),
    ]),
  );
}

/** UTC with milliseconds; null stays null, and an instant no calendar has is null as well. */
export function iso(at: number | null): string | null {
  const date = new Date(at ?? Number.NaN);
  return Number.isNaN(date.getTime()) ? null : date.toISOString();
}

/** UTC to the minute, for reading; a dash for none. */
export const minute = (at: number | null): string =>
  iso(at)
    ?.replace("T", " ")
    .replace(/:\d\d\.\d+Z$/, "Z") ?? "-";

/** What a table shows of a value that may be missing: a dash for none. */
export const cell = (value: unknown): string =>
  typeof value === "string" || typeof value === "number" ? String(value) : "-";

/** One line of a terminal: a record's text must not move the cursor or colour the screen. */
export const plain = (text: string): string =>
  text.replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]+/g, " ").trim();

const WIDEST_COLUMN = 60;

/** Columns under their headings, each as wide as its widest text. */
export function table(headings: readonly string[], rows: readonly (readonly string[])[]): string[] {
  const cells = [headings, ...rows].map((row) => row.map((cell) => shorten(plain(cell))));
  const widths = headings.map((_, column) =>
    Math.max(...cells.map((row) => row[column]?.length ?? 0)),
  );
  return cells.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join("  ")
      .trimEnd(),
  );
}

const shorten = (text: string): string =>
  text.length > WIDEST_COLUMN ? `${text.slice(0, WIDEST_COLUMN - 1)}…` : text;

/** `one record`, `2 records`. */
export const counted = (count: number, noun: string): string =>
  count === 1 ? `1 ${noun}` : `${count} ${noun}s`;
