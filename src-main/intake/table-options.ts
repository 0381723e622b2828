import { useNamed } from "#formats/csv-columns.ts";
import { dayOrders, type DayOrder } from "#formats/csv-dates.ts";
import type { Told } from "#formats/csv-fit.ts";
import { plainHeader } from "#formats/csv-headers.ts";
import { isZone } from "#formats/zones.ts";
import { UnreadableInput } from "./unreadable-input.ts";

/** What is told about a table, where its cells do not tell it. */
export interface TableOptions {
  /** From a header, or from a place counted from 1, to a field's name, `attribute` or `unused`. */
  readonly columns?: Readonly<Record<string, string>>;
  /** IANA name of the zone for times without a zone; the machine's by default. */
  readonly zone?: string;
  /** For dates that can be read in two ways. */
  readonly dates?: DayOrder;
  /** One character. */
  readonly delimiter?: string;
}

/** @throws UnreadableInput when an option makes no sense for any table. */
export function toldBy({ columns = {}, zone, dates }: TableOptions): Told {
  const here = zone ?? new Intl.DateTimeFormat().resolvedOptions().timeZone;
  if (!isZone(here)) {
    throw new UnreadableInput(`there is no time zone "${here}"; one is Europe/Berlin`);
  }
  if (dates !== undefined && !dayOrders.includes(dates)) {
    throw new UnreadableInput(`dates are written ${dayOrders.join(" or ")}`);
  }
  for (const word of Object.values(columns)) {
    if (useNamed(word) === null) throw new UnreadableInput(`there is no field "${word}" to map to`);
  }
  return { columns, zone: here, order: dates ?? null };
}

/** The header that a mapping means: the very same, else one that differs in case or punctuation only. */
export const headerNamed = (name: string, headers: readonly string[]): string | undefined =>
  headers.find((header) => header === name) ??
  headers.find((header) => plainHeader(header) === plainHeader(name));
