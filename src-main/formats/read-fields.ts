import type { Coded } from "#core/callback.ts";
import type { EpochMs } from "#core/time.ts";
import { misspelledCodes, spellingIndex, type Spellings } from "./enums.ts";
import { instantOf, parseInstant } from "./read-dates.ts";
import { isObject, type Reading } from "./reading.ts";
import { readTable, type Codec, type Field, type Parents } from "./table.ts";
import {
  asItIs,
  writeCode,
  writeCoded,
  writeEngageInteger,
  writeInstant,
  writeItems,
} from "./write-fields.ts";
import { writeTable } from "./write-table.ts";

/** Largest value of the documents' `Integer`, which is a signed number of 32 bits. */
export const MAX_INTEGER = 2_147_483_647;

/** Text as it came; blank text tells nothing. */
export const text: Codec<string> = {
  kind: { is: "text" },
  write: asItIs,
  read(value, reading) {
    if (typeof value !== "string") return reading.wrong("text", value);
    return value.trim() === "" ? null : value;
  },
};

/**
 * An id: opaque text. A whole number is noted but taken as its digits, because without its id the
 * record itself would be lost; one beyond the exact range of JSON readers could name another record.
 */
export const identifier: Codec<string> = {
  kind: { is: "identifier" },
  write: asItIs,
  read(value, reading) {
    if (typeof value === "number" && Number.isSafeInteger(value)) {
      reading.wrong("text", value);
      return String(value);
    }
    return text.read(value, reading);
  },
};

export const truth: Codec<boolean> = {
  kind: { is: "truth" },
  write: asItIs,
  read: (value, reading) =>
    typeof value === "boolean" ? value : reading.wrong("true or false", value),
};

export const number: Codec<number> = {
  kind: { is: "number" },
  write: asItIs,
  read: (value, reading) =>
    typeof value === "number" && Number.isFinite(value) ? value : reading.wrong("a number", value),
};

export const integer: Codec<number> = {
  kind: { is: "integer" },
  write: asItIs,
  read: (value, reading) =>
    Number.isSafeInteger(value) ? (value as number) : reading.wrong("a whole number", value),
};

/** A count, or a duration in whole units. */
export const natural: Codec<number> = {
  kind: { is: "natural" },
  write: asItIs,
  read(value, reading) {
    const isCount = Number.isInteger(value) && (value as number) >= 0;
    if (isCount && (value as number) <= MAX_INTEGER) return value as number;
    return reading.wrong(`a whole number from 0 to ${MAX_INTEGER}`, value);
  },
};

export const instant: Codec<EpochMs> = {
  kind: { is: "instant" },
  write: writeInstant,
  read(value, reading) {
    if (typeof value === "string" && value.trim() === "") return null;
    let at: EpochMs | null = null;
    if (typeof value === "string") at = parseInstant(value);
    else if (typeof value === "number") at = instantOf(value);
    return at ?? reading.wrong("an ISO 8601 date-time with its zone, from 1970 on", value);
  },
};

/** A value of a closed set; an unknown spelling is kept as it came with `value` null. */
export function coded<T extends string>(set: Spellings<T>): Codec<Coded<T>> {
  const index = spellingIndex(set);
  // The same few spellings come a million times; one frozen object each is enough for all.
  const known = new Map<string, Coded<T>>();
  for (const [raw, value] of index) known.set(raw, Object.freeze({ value, raw }));
  return {
    kind: { is: "coded", set },
    write: writeCoded(set),
    read(value, reading) {
      if (typeof value !== "string") return reading.wrong("text of a known set", value);
      return known.get(value) ?? { value: index.get(value.toLowerCase()) ?? null, raw: value };
    },
  };
}

/** A list; an item that cannot be read is noted at its place and left out. */
export function list<T>(item: Codec<T>): Codec<readonly T[]> {
  return {
    kind: { is: "list", of: item.kind },
    write: writeItems(item),
    read(value, reading) {
      if (!Array.isArray(value)) return reading.wrong("a list", value);
      const items: T[] = [];
      for (const [index, each] of (value as readonly unknown[]).entries()) {
        if (each === null) continue;
        reading.enter(index);
        const read = item.read(each, reading);
        if (read !== null) items.push(read);
        reading.leave();
      }
      return items;
    },
  };
}

