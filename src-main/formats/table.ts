import type { Spellings } from "./enums.ts";
import { isObject, type JsonObject, type Reading } from "./reading.ts";
import { toCamel, toSnake } from "./style.ts";
import { isAlike, isTold } from "./told.ts";
import type { Writing } from "./writing.ts";

/** What a codec reads, as data: for whoever makes up records or describes the documents. */
export type Kind =
  /** `text`: any that is not blank. `integer`: of the exact range. `natural`: of 31 bits. `instant`: ISO 8601, or epoch ms. */
  | { readonly is: "text" | "identifier" | "truth" | "number" | "integer" | "natural" | "instant" }
  /** As Engage writes them: also as text, truth also as 0 and 1. */
  | { readonly is: "engage-integer" | "engage-truth" }
  /** One spelling of a closed set, or one nobody knows yet. */
  | { readonly is: "coded"; readonly set: Spellings<string> }
  /** A place in `names`, in any of the ways Engage spells it; null: there is no such number. */
  | { readonly is: "code"; readonly names: readonly (string | null)[] }
  | { readonly is: "list"; readonly of: Kind }
  /** A single item that we keep as a list of one. */
  | { readonly is: "only-item"; readonly of: Kind }
  | { readonly is: "object"; readonly table: readonly Field[] }
  /** Names to texts; `loose`: to anything. */
  | { readonly is: "text-map" | "loose-map" }
  /** Kept in the raw payload alone. */
  | { readonly is: "anything" };

/**
 * How one kind of value is read and written. `read` is given neither null nor undefined; it answers
 * null for a value that tells nothing or that it has noted as wrong. `write` is given a value that
 * tells something and, where one stood before, what it replaces (else undefined), whose form it keeps;
 * it answers undefined for a value that it has noted as lost. Neither throws.
 */
export interface Codec<T> {
  readonly kind: Kind;
  read(value: unknown, reading: Reading): T | null;
  write(value: T, writing: Writing, was: unknown): unknown;
}

/** What a number of the field counts. */
export type Unit = "s" | "ms" | "min" | "bytes";

type Plain = string | number | boolean | null | readonly unknown[];

/** A place in a canonical object: a key, or a key of an object one level down. */
export type Home<T> = {
  [K in keyof T & string]: NonNullable<T[K]> extends Plain
    ? K
    : K | `${K}.${keyof NonNullable<T[K]> & string}`;
}[keyof T & string];

type ValueAt<T, H> = H extends `${infer A}.${infer B}`
  ? A extends keyof T
    ? B extends keyof NonNullable<T[A]>
      ? NonNullable<T[A]>[B]
      : never
    : never
  : H extends keyof T
    ? T[H]
    : never;

/** One field of a document: where it stands on the wire, where it lives with us, how it is read. */
export interface Field {
  /** Names of the wire from the outside in, as the REST interface spells them. */
  readonly wire: readonly string[];
  /** Each step's accepted spellings, the wire's own first. */
  readonly spellings: readonly (readonly string[])[];
  /** Null: only the raw payload keeps it. */
  readonly home: readonly string[] | null;
  readonly codec: Codec<unknown>;
  readonly unit: Unit | null;
  readonly doc: string;
}

/** The same name in both cases that the platforms' documents use, its own first. */
export const spellingsOf = (name: string): readonly string[] => [
  ...new Set([name, toCamel(name), toSnake(name)]),
];

/** Declares the fields of a canonical type `T`; the compiler checks that reader and home agree. */
export function fieldsOf<T>() {
  return <H extends Home<T>>(
    wire: string,
    home: H,
    codec: Codec<NonNullable<ValueAt<T, H>>>,
    doc: string,
    unit: Unit | null = null,
  ): Field => declare(wire, home.split("."), codec, doc, unit);
}

const unread: Codec<never> = {
  kind: { is: "anything" },
  read: () => null,
  write: () => undefined,
};

/** A field that has no canonical home: the raw payload keeps it, nothing of ours depends on it. */
export const rawOnly = (wire: string, doc: string): Field => declare(wire, null, unread, doc, null);

function declare(
  wire: string,
  home: readonly string[] | null,
  codec: Codec<unknown>,
  doc: string,
  unit: Unit | null,
): Field {
  const steps = wire.split(".");
  return { wire: steps, spellings: steps.map(spellingsOf), home, codec, unit, doc };
}

type Target = Record<string, unknown>;

/** Makes the object that a two-step home lives in, when the record has none yet. */
export type Parents = Readonly<Record<string, () => object>>;

/**
 * Reads every field of the table out of `source` into `target`; what cannot be read stays as it was.
 * Of what is told twice, in two spellings or by two fields, the first stands; when the other says
 * something else it is noted.
 */
export function readTable(
  table: readonly Field[],
  source: JsonObject,
  target: object,
  reading: Reading,
  parents: Parents = {},
): void {
  for (const field of table) {
    if (field.home !== null) readField(field, 0, source, target as Target, reading, parents);
  }
}

function readField(
  field: Field,
  step: number,
  source: JsonObject,
  target: Target,
  reading: Reading,
  parents: Parents,
): void {
  let name: string | null = null;
  for (const spelling of field.spellings[step] ?? []) {
    const value = source[spelling];
    if (value === undefined || value === null) continue;
    reading.enter(spelling);
    if (name !== null) {
      if (!isAlike(value, source[name])) {
        reading.note(`expected what ${name} tells, found something else`);
      }
    } else if (step === field.spellings.length - 1) {
      const read = field.codec.read(value, reading);
      if (read !== null && !settle(target, field.home ?? [], read, parents)) {
        reading.note("expected what another field of the record tells, found something else");
      }
    } else if (isObject(value)) {
      readField(field, step + 1, value, target, reading, parents);
    } else {
      reading.wrong("an object", value);
    }
    reading.leave();
    name ??= spelling;
  }
}

/**
 * Puts a value where it lives; an object around it is made when the record has none yet. False when
 * what is told there already says something else: then that stays.
 */
export function settle(
  target: Target,
  home: readonly string[],
  value: unknown,
  parents: Parents,
): boolean {
  const outer = home[0] ?? "";
  const inner = home[1];
  if (inner === undefined) return fill(target, outer, value);
  const parent = (target[outer] ??= parents[outer]?.() ?? {}) as Target;
  return fill(parent, inner, value);
}

/** Two objects of named facts complete each other. */
function fill(target: Target, name: string, value: unknown): boolean {
  const before = target[name];
  if (before === null || !isTold(before)) {
    target[name] = value;
    return true;
  }
  if (!isObject(before) || !isObject(value) || "raw" in before) return isAlike(before, value);
  const told = Object.entries(value).filter(([, part]) => isTold(part));
  return told.filter(([part, each]) => !fill(before as Target, part, each)).length === 0;
}
