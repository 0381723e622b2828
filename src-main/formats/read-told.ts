import type { EpochMs } from "#core/time.ts";
import { untold, type Told } from "#core/told.ts";
import { instantOf, parseInstant } from "./read-dates.ts";
import { isObject, type JsonObject } from "./reading.ts";

/** Names under which senders write the time of an event; none of them is documented. */
const timeNames = [
  "eventTime",
  "event_time",
  "eventTimestamp",
  "event_timestamp",
  "timestamp",
  "timeStamp",
  "eventDate",
  "event_date",
] as const;

/**
 * What an envelope says about its age. Of several layers the inner speaks first: a notification's own
 * version may be that of its format, the conversation's in it counts. What cannot be read is untold.
 */
export function readTold(topic: string | null, layers: readonly unknown[]): Told {
  const objects = layers.filter(isObject);
  const version = first(objects, (layer) => versionOf(layer["version"]));
  const at = first(objects, timeOf) ?? first(objects, (layer) => timeOf(layer["metadata"]));
  if (version === null && at === null) return untold;
  return { topic: topic ?? "conversation", version, at };
}

function first<T>(layers: readonly JsonObject[], read: (layer: JsonObject) => T | null): T | null {
  for (const layer of layers) {
    const value = read(layer);
    if (value !== null) return value;
  }
  return null;
}

function versionOf(value: unknown): number | null {
  const version = typeof value === "string" && /^\s*\d+\s*$/.test(value) ? Number(value) : value;
  return typeof version === "number" && Number.isSafeInteger(version) ? version : null;
}

function timeOf(layer: unknown): EpochMs | null {
  if (!isObject(layer)) return null;
  for (const name of timeNames) {
    const value = layer[name];
    const at =
      typeof value === "string"
        ? (parseInstant(value) ?? (/^\d{10,}$/.test(value) ? instantOf(Number(value)) : null))
        : typeof value === "number"
          ? instantOf(value)
          : null;
    if (at !== null) return at;
  }
  return null;
}
