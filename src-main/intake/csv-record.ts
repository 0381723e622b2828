import { jsonText, type JsonText } from "#formats/json-text.ts";
import { readRecord } from "#formats/read-record.ts";
import { pathText, type JsonObject } from "#formats/reading.ts";
import type { Told } from "#formats/csv-fit.ts";
import type { Problem } from "#desk/ports.ts";
import { planFor, type Plan } from "./csv-plan.ts";
import type { Row } from "./csv-rows.ts";
import type { Item } from "./item.ts";
import { contentId } from "./row-identity.ts";
import { headerNamed } from "./table-options.ts";

/** Reads one row of a table. Never throws. */
export function readRow(row: Row, plan: Plan): Item {
  if (row.is === "broken") return refused(row, row.reason);
  const { cells } = row;
  const { headers } = plan;
  if (cells.slice(headers.length).some((cell) => cell.trim() !== "")) {
    const reason =
      `has ${cells.length} cells under ${headers.length} columns; ` +
      "put quotes around a cell that has the delimiter in it";
    return refused(row, reason);
  }
  const pairs = headers
    .slice(0, cells.length)
    .map((header, place) => [header, cells[place] ?? ""] as const);
  const raw = `{${pairs.map((pair) => pair.map((text) => JSON.stringify(text)).join(":")).join(",")}}`;
  const problems = [...lostIn(pairs), ...missingIn(cells, headers)];
  return rowItem(Object.fromEntries(pairs), raw, plan, problems);
}

/** Reads a JSON object whose names are those of a team's own columns. Never throws. */
export function readJsonRow(row: JsonObject, raw: string, told: Told): Item {
  const headers = Object.keys(row);
  const asked = Object.entries(told.columns).flatMap(([name, word]) => {
    const header = headerNamed(name, headers);
    return header === undefined ? [] : [[header, word] as const];
  });
  const columns = Object.fromEntries(asked);
  const cells = cellsOf(row, raw).map(([, cell]) => cell);
  return rowItem(row, raw, planFor(headers, [cells], { ...told, columns }), []);
}

/** What is no text is its JSON as it came: read and written again, different numbers may become the same. */
function cellsOf(
  row: JsonObject,
  raw: string,
): readonly (readonly [header: string, cell: string])[] {
  let places: JsonText | null = null;
  return Object.entries(row).map(([header, value]) => {
    if (typeof value === "string") return [header, value];
    if (value === null || value === undefined) return [header, ""];
    places ??= jsonText(raw);
    const span = places.find([header]);
    return [header, span === null ? "" : raw.slice(span.start, span.end)];
  });
}

function rowItem(row: JsonObject, raw: string, plan: Plan, noted: readonly Problem[]): Item {
  const { callback, problems } = readRecord(row, "csv", plan.around);
  const { identity, attributes } = callback;
  const id = identity.communicationId?.trim() ?? null;
  const isOwn = id !== null && !plan.shared.has(id);
  const pairs = cellsOf(row, raw);
  const seen = id === null || isOwn || plan.idHeader === null ? {} : { [plan.idHeader]: id };
  return {
    is: "record",
    record: {
      callback: {
        ...callback,
        identity: { ...identity, communicationId: isOwn ? id : contentId(pairs) },
        attributes: { ...attributes, ...seen },
      },
      raw,
      envelope: plan.envelope,
      problems: [...problems, ...noted],
    },
  };
}

const refused = (row: Row, reason: string): Item => ({
  is: "refused",
  problem: { path: "$", reason },
  text: row.text,
});

/** Characters that the encoding has no meaning for became this one. */
const LOST = "\ufffd";

const lostIn = (pairs: readonly (readonly [string, string])[]): readonly Problem[] =>
  pairs.flatMap(([header, cell]) => {
    const reason = "expected text, found characters that the encoding of the table does not have";
    return cell.includes(LOST) ? [{ path: pathText([header]), reason }] : [];
  });

function missingIn(cells: readonly string[], headers: readonly string[]): readonly Problem[] {
  if (cells.length >= headers.length) return [];
  const reason = `the row ends after ${cells.length} of ${headers.length} cells`;
  return [{ path: "$", reason }];
}
