import { emptyWork } from "#formats/nested.ts";
import type { Kind } from "#formats/table.ts";
import type { Value } from "./any-value.ts";

/* A record as it is written, part by part, and what a reader should make of it. */

/** A part of a record as it is written. */
export type Part = Value | Listed | Named | Damage;

export interface Listed {
  readonly items: Part[];
  readonly of: Kind;
}

/** An object: a model with fields, a map with names of the sender's own, or a step on the way to a field. */
export interface Named {
  readonly is: "model" | "map" | "step";
  readonly entries: Entry[];
  /** What it is before anything of it is told. */
  readonly empty: () => object;
}

export interface Entry {
  readonly name: string;
  /** JSON text of the name. */
  readonly spelled: string;
  /** What stands here; null where nothing reads it: a name nobody knows, a step, one told again. */
  readonly kind: Kind | null;
  readonly home: readonly string[] | null;
  readonly part: Part;
  /** The field is told a second time, so what stands here is not all that there is of it. */
  readonly isTwin: boolean;
}

/** Something that stands in the place of a value of the kind. */
export interface Damage {
  /** JSON text of it. */
  readonly damage: string;
  readonly kind: Kind;
  /** What says as much and is right: null where nothing can be read. */
  readonly mended: string;
  /** The reader is to tell it: it may not stand for a value of the kind. */
  readonly isTold: boolean;
}

interface Writing {
  /** White space to put wherever JSON lets it stand. */
  readonly space?: string;
  /** What says as much in the place of every damage. */
  readonly isMended?: boolean;
}

/** The part as JSON text. */
export function textOf(part: Part, writing: Writing = {}): string {
  const { space = "", isMended = false } = writing;
  if ("text" in part) return part.text;
  if ("damage" in part) return isMended ? part.mended : part.damage;
  const [open, close] = "items" in part ? "[]" : "{}";
  const inner =
    "items" in part
      ? part.items.map((item) => textOf(item, writing))
      : part.entries.map((each) => `${each.spelled}${space}:${space}${textOf(each.part, writing)}`);
  return `${open}${space}${inner.join(`${space},${space}`)}${space}${close}`;
}

/** What a reader should make of a part; null when it tells nothing. */
function meaningOf(part: Part): unknown {
  if ("text" in part) return part.means;
  if ("damage" in part) return null;
  if ("items" in part) return part.items.map(meaningOf).filter((each) => each !== null);
  if (part.is === "map") {
    const told = part.entries.map((each) => [each.name, meaningOf(each.part)] as const);
    return Object.fromEntries(told.filter(([, means]) => means !== null));
  }
  const target = part.empty();
  tell(part, target);
  return target;
}

/** Puts what the part tells where it lives in `target`. */
export function tell({ entries }: Named, target: object): void {
  for (const { home, part } of entries) {
    if ("is" in part && part.is === "step") tell(part, target);
    else if (home !== null) place(target, home, meaningOf(part));
  }
}

function place(target: object, [outer = "", ...inner]: readonly string[], value: unknown): void {
  if (value === null) return;
  const level = target as Record<string, unknown>;
  if (inner.length === 0) level[outer] = value;
  else place((level[outer] ??= emptyWork()), inner, value);
}
