import type { EpochMs } from "#core/time.ts";
import { daysIn, instantOf, parseInstant } from "./read-dates.ts";
import { instantsAt } from "./zones.ts";

/** Which of the first two numbers of `05/11/2026` is the day. */
export const dayOrders = ["day/month/year", "month/day/year"] as const;
export type DayOrder = (typeof dayOrders)[number];

/** How the dates of a column are to be read; `undecided`: nothing in it, and nobody, has told. */
export interface DateRules {
  readonly order: DayOrder | "undecided" | null;
  /** IANA name, or an offset such as `+02:00`, for times without a zone; null when nobody knows it. */
  readonly zone: string | null;
}

const TIME =
  /^(\d{1,2})(?:[:.h](\d\d)(?::(\d\d)(?:[.,](\d{1,9}))?)?)?(?: ?([ap])\.?m\.?)?(?: ?(?:uhr|h))?(?: ?(z|utc|gmt|[+-]\d\d(?::?\d\d)?))?$/i;
const YEAR_FIRST = /^(\d{4})([-/.])(\d{1,2})\2(\d{1,2})(?:[T, ]+(.*))?$/i;
const YEAR_LAST = /^(\d{1,2})([-/.]) ?(\d{1,2})\2 ?(\d{4}|\d\d)(?:[T, ]+(.*))?$/i;
const MONTH_NAMED =
  /^(?:(\d{1,2})[-. ]+([a-z]{3,9})|([a-z]{3,9})\.? (\d{1,2})(?:st|nd|rd|th)?),?[-. ]+(\d{4}|\d\d)(?:[, ]+(.*))?$/i;

const months = "jan feb mar apr may jun jul aug sep oct nov dec".split(" ");

/** A day of the calendar, and what follows it in the text. */
interface Day {
  readonly year: number;
  readonly month: number;
  readonly day: number;
  readonly rest: string;
}

/**
 * What one date says about its column: the order it can only be read in, `either` when it is a date in
 * both, null when it does not matter. Dates with dots are written day first wherever they are written.
 */
export function orderTold(text: string): DayOrder | "either" | null {
  const parts = YEAR_LAST.exec(text.trim());
  if (parts === null) return null;
  const [first, second] = [Number(parts[1]), Number(parts[3])];
  if (first > 12 && second > 12) return null;
  if (first > 12) return "day/month/year";
  if (second > 12) return "month/day/year";
  return first === second || parts[2] === "." ? null : "either";
}

/** What a column's dates say together: the one order that some of them prove and none denies. */
export function orderOf(told: ReadonlySet<DayOrder | "either">): DayOrder | "undecided" | null {
  if (told.size === 0) return null;
  const [proved, ...others] = dayOrders.filter((order) => told.has(order));
  return proved === undefined || others.length > 0 ? "undecided" : proved;
}

/**
 * A date or a date with a time, as people and spreadsheets write it, or as the platforms do. A date
 * alone is the first moment of its day, or the last one for something that `ends`. A text instead of
 * an instant says what was expected.
 */
export function readMoment(cell: string, rules: DateRules, ends = false): EpochMs | string {
  const text = cell.trim().replaceAll(/\s+/g, " ");
  const exact = parseInstant(text) ?? (/^\d{13}$/.test(text) ? instantOf(Number(text)) : null);
  if (exact !== null) return exact;
  const day = dayOf(text, rules.order);
  if (typeof day === "string") return day;
  if (day.day < 1 || day.day > daysIn(day.year, day.month)) return EXPECTED;
  const midnight = Date.UTC(day.year, day.month - 1, day.day);
  const time = day.rest === "" ? null : timeOf(day.rest);
  if (time === null && day.rest !== "") return EXPECTED;
  const zone = time?.zone ?? rules.zone;
  if (zone === null) return "expected a time whose zone is known";
  if (time === null) {
    const start = ends ? startOf(midnight + DAY_MS, zone) - 1 : startOf(midnight, zone);
    return instantOf(start) ?? EXPECTED;
  }
  const found = instantsAt(midnight + time.ms, zone);
  if (found.length === 2) return "expected a time that comes once: the clocks were put back then";
  const [at] = found;
  if (at === undefined) return "expected a time that exists: the clocks were put forward then";
  return instantOf(at) ?? EXPECTED;
}

const EXPECTED = "expected a date and time, such as 2026-11-20 14:30, from 1970 on";
const HOUR_MS = 3_600_000;
const DAY_MS = 86_400_000;

/** Where the clocks change at midnight, the day begins with its first or only one, or an hour later. */
const startOf = (midnight: number, zone: string): number =>
  instantsAt(midnight, zone)[0] ?? instantsAt(midnight + HOUR_MS, zone)[0] ?? midnight;

function dayOf(text: string, order: DateRules["order"]): Day | string {
  const ordered = YEAR_FIRST.exec(text);
  if (ordered !== null) {
    return dayFrom(Number(ordered[1]), Number(ordered[3]), Number(ordered[4]), ordered[5]);
  }
  const named = MONTH_NAMED.exec(text);
  if (named !== null) {
    const name = (named[2] ?? named[3] ?? "").slice(0, 3).toLowerCase();
    return dayFrom(
      yearOf(named[5]),
      months.indexOf(name) + 1,
      Number(named[1] ?? named[4]),
      named[6],
    );
  }
  const parts = YEAR_LAST.exec(text);
  if (parts === null) return EXPECTED;
  const [first, second] = [Number(parts[1]), Number(parts[3])];
  // What can be read in one way alone needs no column; a date that its column denies is none.
  const own = orderTold(text);
  const inDoubt = own === "either" || (own === null && parts[2] === ".");
  const told = inDoubt ? order : own;
  if (own === "either" && (told === null || told === "undecided")) {
    return "expected a date that can be read in one way: nothing in this column tells whether the day or the month comes first";
  }
  if (order !== null && order !== "undecided" && told !== null && told !== order) {
    return `expected a date written ${order}, like the others of its column`;
  }
  const isMonthFirst = told === "month/day/year";
  const [day, month] = isMonthFirst ? [second, first] : [first, second];
  return dayFrom(yearOf(parts[4]), month, day, parts[5]);
}

function dayFrom(year: number, month: number, day: number, rest = ""): Day | string {
  const isDay = year >= 1970 && month >= 1 && month <= 12;
  return isDay ? { year, month, day, rest: rest.trim() } : EXPECTED;
}

/** Two digits are of this century: nobody is called back in the last one. */
const yearOf = (text = ""): number => (text.length === 2 ? 2_000 : 0) + Number(text);

function timeOf(text: string): { readonly ms: number; readonly zone: string | null } | null {
  const parts = TIME.exec(text);
  if (parts === null) return null;
  const half = parts[5]?.toLowerCase();
  if (parts[2] === undefined && half === undefined) return null;
  let hour = Number(parts[1]);
  const [minute, second] = [Number(parts[2] ?? 0), Number(parts[3] ?? 0)];
  if (half !== undefined) {
    if (hour < 1 || hour > 12) return null;
    hour = (hour % 12) + (half === "p" ? 12 : 0);
  }
  if (hour > 23 || minute > 59 || second > 59) return null;
  const fractionMs = Number((parts[4] ?? "").slice(0, 3).padEnd(3, "0"));
  const ms = ((hour * 60 + minute) * 60 + second) * 1_000 + fractionMs;
  const zone = parts[6];
  return { ms, zone: zone === undefined ? null : /^[a-z]/i.test(zone) ? "UTC" : zone };
}
