import type { Shape } from "#core/callback.ts";
import { adapters, readRecord } from "./read-record.ts";
import { isObject, pathText, type JsonObject } from "./reading.ts";
import type { Field, Kind } from "./table.ts";
import type { Lost } from "./writing.ts";

/**
 * What only the value has that a record came as: names nobody knows, values that could not be read,
 * digits beyond a millisecond. Whoever writes the record in another shape leaves these behind.
 */
export function onlyInSource(source: JsonObject, shape: Shape): readonly Lost[] {
  const adapter = adapters[shape];
  const lost: Lost[] = readRecord(source, shape).problems.map(({ path, reason }) => ({
    path,
    reason: `it could not be read: ${reason}`,
  }));
  // Where the names are not fixed, one that nobody knows is an attribute.
  if (adapter.read === undefined) walkObject(source, namesOf(adapter), ["$"], lost);
  return lost;
}

/** The fields that a name leads to, or the names inside it where a field stands deeper. */
interface Named {
  readonly kind: Kind | null;
  /** All spellings of the name, in the order they are read. */
  readonly spellings: readonly string[];
  readonly inner: Map<string, Named>;
}

type Names = ReadonlyMap<string, Named>;

interface Tables {
  readonly table: readonly Field[];
  readonly later?: readonly Field[];
}

const namesByTable = new WeakMap<readonly Field[], Names>();

function namesOf({ table, later = [] }: Tables): Names {
  const known = namesByTable.get(table);
  if (known !== undefined) return known;
  const names = new Map<string, Named>();
  for (const { spellings, codec } of [...table, ...later]) {
    let level = names;
    for (const [step, each] of spellings.entries()) {
      const isLast = step === spellings.length - 1;
      const before = level.get(each[0] ?? "");
      const kind = isLast ? codec.kind : (before?.kind ?? null);
      const named: Named = {
        kind,
        spellings: each,
        inner: before?.inner ?? new Map<string, Named>(),
      };
      for (const name of each) level.set(name, named);
      level = named.inner;
    }
  }
  namesByTable.set(table, names);
  return names;
}

type Path = readonly (string | number)[];

function walkObject(value: JsonObject, names: Names, path: Path, lost: Lost[]): void {
  for (const [name, each] of Object.entries(value)) {
    if (each === null) continue;
    const here = [...path, name];
    const named = names.get(name);
    if (named === undefined) {
      lose(lost, here, "a name that no document has");
    } else if (named.spellings.find((other) => isThere(value, other)) !== name) {
      lose(lost, here, "the record tells it twice, in two spellings of its name");
    } else if (named.kind !== null) {
      walk(each, named.kind, here, lost);
    } else if (isObject(each)) {
      walkObject(each, named.inner, here, lost);
    }
  }
}

const isThere = (value: JsonObject, name: string) =>
  value[name] !== undefined && value[name] !== null;

const FINER_THAN_MS = /[.,]\d{3}\d*[1-9]/;

function walk(value: unknown, kind: Kind, path: Path, lost: Lost[]): void {
  if (kind.is === "anything") {
    lose(lost, path, "it has no meaning that another document could tell");
  } else if (kind.is === "object" && isObject(value)) {
    walkObject(value, namesOf(kind), path, lost);
  } else if (kind.is === "list" && Array.isArray(value)) {
    for (const [index, item] of value.entries()) walk(item, kind.of, [...path, index], lost);
  } else if (kind.is === "instant" && typeof value === "string" && FINER_THAN_MS.test(value)) {
    lose(lost, path, "digits beyond a millisecond");
  }
}

function lose(lost: Lost[], [root = "$", ...steps]: Path, reason: string): void {
  lost.push({ path: pathText(steps, String(root)), reason });
}
