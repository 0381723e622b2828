import { epochMs, type EpochMs } from "#core/time.ts";

const ISO =
  /^(\d{4})-(\d\d)-(\d\d)[Tt ](\d\d):(\d\d)(?::(\d\d)(?:[.,](\d{1,9}))?)?(?:[Zz]|([+-])(\d\d):?(\d\d)?)$/;

/** Last instant that a Date can hold. */
const LATEST_MS = 8.64e15;

/**
 * ISO 8601 with seconds and fraction optional, `Z` or an offset of any spelling (`+02:00`, `+0200`,
 * `+02`). Fractions beyond milliseconds are cut. Null for anything else: no zone, a day the calendar
 * does not have, an instant before 1970 (which platforms write for "never").
 */
export function parseInstant(text: string): EpochMs | null {
  const parts = ISO.exec(text.trim());
  if (parts === null) return null;
  const field = (index: number) => Number(parts[index] ?? 0);
  const [year, month, day] = [field(1), field(2), field(3)];
  const [hour, minute, second] = [field(4), field(5), field(6)];
  // Date.UTC takes the years 0 to 99 for those of the twentieth century.
  if (year < 1969) return null;
  if (month < 1 || month > 12 || day < 1 || day > daysIn(year, month)) return null;
  // A leap second reads as the first moment of the next minute.
  if (hour > 23 || minute > 59 || second > 60) return null;
  const fractionMs = Number((parts[7] ?? "").slice(0, 3).padEnd(3, "0"));
  const sign = parts[8] === "-" ? -1 : 1;
  if (field(9) > 23 || field(10) > 59) return null;
  const offsetMs = sign * (field(9) * 60 + field(10)) * 60_000;
  const localMs = Date.UTC(year, month - 1, day, hour, minute, second, fractionMs);
  return instantOf(localMs - offsetMs);
}

/** Milliseconds since 1970 as older notifications give them; null when they are no instant. */
export function instantOf(value: number): EpochMs | null {
  return Number.isInteger(value) && value >= 0 && value <= LATEST_MS ? epochMs(value) : null;
}

export function daysIn(year: number, month: number): number {
  if (month !== 2) return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31;
  return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28;
}
