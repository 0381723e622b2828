import fc from "fast-check";
import { emptyCallback, type Callback, type PlatformShape } from "#core/callback.ts";
import type { Draft } from "#formats/adapter.ts";
import { emptyEngage } from "#formats/engage-callback-interaction.ts";
import { adapters } from "#formats/read-record.ts";
import { Reading } from "#formats/reading.ts";
import type { Field, Kind } from "#formats/table.ts";
import { tell, textOf, type Entry, type Named, type Part } from "./any-part.ts";
import {
  anyId,
  anyJson,
  anyLeaf,
  anyWords,
  diceOf,
  isHit,
  pick,
  quoted,
  type Dice,
  type Value,
} from "./any-value.ts";
import { documents } from "./documents.ts";

/* Records made up from the tables of the documents. */

export interface AnyRecord {
  readonly shape: PlatformShape;
  readonly root: Named;
}

/** The callback that the record tells, with what follows from its facts. */
export function callbackOf({ shape, root }: AnyRecord): Callback {
  const empty = emptyCallback(shape);
  const callback: Draft = { ...empty, identity: { ...empty.identity } };
  if (shape === "engage-callback-interaction") callback.engage = emptyEngage();
  tell(root, callback);
  if (shape === "engage-callback-interaction") {
    const raw = callback.engage?.type ?? null;
    const value = (["inbound", "outbound"] as const).find((each) => each === raw?.toLowerCase());
    if (raw !== null && value !== undefined) callback.direction = { value, raw };
  } else if (shape === "callback-media-participant") {
    callback.scriptId = callback.script?.id ?? null;
  } else {
    callback.createdAt = callback.segments[0]?.startAt ?? null;
  }
  return callback;
}

/** A name that the wire has at one level, and the field it leads to or the names inside it. */
interface Slot {
  readonly names: readonly string[];
  readonly field: Field | null;
  readonly make: (dice: Dice) => Part;
  /** Homes that others of the level reach as well: only one of these slots is told. */
  readonly rivals: ReadonlySet<Slot>;
}

function slotsOf(table: readonly Field[], step = 0): readonly Slot[] {
  const byName = Map.groupBy(table, ({ wire }) => wire[step] ?? "");
  const slots = [...byName.values()].map((fields): Slot => {
    const [first] = fields as [Field];
    const names = inBothCases(first.wire[step] ?? "");
    const rivals = new Set<Slot>();
    if (first.wire.length === step + 1) {
      const read = (value: unknown) => first.codec.read(value, new Reading());
      return { names, field: first, make: makerOf(first.codec.kind, read), rivals };
    }
    const inner = slotsOf(fields, step + 1);
    const make = (dice: Dice): Part => {
      return { is: "step", entries: entriesOf(dice, inner, 60), empty: () => ({}) };
    };
    return { names, field: null, make, rivals };
  });
  for (const slot of slots) {
    for (const other of slots) {
      if (other !== slot && isSamePlace(slot.field, other.field)) {
        (slot.rivals as Set<Slot>).add(other);
      }
    }
  }
  return slots;
}