/** An object with a table of its own. */
export function object<T extends object>(
  empty: () => T,
  table: readonly Field[],
  parents: Parents = {},
): Codec<T> {
  return {
    kind: { is: "object", table },
    write: (value, writing) => writeTable(table, value, writing),
    read(value, reading) {
      if (!isObject(value)) return reading.wrong("an object", value);
      const target = empty();
      readTable(table, value, target, reading, parents);
      return target;
    },
  };
}

/** Names to texts. A value that is no text is noted at its name and left out. */
export const textMap: Codec<Readonly<Record<string, string>>> = mapOf(
  "text-map",
  (value, reading) => (typeof value === "string" ? value : reading.wrong("text", value)),
);

/** Names to anything, as attached data of Engage has it: whatever is no text is kept as its JSON text. */
export const looseMap: Codec<Readonly<Record<string, string>>> = mapOf("loose-map", looseText);

/** Any value as text. Whole numbers beyond the exact range of JSON readers are noted: they would show other digits. */
export function looseText(value: unknown, reading: Reading): string | null {
  if (typeof value === "string") return value;
  try {
    if (isExact(value)) return JSON.stringify(value);
    return reading.wrong("numbers of at most 15 digits, or such numbers as text", value);
  } catch (error) {
    // Thousands of lists in lists overflow the stack; the raw payload has them.
    if (error instanceof RangeError) return reading.wrong("a value less deeply nested", value);
    throw error;
  }
}

function isExact(value: unknown): boolean {
  if (typeof value === "number") {
    return Number.isSafeInteger(value) || (Number.isFinite(value) && !Number.isInteger(value));
  }
  return typeof value !== "object" || value === null || Object.values(value).every(isExact);
}

function mapOf(
  is: "text-map" | "loose-map",
  read: (value: unknown, reading: Reading) => string | null,
): Codec<Readonly<Record<string, string>>> {
  return {
    kind: { is },
    write: asItIs,
    read(value, reading) {
      if (!isObject(value)) return reading.wrong("an object of names and texts", value);
      const entries: [string, string][] = [];
      for (const [name, each] of Object.entries(value)) {
        if (each === null || each === undefined) continue;
        reading.enter(name);
        const told = read(each, reading);
        if (told !== null) entries.push([name, told]);
        reading.leave();
      }
      // Unlike an assignment this makes even `__proto__` an ordinary name.
      return Object.fromEntries(entries);
    },
  };
}

/** Engage writes whole numbers as numbers or as numeric text. */
export const engageInteger: Codec<number> = {
  kind: { is: "engage-integer" },
  write: writeEngageInteger,
  read(value, reading) {
    if (typeof value === "string" && value.trim() === "") return null;
    const asNumber = typeof value === "string" && /^\s*[+-]?\d{1,15}\s*$/.test(value);
    const whole = asNumber ? Number(value) : value;
    return Number.isSafeInteger(whole) ? (whole as number) : reading.wrong("a whole number", value);
  },
};

/**
 * An Engage code: `6`, `"6"`, `"6-BUSY"`, `"6 - BUSY"` or `"BUSY"`. Where both are told the number
 * counts, for names differ between releases.
 */
export function code(names: readonly (string | null)[]): Codec<number> {
  const byName = new Map<string, number>();
  for (const [value, name] of names.entries()) if (name !== null) byName.set(name, value);
  const expected = "the number of a known list, or its name";
  return {
    kind: { is: "code", names },
    write: writeCode(names),
    read(value, reading) {
      if (typeof value === "number") return natural.read(value, reading);
      if (typeof value !== "string") return reading.wrong(expected, value);
      if (value.trim() === "") return null;
      const numbered = /^\s*(\d{1,9})\s*(?:[-–]\s*\w.*)?$/.exec(value);
      if (numbered !== null) return Number(numbered[1]);
      const name = value
        .trim()
        .toUpperCase()
        .replaceAll(/[\s-]+/g, "_");
      return byName.get(misspelledCodes[name] ?? name) ?? reading.wrong(expected, value);
    },
  };
}

/** Engage writes truth as JSON, as text or as 0 and 1. */
export const engageTruth: Codec<boolean> = {
  kind: { is: "engage-truth" },
  write: asItIs,
  read(value, reading) {
    if (typeof value === "boolean") return value;
    const told = typeof value === "string" ? value.trim().toLowerCase() : value;
    if (told === "true" || told === "1" || told === 1) return true;
    if (told === "false" || told === "0" || told === 0) return false;
    return reading.wrong("true or false", value);
  },
};
