import { columnsOf, knownHeaders } from "#formats/csv-columns.ts";
import { headerNamed } from "./table-options.ts";
import { UnreadableInput } from "./unreadable-input.ts";

/** The columns of a table by name, and what is asked for them. */
export interface Header {
  readonly headers: readonly string[];
  /** From a header to the use it is to be put to. */
  readonly asked: Readonly<Record<string, string>>;
  /** False when the first row is one of the data already. */
  readonly isRow: boolean;
}

/**
 * The columns that a table with this first row has. A mapping names them by header, or all of them by
 * their place from 1 where the table has no header.
 * @throws UnreadableInput when the row is no header, or the mapping is not one for it.
 */
export function headerOf(cells: readonly string[], map: Readonly<Record<string, string>>): Header {
  const asked = Object.entries(map);
  const isByPlace =
    asked.length > 0 &&
    asked.every(([name]) => /^[1-9]\d{0,3}$/.test(name) && !cells.includes(name));
  const headers = isByPlace ? cells.map((_, place) => nth(place)) : uniqueNames(cells);
  const told = Object.fromEntries(
    asked.map(([name, word]) => [columnNamed(name, headers, isByPlace), word]),
  );
  if (!isByPlace) refuseWithoutNames(cells, headers, told);
  return { headers, asked: told, isRow: !isByPlace };
}

const nth = (place: number): string => `column ${place + 1}`;

/** Every column needs a name of its own, for a row is an object of them. */
function uniqueNames(cells: readonly string[]): readonly string[] {
  const taken = new Set(cells);
  const seen = new Set<string>();
  return cells.map((cell, place) => {
    const name = cell.trim() === "" ? nth(place) : cell;
    let unique = name;
    for (let count = 2; seen.has(unique) || (unique !== cell && taken.has(unique)); count++) {
      unique = `${name} (${count})`;
    }
    seen.add(unique);
    return unique;
  });
}

function columnNamed(name: string, headers: readonly string[], isByPlace: boolean): string {
  const found = isByPlace ? headers[Number(name) - 1] : headerNamed(name, headers);
  if (found !== undefined) return found;
  throw new UnreadableInput(
    `the table has no column "${name}" to map; ${isByPlace ? `it has ${headers.length}` : `its columns are ${listed(headers)}`}`,
  );
}

const lacks = {
  "no-known-column": "no column of the table has a known name",
  "no-number-column": "no column of the table is known to hold numbers to call",
} as const;

/** A person's number or a date, as no column is called. */
const looksLikeValue = (cell: string): boolean =>
  /^[\s'="]*\+?[\d\s()./:-]{6,}[\s"]*$/.test(cell) && /\d{2}/.test(cell);

function refuseWithoutNames(
  cells: readonly string[],
  headers: readonly string[],
  asked: Readonly<Record<string, string>>,
): void {
  if (cells.some(looksLikeValue)) {
    throw new UnreadableInput(
      "the table has no header: its first row is one of the data already. Put a row with the names " +
        "of the columns in front, or map the columns by their place, as in 1=name,2=phone",
      { is: "no-header" },
    );
  }
  const names = columnsOf(headers, asked).flatMap(({ use }) =>
    typeof use === "string" ? [] : [use.name],
  );
  if (names.includes("phone") || names.length > 1) return;
  const is = knownHeaders(cells) === 0 ? "no-known-column" : "no-number-column";
  const columns = headers.slice(0, MOST_LISTED).map((header) => header.slice(0, 40));
  throw new UnreadableInput(
    `${lacks[is]}: the columns are ${listed(headers)}. Say what they are, as in "${headers[0] ?? ""}=name,${headers[1] ?? "…"}=phone"`,
    { is, columns, more: headers.length - columns.length },
  );
}

const MOST_LISTED = 20;

const listed = (headers: readonly string[]): string => {
  const more = headers.length > MOST_LISTED ? `, and ${headers.length - MOST_LISTED} more` : "";
  return (
    headers
      .slice(0, MOST_LISTED)
      .map((header) => `"${header.slice(0, 40)}"`)
      .join(", ") + more
  );
};
