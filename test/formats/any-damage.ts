import type fc from "fast-check";
import type { PlatformShape } from "#core/callback.ts";
import { adapters } from "#formats/read-record.ts";
import { isObject } from "#formats/reading.ts";
import type { Kind } from "#formats/table.ts";
import { textOf, type Damage, type Named, type Part } from "./any-part.ts";
import { Made, makeRecord, makerOf, type AnyRecord } from "./any-record.ts";
import { anyId, isHit, pick, type Dice } from "./any-value.ts";

/* Records in which values are replaced by what does not belong there. */

type Path = readonly (string | number)[];

/** A place in a record where a value of a kind stands, and how to put something else there. */
interface Spot {
  readonly path: Path;
  readonly kind: Kind;
  put(damage: Damage): void;
}

function spotsIn(part: Part, path: Path, spots: Spot[]): void {
  if ("items" in part) {
    const { items, of } = part;
    for (const [index, item] of items.entries()) {
      const here = [...path, index];
      spots.push({ path: here, kind: of, put: (damage) => void (items[index] = damage) });
      spotsIn(item, here, spots);
    }
  } else if ("entries" in part) {
    const { entries } = part;
    for (const [index, entry] of entries.entries()) {
      if (entry.isTwin) continue;
      const here = [...path, entry.name];
      const { kind } = entry;
      if (kind !== null && kind.is !== "anything") {
        const put = (damage: Damage) => void (entries[index] = { ...entry, part: damage });
        spots.push({ path: here, kind, put });
      }
      spotsIn(entry.part, here, spots);
    }
  }
}

/** A value of every kind that any document has. */
const makers = Object.values(adapters).flatMap(({ table, later }) =>
  [...table, ...later].map(({ codec }) => makerOf(codec.kind, () => ({}))),
);

/** JSON texts that are no value of the kind although they come near one. */
const nearly: Readonly<Record<Kind["is"], readonly string[]>> = {
  text: ["0", "true", "[]"],
  identifier: ["1.5", "12345678901234567890", "{}"],
  truth: ['"true"', "0", '""'],
  number: ['"1.5"', "1e400", "[1]"],
  integer: ['"7"', "1.5", "9007199254740993", "-1e400"],
  natural: ['"20"', "-1", "1.5", "2147483648", "1e300"],
  instant: [
    '"yesterday"',
    '"2026-02-30T00:00:00Z"',
    '"2026-11-20T08:00:00"',
    '"2026-11-20"',
    '"1965-01-01T00:00:00Z"',
    '"2026-11-20T24:00:00Z"',
    "-1",
    "1.5",
    "1e300",
  ],
  "engage-integer": ['"7 of 9"', "1.5", '"0x10"', '"1234567890123456"'],
  "engage-truth": ['"yes"', "2", '" "'],
  coded: ["0", "true", "[]"],
  code: ["-1", "1.5", '"MAYBE"', '"-6"', "2147483648"],
  list: ['"+15550100"', "{}", "0", "true"],
  "only-item": ["15550100", "[]", "true"],
  object: ['"text"', "[]", "[{}]", "0", "false"],
  "text-map": ['"text"', "[]", "1"],
  "loose-map": ['"text"', "[]", "1"],
  anything: [],
};

const isWhole = (value: unknown, least: number, most: number): boolean =>
  Number.isInteger(value) && (value as number) >= least && (value as number) <= most;

