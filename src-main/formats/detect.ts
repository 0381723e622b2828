import type { PlatformShape, Shape } from "#core/callback.ts";
import { columnsOf } from "./csv-columns.ts";
import { adapters } from "./read-record.ts";
import type { JsonObject } from "./reading.ts";
import { spellingsOf } from "./table.ts";

/**
 * Order of preference where several documents could have said the same: the smallest claim first.
 * `CallbackBasic` and `Callback` differ only in fields that a record may leave out.
 */
const preference: readonly PlatformShape[] = [
  "callback-basic",
  "callback",
  "conversation-notification-callback",
  "callback-media-participant",
  "engage-callback-interaction",
];

/** From a name, in either case, to the places in `preference` of the documents that have it. */
const documentsByName = indexNames();

function indexNames(): ReadonlyMap<string, readonly number[]> {
  const index = new Map<string, number[]>();
  for (const [place, shape] of preference.entries()) {
    const names = adapters[shape].table.map((field) => field.wire[0] ?? "");
    for (const name of new Set(names.flatMap((wire) => spellingsOf(wire)))) {
      index.set(name, [...(index.get(name) ?? []), place]);
    }
  }
  return index;
}

/** Upper-case enums say more than a name that another document has as well. */
const SHOUTED_WEIGHT = 3;
const shouted = /^[A-Z]+(?:_[A-Z]+)*$/;
const shoutedFields = ["state", "direction", "disconnectType", "disconnect_type"] as const;

/**
 * The document a bare record most likely is: the one that knows most of its names. Older
 * notifications are also told by their upper-case enums; a row of a team's own table by a number under
 * a name that no document has, and no document's id. Total: any object gives an answer.
 */
export function detectShape(record: JsonObject): Shape {
  if (isRow(record)) return "csv";
  const known = preference.map(() => 0);
  for (const name of Object.keys(record)) {
    for (const place of documentsByName.get(name) ?? []) known[place] = (known[place] ?? 0) + 1;
  }
  const isShouted = shoutedFields.some((name) => {
    const value = record[name];
    return typeof value === "string" && shouted.test(value);
  });
  if (isShouted) {
    const place = preference.indexOf("conversation-notification-callback");
    known[place] = (known[place] ?? 0) + SHOUTED_WEIGHT;
  }
  return preference[known.indexOf(Math.max(...known))] ?? "callback-basic";
}

const ids = new Set([...spellingsOf("id"), ...spellingsOf("interaction_id")]);

function isRow(record: JsonObject): boolean {
  const names = Object.keys(record);
  if (names.length === 0 || names.some((name) => ids.has(name))) return false;
  const own = names.filter((name) => !documentsByName.has(name));
  return columnsOf(own, {}).some(({ use }) => typeof use !== "string" && use.name === "phone");
}
