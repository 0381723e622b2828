import { openEnvelope, type Found, type Place } from "#formats/envelopes.ts";
import type { Told } from "#formats/csv-fit.ts";
import { compact, jsonText, splice, type JsonText } from "#formats/json-text.ts";
import { missingIdentity, readRecord } from "#formats/read-record.ts";
import { pathText } from "#formats/reading.ts";
import type { Shape } from "#core/callback.ts";
import { readJsonRow } from "./csv-record.ts";
import type { Item } from "./item.ts";

export type Format = Shape | "auto";

type FoundRecord = Extract<Found, { is: "record" }>;

/**
 * Reads one JSON text: a record, a list, or an envelope of any kind; items come in document order.
 * Null when the text is no JSON at all. Never throws. An element of a list (`isElement`) is no list
 * itself. `told` is for rows of a team's own table, whose names and dates are nobody's else.
 */
export function readItems(
  text: string,
  format: Format,
  isElement = false,
  told: Told = nothingTold,
): readonly Item[] | null {
  const value = parse(text);
  if (value === undefined) return null;
  if (isElement && Array.isArray(value)) {
    const problem = { path: "$", reason: "expected an object, found a list" };
    return [{ is: "refused", problem, text: compact(text) }];
  }
  const found = openEnvelope(value, format);
  const [only] = found;
  if (found.length === 1 && only?.is === "record" && only.place.length === 0) {
    return [readFound(only, compact(text), null, told)];
  }
  const places = jsonText(text);
  const byUnit = Map.groupBy(found.filter(isRecord), (each) => pathText(each.unit));
  const envelopes = new Map<string, string>();
  return found.map((each): Item => {
    const span = places.find(each.place) ?? { start: 0, end: text.length };
    const own = compact(text.slice(span.start, span.end));
    if (each.is === "refused") {
      const { path, reason } = each;
      return { is: "refused", problem: { path, reason }, text: own };
    }
    const unit = pathText(each.unit);
    if (each.unit.length === each.place.length) return readFound(each, own, null, told);
    let envelope = envelopes.get(unit);
    if (envelope === undefined) {
      envelope = withoutRecords(text, places, each.unit, byUnit.get(unit) ?? []);
      envelopes.set(unit, envelope);
    }
    return readFound(each, own, envelope, told);
  });
}

const nothingTold: Told = { columns: {}, zone: "UTC", order: null };

const isRecord = (each: Found): each is FoundRecord => each.is === "record";

/** JSON.parse accepts no text for undefined, so undefined can stand for "no JSON". */
function parse(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

function readFound(found: FoundRecord, raw: string, envelope: string | null, told: Told): Item {
  if (found.shape === "csv") return readJsonRow(found.value, raw, told);
  const { callback, problems } = readRecord(found.value, found.shape, found.around);
  const missing = missingIdentity(callback);
  if (missing === null) {
    return { is: "record", record: { callback, raw, envelope, problems, told: found.told } };
  }
  const path = pathText(found.place) + missing.path.slice(1);
  const problem = { path, reason: missing.reason };
  return { is: "refused", problem, text: raw };
}

/** The conversation a record came in, with null wherever one of its records stood. */
function withoutRecords(
  text: string,
  places: JsonText,
  unit: Place,
  records: readonly FoundRecord[],
): string {
  const whole = places.find(unit) ?? { start: 0, end: text.length };
  const cuts = records.flatMap((record) => {
    const span = places.find(record.place);
    return span === null ? [] : [{ ...span, by: "null" }];
  });
  return compact(splice(text, whole, cuts));
}
