import { emptyCallback, type Callback, type Shape } from "#core/callback.ts";
import type { LocalWork } from "#core/local-work.ts";
import type { Adapter, Draft } from "./adapter.ts";
import { homesOf } from "./homes.ts";
import { adapters } from "./read-record.ts";
import { isObject, Reading, type JsonObject } from "./reading.ts";
import { onlyInSource } from "./only-in-source.ts";
import { translate, type Translation } from "./translate.ts";
import { worked } from "./worked.ts";
import { isTold, valueAt } from "./told.ts";
import { writeTable } from "./write-table.ts";
import { Writing, type Lost } from "./writing.ts";

export interface WrittenRecord {
  readonly record: JsonObject;
  /** Every fact of the source that the record does not tell, or not as exactly. */
  readonly lost: readonly Lost[];
}

/**
 * Writes a record as a document of `shape`, in the document's own names and spellings. Nothing is
 * made up for a fact that is missing, mandatory or not. Of `source`, the value that the record came
 * as, `lost` lists what only that value has; without it those cannot be told.
 */
export function writeRecord(
  callback: Callback,
  shape: Shape,
  source: JsonObject | null = null,
): WrittenRecord {
  const target = adapters[shape];
  const translation = translate(callback, target);
  const writing = new Writing(target, adapters[callback.shape].style.enums);
  const record = writeTable(target.table, translation.callback, writing);
  const lost = [
    ...writing.lost,
    ...translation.blurred,
    ...placeless(callback, target, translation),
    ...(source === null ? [] : onlyInSource(source, callback.shape)),
  ];
  const paths = new Set<string>();
  return { record, lost: lost.filter(({ path }) => paths.size !== paths.add(path).size) };
}

/** As `writeRecord`, with what was done with the record here. */
export const writeWorked = (
  callback: Callback,
  work: LocalWork,
  shape: Shape,
  source: JsonObject,
): WrittenRecord => writeRecord(worked(callback, work, adapters[shape]), shape, source);

/** Facts for which the target has no field, neither directly nor by what follows from its fields. */
function placeless(
  callback: Callback,
  target: Adapter,
  { callback: translated, said }: Translation,
) {
  const { whole: homes } = homesOf(target.table);
  const followed = whatFollows(translated, target);
  const isSaid = (home: string) => homes.has(home) || said.has(home) || followed(home);
  const reason = `${target.shape} has no place for it`;
  const lost: Lost[] = [];
  for (const [name, value] of Object.entries(callback)) {
    if (name === "shape" || !isTold(value) || isSaid(name)) continue;
    const told = isModel(name, value)
      ? Object.keys(value).filter((part) => isTold(value[part]))
      : [];
    const unsaid = told.filter((part) => !isSaid(`${name}.${part}`));
    const isWhole = unsaid.length === told.length && !isGroup(name);
    const paths = isWhole ? [name] : unsaid.map((part) => `${name}.${part}`);
    lost.push(...paths.map((path) => ({ path, reason })));
  }
  return lost;
}

/** Objects that only group facts; any other object is a fact of its own. */
const isGroup = (name: string) => name === "identity" || name === "engage";

/** An object of named facts, as distinct from a coded value and from the customer's own names. */
const isModel = (name: string, value: unknown): value is JsonObject =>
  name !== "attributes" && isObject(value) && !("raw" in value && "value" in value);

/** What a reader of the target takes out of other fields: whether the fact at a home is among that. */
function whatFollows(callback: Callback, target: Adapter): (home: string) => boolean {
  const { outer } = homesOf(target.table);
  let sketch: Draft | null = null;
  return (home) => {
    const steps = home.split(".");
    const told = valueAt(callback, steps);
    if (!isTold(told) || outer.has(steps[0] ?? "")) return false;
    sketch ??= sketchOf(callback, target, outer);
    return JSON.stringify(valueAt(sketch, steps)) === JSON.stringify(told);
  };
}

function sketchOf(callback: Callback, target: Adapter, outer: ReadonlySet<string>): Draft {
  const told = Object.entries(callback).filter(([name]) => outer.has(name));
  const sketch: Draft = { ...emptyCallback(target.shape), ...Object.fromEntries(told) };
  target.derive?.(sketch, new Reading(), {});
  return sketch;
}
