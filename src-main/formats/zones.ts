/*
 * Local times and zones by what the engine knows of zones. Offsets change at most at quarters of an
 * hour, so one question to the engine answers for all instants of a quarter.
 */

const QUARTER_MS = 900_000;
const DAY_MS = 86_400_000;
/** A column of dates asks for few days; a cache larger than this is not worth its memory. */
const MOST_QUARTERS = 50_000;

interface Zone {
  readonly format: Intl.DateTimeFormat;
  readonly offsets: Map<number, number>;
}

const zones = new Map<string, Zone | null>();

/** True for an IANA name that the engine knows, and for an offset such as `+02:00`. */
export const isZone = (name: string): boolean => zoneOf(name) !== null;

/** The instants at which clocks of the zone show this local time: one, none or two around a change. */
export function instantsAt(localMs: number, name: string): readonly number[] {
  const zone = zoneOf(name);
  if (zone === null) return [];
  const around = [-DAY_MS, DAY_MS].map((shift) => offsetAt(localMs + shift, zone));
  return [...new Set(around)]
    .map((offset) => localMs - offset)
    .filter((at) => localMs - at === offsetAt(at, zone))
    .sort((a, b) => a - b);
}

function zoneOf(name: string): Zone | null {
  let zone = zones.get(name);
  if (zone === undefined) {
    zone = openZone(name);
    if (zones.size > 1_000) zones.clear();
    zones.set(name, zone);
  }
  return zone;
}

function openZone(name: string): Zone | null {
  // The engine takes an offset only with its colon and its minutes.
  const [, sign = "", hours = "", minutes = "00"] =
    /^([+-])(\d\d):?(\d\d)?$/.exec(name.trim()) ?? [];
  const timeZone = sign === "" ? name.trim() : `${sign}${hours}:${minutes}`;
  try {
    const format = new Intl.DateTimeFormat("en-US", {
      timeZone,
      hourCycle: "h23",
      era: "short",
      year: "numeric",
      month: "numeric",
      day: "numeric",
      hour: "numeric",
      minute: "numeric",
      second: "numeric",
    });
    return { format, offsets: new Map() };
  } catch (error) {
    if (error instanceof RangeError) return null;
    throw error;
  }
}

/** Milliseconds that the zone's clocks are ahead of UTC at this instant. */
function offsetAt(at: number, { format, offsets }: Zone): number {
  const quarter = Math.floor(at / QUARTER_MS) * QUARTER_MS;
  let offset = offsets.get(quarter);
  if (offset === undefined) {
    const parts: Partial<Record<Intl.DateTimeFormatPartTypes, number>> = {};
    for (const { type, value } of format.formatToParts(quarter)) parts[type] = Number(value);
    const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = parts;
    offset = Date.UTC(year, month - 1, day, hour, minute, second) - quarter;
    if (offsets.size >= MOST_QUARTERS) offsets.clear();
    offsets.set(quarter, offset);
  }
  return offset;
}
