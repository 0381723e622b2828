import type { Spellings } from "./enums.ts";
import { isObject, type JsonObject, type Reading } from "./reading.ts";
import { toCamel, toSnake } from "./style.ts";
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

/** Reads every field of the table out of `source` into `target`; what cannot be read stays as it was. */
export function readTable(
  table: readonly Field[],
  source: JsonObject,
  target: object,
  reading: Reading,
  parents: Parents = {},
): void {
  for (const field of table) {
    if (field.home === null) continue;
    const value = readField(field, source, reading, 0);
    if (value !== null) settle(target as Target, field.home, value, parents);
  }
}

function readField(field: Field, source: JsonObject, reading: Reading, step: number): unknown {
  const name = nameIn(source, field.spellings[step] ?? []);
  if (name === null) return null;
  const value = source[name];
  reading.enter(name);
  const isLast = step === field.spellings.length - 1;
  let answer: unknown;
  if (isLast) answer = field.codec.read(value, reading);
  else if (isObject(value)) answer = readField(field, value, reading, step + 1);
  else answer = reading.wrong("an object", value);
  reading.leave();
  return answer;
}

/** The first spelling that is there with a value; null when the field is missing or null. */
function nameIn(source: JsonObject, spellings: readonly string[]): string | null {
  for (const name of spellings) {
    if (source[name] !== undefined && source[name] !== null) return name;
  }
  return null;
}

/** Puts a value where it lives; an object around it is made when the record has none yet. */
export function settle(
  target: Record<string, unknown>,
  home: readonly string[],
  value: unknown,
  parents: Parents,
): void {
  const [outer, inner] = home;
  if (outer === undefined) return;
  if (inner === undefined) {
    target[outer] = value;
    return;
  }
  const parent = (target[outer] ?? parents[outer]?.() ?? {}) as Target;
  parent[inner] = value;
  target[outer] = parent;
}
