import type { Adapter } from "./adapter.ts";
import { isValueLost } from "./enums.ts";
import { parseInstant } from "./read-dates.ts";
import { isObject, type JsonObject } from "./reading.ts";
import { enumsLike } from "./spelling.ts";
import type { Style } from "./style.ts";
import type { Field, Kind } from "./table.ts";

/** How this record spells: as what stands in it does, and as its document where nothing tells. */
export function styleOf(record: JsonObject, { style, table, later }: Adapter): Style {
  const values = valuesIn(record, [...table, ...later]);
  const first = <T>(told: (kind: Kind, value: unknown) => T | null): T | null =>
    values.map(([kind, value]) => told(kind, value)).find((each) => each !== null) ?? null;
  return {
    names: namesIn(record) ?? style.names,
    enums:
      first((kind, value) =>
        kind.is === "coded" && typeof value === "string" && isPlainWord(value)
          ? enumsLike(value)
          : null,
      ) ?? style.enums,
    instant:
      first((kind, value) => (kind.is === "instant" ? instantForm(value) : null)) ?? style.instant,
    code:
      first((kind, value) =>
        kind.is === "code" && (typeof value === "string" || typeof value === "number")
          ? value
          : null,
      ) ?? style.code,
  };
}

const isPlainWord = (value: string) => value.trim() !== "" && !isValueLost(value);

const instantForm = (value: unknown): string | number | null =>
  typeof value === "number" || (typeof value === "string" && parseInstant(value) !== null)
    ? value
    : null;

/** Every value that a field of the table has in the record, those of inner models after its own. */
function valuesIn(
  record: JsonObject,
  table: readonly Field[],
): readonly (readonly [Kind, unknown])[] {
  const own: (readonly [Kind, unknown])[] = [];
  const inner: (readonly [Kind, unknown])[] = [];
  for (const { spellings, codec } of table) {
    const name = presentName(record, spellings[0] ?? []);
    const value = name === null || spellings.length > 1 ? null : record[name];
    if (value === null || value === undefined) continue;
    own.push([codec.kind, value]);
    const model = codec.kind.is === "list" ? codec.kind.of : codec.kind;
    if (model.is !== "object") continue;
    const items = Array.isArray(value) ? (value as readonly unknown[]).slice(0, 1) : [value];
    for (const each of items) if (isObject(each)) inner.push(...valuesIn(each, model.table));
  }
  return [...own, ...inner];
}

/** Under which of its names the record tells a field, or would if it did not say null; null: under none. */
export const presentName = (record: JsonObject, spellings: readonly string[]): string | null =>
  presentNames(record, spellings)[0] ?? null;

/** All names under which the record tells a field; where none says more than null, the first of those. */
export function presentNames(record: JsonObject, spellings: readonly string[]): readonly string[] {
  const there = spellings.filter((name) => Object.hasOwn(record, name));
  const told = there.filter((name) => record[name] !== null);
  return told.length > 0 ? told : there.slice(0, 1);
}

/** The case of the record's names; null when none has two words, or as many are in the one as in the other. */
export function namesIn(record: JsonObject): Style["names"] | null {
  const names = Object.keys(record);
  const camel = names.filter((name) => /^[a-z]+\d*[A-Z]/.test(name)).length;
  const snake = names.filter((name) => /^[a-z]+\d*_[a-z]/.test(name)).length;
  if (camel === snake) return null;
  return camel > snake ? "camelCase" : "snake_case";
}