/** As the documents of all languages have it, told once more without the tables. */
const inBothCases = (name: string): readonly string[] => [
  ...new Set([
    name.replaceAll(/_([a-z])/g, (_, letter: string) => letter.toUpperCase()),
    name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`),
  ]),
];

function isSamePlace(a: Field | null, b: Field | null): boolean {
  if (a === null || b === null || a.home === null || b.home === null) return false;
  const [short, long] = a.home.length < b.home.length ? [a.home, b.home] : [b.home, a.home];
  return short.every((name, at) => name === long[at]);
}

type Maker = (dice: Dice) => Part;

/** Anything of the kind; `read` is its reader, which knows what an empty one is. */
export function makerOf(kind: Kind, read: (value: unknown) => unknown): Maker {
  switch (kind.is) {
    case "list": {
      const item = makerOf(kind.of, (value) => (read([value]) as readonly unknown[])[0]);
      const one = (dice: Dice) => (isHit(dice, 3) ? { text: "null", means: null } : item(dice));
      return (dice) => {
        const items = Array.from({ length: dice.nextInt(0, 3) }, () => one(dice));
        return { items, of: kind.of };
      };
    }
    case "only-item":
      return (dice) => {
        const { text, means } = anyLeaf(dice, kind.of);
        return { text, means: means === null ? null : [means] };
      };
    case "object": {
      const slots = slotsOf(kind.table);
      const empty = () => read({}) as object;
      return (dice) => ({ is: "model", entries: entriesOf(dice, slots, 55), empty });
    }
    case "text-map":
    case "loose-map":
      return (dice) => ({ is: "map", entries: mapEntries(dice, kind.is), empty: () => ({}) });
    default:
      return (dice) => anyLeaf(dice, kind);
  }
}

function entriesOf(dice: Dice, slots: readonly Slot[], percent: number): Entry[] {
  const told = new Set<Slot>();
  const entries: Entry[] = [];
  for (const slot of slots) {
    if (!isHit(dice, percent)) continue;
    if (slot.rivals.size > 0 && [...slot.rivals].some((each) => told.has(each))) continue;
    told.add(slot);
    entries.push(...entriesFor(dice, slot));
  }
  if (isHit(dice, 15)) {
    const name = pick(dice, unknownNames);
    entries.splice(dice.nextInt(0, entries.length), 0, unread(dice, name, anyJson(dice)));
  }
  return entries;
}

const unknownNames = [
  "brandNew",
  "brand_new",
  "x-trace",
  "größe",
  "__proto__",
  "constructor",
  "",
  "State",
  "selfuri",
] as const;

function nameIn(dice: Dice, names: readonly string[]): string {
  const isSnake = dice.names === "snake_case";
  const own = names.find((each) => each.includes("_") === isSnake);
  return dice.names === "mixed" || own === undefined ? pick(dice, names) : own;
}

const unread = (dice: Dice, name: string, text: string): Entry => ({
  name,
  spelled: quoted(dice, name),
  kind: null,
  home: null,
  part: { text, means: null },
  isTwin: false,
});

/** The field under one of its names; now and then told again where that says nothing else. */
function entriesFor(dice: Dice, { names, field, make }: Slot): Entry[] {
  const name = nameIn(dice, names);
  const isNull = isHit(dice, 6);
  const part = isNull ? { text: "null", means: null } : make(dice);
  const kind = field?.codec.kind ?? null;
  const entry = { name, spelled: quoted(dice, name), kind, home: field?.home ?? null, part };
  if (isNull || !isHit(dice, 4)) return [{ ...entry, isTwin: false }];
  const own = { ...entry, isTwin: true };
  // Of a name given twice the last counts.
  const again = (other: string, text: string) => ({ ...unread(dice, other, text), isTwin: true });
  if (isHit(dice, 30)) return [again(name, anyJson(dice)), own];
  const other = names.find((each) => each !== name);
  if (other === undefined) return [own];
  return [own, again(other, isHit(dice, 50) ? "null" : textOf(part))];
}

function mapEntries(dice: Dice, is: "text-map" | "loose-map"): Entry[] {
  const names = new Set(Array.from({ length: dice.nextInt(0, 3) }, () => anyWords(dice)));
  return [...names].map((name): Entry => {
    const isText = is === "text-map" || isHit(dice, 60);
    const words = isHit(dice, 10) ? "" : anyWords(dice);
    const part = isText ? { text: quoted(dice, words), means: words } : loose(dice);
    const kind = is === "text-map" ? ({ is: "text" } as const) : null;
    return { name, spelled: quoted(dice, name), kind, home: null, part, isTwin: false };
  });
}

/** Whatever is no text is kept as its JSON text, unless it holds a number that no reader can. */
function loose(dice: Dice): Value {
  const text = anyJson(dice).replaceAll(/12345678901234567890|1e400/g, "1");
  const value = JSON.parse(text) as unknown;
  if (value === null || typeof value === "string") return { text, means: value };
  return { text, means: JSON.stringify(value) };
}

interface Plan {
  readonly id: Field;
  readonly slots: readonly Slot[];
}

const plans = new Map<PlatformShape, Plan>();

function planFor(shape: PlatformShape): Plan {
  const { table, later, idField } = adapters[shape];
  const [id] = table.filter(({ wire }) => wire[0] === idField) as [Field];
  const rest = [...table, ...later].filter((each) => !isSamePlace(each, id));
  return { id: pinned(id, shape), slots: slotsOf(rest.map((each) => pinned(each, shape))) };
}

/** The field with the home that its example has, for examples do not come out of the tables. */
function pinned(field: Field, shape: PlatformShape): Field {
  const { examples } = documents[shape];
  const names = inBothCases(field.wire[0] ?? "");
  const example = names.map((name) => examples[name]).find((each) => each !== undefined);
  const [home] = example?.reads ?? [];
  return home === undefined ? field : { ...field, home: home.split(".") };
}

/** A record of the shape under this id. */
export function makeRecord(dice: Dice, shape: PlatformShape, id: string): AnyRecord {
  const plan = plans.get(shape) ?? planFor(shape);
  plans.set(shape, plan);
  const entries = entriesOf(dice, plan.slots, pick(dice, [8, 25, 25, 80]));
  const name = nameIn(dice, inBothCases(plan.id.wire[0] ?? ""));
  entries.splice(dice.nextInt(0, entries.length), 0, {
    ...unread(dice, name, ""),
    home: plan.id.home,
    part: { text: JSON.stringify(id), means: id },
  });
  const record: AnyRecord = { shape, root: { is: "model", entries, empty: () => ({}) } };
  const { scheduledAt, expiresAt } = callbackOf(record);
  if (scheduledAt === null || expiresAt === null || scheduledAt <= expiresAt) return record;
  const fitting = entries.filter((each) => !/^end_?time$/i.test(each.name));
  return { shape, root: { ...record.root, entries: fitting } };
}

/** Records of the shape; a failing one is made smaller field by field. */
export const anyRecord = (shape: PlatformShape): fc.Arbitrary<AnyRecord> =>
  new Made((dice) => makeRecord(dice, shape, anyId(dice)));

/** What a function makes by dice. Made directly: arbitraries put together take ten times as long. */
export class Made<T extends { readonly root: Named }> extends fc.Arbitrary<T> {
  readonly #make: (dice: Dice) => T;

  constructor(make: (dice: Dice) => T) {
    super();
    this.#make = make;
  }

  override generate(random: fc.Random): fc.Value<T> {
    return new fc.Value(
      shown(this.#make(diceOf(random.nextInt(-2_147_483_648, 2_147_483_647)))),
      undefined,
    );
  }

  override canShrinkWithoutContext(value: unknown): value is T {
    return typeof value === "object";
  }

  override shrink(made: T): fc.Stream<fc.Value<T>> {
    const { root } = made;
    const isNeeded = ({ home }: Entry) => home?.[0] === "identity";
    const smaller = root.entries.flatMap((entry) => {
      if (isNeeded(entry)) return [];
      const entries = root.entries.filter((each) => each !== entry);
      return [new fc.Value(shown({ ...made, root: { ...root, entries } }), undefined)];
    });
    return fc.stream(smaller.values());
  }
}

/** Tells fast-check to print what failed as the text of the record. */
const shown = <T extends { readonly root: Named }>(made: T): T => ({
  ...made,
  [fc.toStringMethod]: () => textOf(made.root),
});
