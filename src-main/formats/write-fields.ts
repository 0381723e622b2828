import type { Coded } from "#core/callback.ts";
import type { EpochMs } from "#core/time.ts";
import { isValueLost, type Spellings } from "./enums.ts";
import { parseInstant } from "./read-dates.ts";
import { spellingLike } from "./spelling.ts";
import type { Codec } from "./table.ts";
import { instantLike } from "./write-dates.ts";
import { mayTell, type Writing } from "./writing.ts";

/* How values are written: in the form of what stood there, else as the document has it. */

/** What needs no other form. */
export const asItIs = (value: unknown): unknown => value;

/** A date-time in the form of the one it replaces, else in that of the record. */
export function writeInstant(at: EpochMs, writing: Writing, was: unknown): unknown {
  const isForm = typeof was === "number" || (typeof was === "string" && parseInstant(was) !== null);
  const form = isForm ? was : writing.style.instant;
  return typeof form === "string" ? instantLike(at, form) : at;
}

/** A value of a closed set. One that nobody knows goes on only to a document that spells alike. */
export const writeCoded =
  <T extends string>(set: Spellings<T>) =>
  ({ value, raw }: Coded<T>, writing: Writing, was: unknown): unknown => {
    const { style, target } = writing;
    if (value === null) {
      if (isValueLost(raw)) return writing.lose("an SDK wrote a placeholder in place of the value");
      if (style.enums === writing.enumsOfSource) return raw;
      return writing.lose(`a value nobody knows, and ${target.shape} spells values another way`);
    }
    if (!mayTell(target, set, value)) return writing.lose(`${target.shape} has no ${value}`);
    return spellingLike(was, value, set, style.enums);
  };

/** An Engage code in the form of the one it replaces: number, text, or text with its name. */
export const writeCode =
  (names: readonly (string | null)[]) =>
  (value: number, writing: Writing, was: unknown): unknown => {
    const isForm = typeof was === "number" || (typeof was === "string" && was.trim() !== "");
    const form = isForm ? was : writing.style.code;
    if (typeof form !== "string") return value;
    const name = names[value] ?? null;
    const parts = /^\s*\d+(?:(\s*[-–]\s*)(\w.*?))?\s*$/.exec(form);
    const isNameAlone = parts === null;
    if (name === null || (!isNameAlone && parts[1] === undefined)) return String(value);
    const shown = form === form.toLowerCase() ? name.toLowerCase() : name;
    return isNameAlone ? shown : `${value}${parts[1] ?? ""}${shown}`;
  };

/** A whole number of Engage: text where text stood. */
export const writeEngageInteger = (value: number, _: Writing, was: unknown): unknown =>
  typeof was === "string" && was.trim() !== "" ? String(value) : value;

/** A list; an item that cannot be told is noted at its place and left out. */
export const writeItems =
  <T>(item: Codec<T>) =>
  (items: readonly T[], writing: Writing): unknown =>
    items.flatMap((each, index) => {
      writing.enter(index);
      const written = item.write(each, writing, undefined);
      writing.leave();
      return written === undefined ? [] : [written];
    });

/** A list in the place of a single item: the first is told. */
export function writeOnlyItem(items: readonly unknown[], writing: Writing): unknown {
  for (const index of items.keys()) {
    if (index === 0) continue;
    writing.enter(index);
    writing.lose(`${writing.target.shape} has room for one`);
    writing.leave();
  }
  return items[0];
}
