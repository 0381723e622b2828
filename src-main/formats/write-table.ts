import type { JsonObject } from "./reading.ts";
import { nameIn } from "./style.ts";
import type { Field } from "./table.ts";
import { isTold, valueAt } from "./told.ts";
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
