import { isObject, type JsonObject } from "./reading.ts";
import { nameIn } from "./style.ts";
import type { Field } from "./table.ts";
import type { Writing } from "./writing.ts";

/** Writes every field of the table that `source` tells, under the names of the style. */
export function writeTable(table: readonly Field[], source: object, writing: Writing): JsonObject {
  const record: Record<string, unknown> = {};
  for (const field of table) {
    const { home } = field;
    if (home === null) continue;
    const value = valueAt(source, home);
    if (!isTold(value)) continue;
    writing.enter(...home);
    const written = field.codec.write(value, writing, undefined);
    writing.leave(home.length);
    if (written !== undefined) place(record, field, written, writing);
  }
  return record;
}

/** What stands at a home; undefined and null alike mean that nothing does. */
export function valueAt(source: object, home: readonly string[]): unknown {
  let value: unknown = source;
  for (const step of home) value = isObject(value) ? value[step] : null;
  return value;
}

/** Lists and maps without anything in them tell as little as null. */
export const isTold = (value: unknown): boolean =>
  value !== null &&
  value !== undefined &&
  !(Array.isArray(value) && value.length === 0) &&
  !(isObject(value) && Object.keys(value).length === 0);

function place(
  record: Record<string, unknown>,
  { wire }: Field,
  written: unknown,
  { style }: Writing,
): void {
  const names = wire.map((name) => nameIn(style, name));
  const last = names.pop() ?? "";
  let inner = record;
  for (const name of names) inner = (inner[name] ??= {}) as Record<string, unknown>;
  inner[last] = written;
}