/** Whether a document may write the kind like this, told once more without the readers. Inside of it may be anything. */
function mayStandFor(kind: Kind, value: unknown): boolean {
  const isText = typeof value === "string";
  const isBlank = isText && value.trim() === "";
  switch (kind.is) {
    case "text":
    case "identifier":
    case "coded":
      return isText;
    case "truth":
      return typeof value === "boolean";
    case "number":
      return Number.isFinite(value);
    case "integer":
      return isWhole(value, -Number.MAX_SAFE_INTEGER, Number.MAX_SAFE_INTEGER);
    case "natural":
      return isWhole(value, 0, 2_147_483_647);
    case "instant":
      if (isText) {
        return isBlank || (/^\s*\d{4}-\d\d-\d\d[Tt ]/.test(value) && /[Zz\d]\s*$/.test(value));
      }
      return isWhole(value, 0, 8.64e15);
    case "engage-integer":
      if (isText) return isBlank || /^\s*[+-]?\d{1,15}\s*$/.test(value);
      return Number.isSafeInteger(value);
    case "engage-truth":
      return /^\s*(?:true|false|0|1)\s*$/i.test(isText ? value : JSON.stringify(value));
    case "code":
      if (!isText) return isWhole(value, 0, 2_147_483_647);
      if (isBlank || /^\s*\d{1,9}\s*(?:[-–]\s*\w.*)?$/.test(value)) return true;
      return kind.names.includes(
        value
          .trim()
          .toUpperCase()
          .replaceAll(/[\s-]+/g, "_"),
      );
    case "list":
      return Array.isArray(value);
    case "only-item":
      return mayStandFor(kind.of, value);
    case "object":
    case "text-map":
    case "loose-map":
      return isObject(value);
    case "anything":
      return true;
  }
}

/** Something else in the place of a value, also where that may stand for one. */
function damageFor(dice: Dice, kind: Kind): Damage {
  const isNear = isHit(dice, 50);
  const damage = isNear ? pick(dice, nearly[kind.is]) : textOf(pick(dice, makers)(dice));
  const value = JSON.parse(damage) as unknown;
  if (!isNear && (value === null || mayStandFor(kind, value))) {
    return { damage, kind, mended: damage, isTold: false };
  }
  // An id is taken also as a number: without it the record would be lost.
  const isNumberedId = kind.is === "identifier" && Number.isSafeInteger(value);
  return { damage, kind, mended: isNumberedId ? `"${String(value)}"` : "null", isTold: true };
}

/** A damage and where it stands, as a problem names the place: told once more without the readers. */
export interface Damaged {
  readonly path: string;
  readonly damage: Damage;
}

/** The damages of a record. */
export function damagesIn(part: Part, path = "$"): readonly Damaged[] {
  if ("damage" in part) return [{ path, damage: part }];
  if ("items" in part) return part.items.flatMap((item, at) => damagesIn(item, `${path}[${at}]`));
  if (!("entries" in part)) return [];
  return part.entries.flatMap((each) => damagesIn(each.part, path + namedStep(each.name)));
}

/** Long names are cut. */
const namedStep = (name: string): string =>
  /^[A-Za-z_]\w*$/.test(name) ? `.${name.slice(0, 80)}` : `[${JSON.stringify(name.slice(0, 80))}]`;

/** Records of the shape with one to three damages, anywhere but in the id. */
export const anyDamaged = (shape: PlatformShape): fc.Arbitrary<AnyRecord> =>
  new Made((dice) => {
    const record = makeRecord(dice, shape, anyId(dice));
    damage(dice, record.root, dice.nextInt(1, 3));
    return record;
  });

/** Records of the shape with something else, or nothing, in the place of the id. */
export const anyWithoutId = (shape: PlatformShape): fc.Arbitrary<AnyRecord> =>
  new Made((dice) => {
    const { root } = makeRecord(dice, shape, "id");
    const entries = root.entries.flatMap((entry) => {
      if (/^(?:participant|communication)_?id$/i.test(entry.name)) return [];
      if (entry.home?.[0] !== "identity" || entry.home[1] === "conversationId") return [entry];
      const text = pick(dice, ["null", '" "', "{}", "[7]", "true", "1.5", "12345678901234567890"]);
      return isHit(dice, 20) ? [] : [{ ...entry, part: { text, means: null } }];
    });
    return { shape, root: { ...root, entries } };
  });

function damage(dice: Dice, root: Named, count: number): void {
  const spots: Spot[] = [];
  spotsIn(root, [], spots);
  const taken: Path[] = [];
  for (let left = spots.length === 0 ? 0 : count; left > 0; left--) {
    const spot = pick(dice, spots);
    if (taken.some((path) => isWithin(spot.path, path) || isWithin(path, spot.path))) continue;
    taken.push(spot.path);
    spot.put(damageFor(dice, spot.kind));
  }
}

const isWithin = (path: Path, outer: Path): boolean => outer.every((step, at) => step === path[at]);
