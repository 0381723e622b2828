import { bareCell } from "./csv-cells.ts";
import { columnsOf } from "./csv-columns.ts";
import { orderOf, orderTold, readMoment, type DayOrder } from "./csv-dates.ts";
import { everyday, plainHeader } from "./csv-headers.ts";
import type { Column, RowRules } from "./csv-layout.ts";
import { isValueLost } from "./enums.ts";
import { isObject, Reading } from "./reading.ts";
import type { Codec } from "./table.ts";
import { isZone } from "./zones.ts";

/** What was told about a table beside what is in it. */
export interface Told {
  readonly columns: RowRules["columns"];
  readonly zone: string;
  /** The order of every date that can be read in two ways. */
  readonly order: DayOrder | null;
}

/** The cells of a column, as many as could be looked at; blank ones are of no use. */
export type Cells = (header: string) => readonly string[];

/**
 * Rules for a table, found in its cells: which columns are not what their headers promise, and how
 * dates are written. What was told is never overruled.
 */
export function rulesFor(headers: readonly string[], told: Told, cells: Cells): RowRules {
  let columns = told.columns;
  for (;;) {
    const found = columnsOf(headers, columns);
    const other = found.flatMap((column) => {
      const use = Object.hasOwn(columns, column.header) ? null : betterUse(column, found, cells);
      return use === null ? [] : [[column.header, use] as const];
    });
    // A field that lost its column may find another one, which has to fit as well.
    if (other.length === 0) return { columns, dates: datesOf(found, told, cells), zone: told.zone };
    columns = Object.fromEntries([...Object.entries(columns), ...other]);
  }
}

/** Null when what stands in the column is what its header promises. */
function betterUse({ header, use }: Column, all: readonly Column[], cells: Cells): string | null {
  if (typeof use === "string") return null;
  const texts = cells(header);
  if (use.field === "timeZone") {
    return texts.length === 0 || texts.some(isZone) ? null : "attribute";
  }
  if (use.field === "time") {
    const isPart = all.some(
      (each) => typeof each.use !== "string" && each.use.name === "scheduled",
    );
    if (isPart) return null;
    return texts.some(isDate) ? "scheduled" : "attribute";
  }
  if (typeof use.field === "string" || !everyday.has(plainHeader(header))) return null;
  const { codec } = use.field;
  return texts.length === 0 || texts.some((text) => isMeant(text, codec)) ? null : "attribute";
}

function isMeant(text: string, codec: Codec<unknown>): boolean {
  const reading = new Reading();
  const read = codec.read(text, reading);
  const isUnknown = codec.kind.is === "coded" && isObject(read) && read["value"] === null;
  return reading.problems.length === 0 && (!isUnknown || isValueLost(text.trim()));
}

const isDate = (text: string): boolean =>
  typeof readMoment(bareCell(text), { order: "day/month/year", zone: "UTC" }) !== "string" ||
  typeof readMoment(bareCell(text), { order: "month/day/year", zone: "UTC" }) !== "string";

function datesOf(columns: readonly Column[], told: Told, cells: Cells): RowRules["dates"] {
  const dates: [string, DayOrder | "undecided"][] = [];
  for (const { header, use } of columns) {
    if (typeof use === "string" || typeof use.field === "string") continue;
    if (use.field.codec.kind.is !== "instant") continue;
    const seen = new Set(cells(header).flatMap((text) => orderTold(bareCell(text)) ?? []));
    const order = seen.size === 0 ? null : (told.order ?? orderOf(seen));
    if (order !== null) dates.push([header, order]);
  }
  return Object.fromEntries(dates);
}
