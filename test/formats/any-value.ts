import type { Kind } from "#formats/table.ts";
import { knownSpellings } from "./known-spellings.ts";

/** Where chance comes from. */
export interface Dice {
  /** A whole number from `least` to `most`, both of them included. */
  nextInt(least: number, most: number): number;
  /** The case that the record being made up has its names in. */
  readonly names: "camelCase" | "snake_case" | "mixed";
}

/** Dice that fall the same way for the same seed (mulberry32): fast-check's own are ten times as slow. */
export function diceOf(seed: number): Dice {
  let state = seed;
  const nextInt = (least: number, most: number) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    const share = ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
    return least + Math.floor(share * (most - least + 1));
  };
  return { nextInt, names: pick({ nextInt }, ["camelCase", "snake_case", "mixed"]) };
}

export const pick = <T>(dice: Pick<Dice, "nextInt">, from: readonly T[]): T =>
  from[dice.nextInt(0, from.length - 1)] as T;

export const isHit = (dice: Dice, percent: number): boolean => dice.nextInt(1, 100) <= percent;

/** JSON text of one value, and what a reader should make of it; null when it tells nothing. */
export interface Value {
  readonly text: string;
  readonly means: unknown;
}

const words = [
  "Maria Keller",
  "+15550100",
  "sip:kim@example.org",
  "a",
  "Ääkköset ß ŉ",
  "日本語の名前",
  "עברית",
  "🦉👩‍👩‍👧",
  "null",
  "0",
  " padded ",
  'say "hi" \\ /',
  "line\nbreak\ttab\u0000",
  "<b>&amp;</b>",
  "__proto__",
  "\ud800 half",
  "=1+1",
  "2026-11-20T08:00:00Z",
  "x".repeat(300),
] as const;

/** Text that is not blank. */
export function anyWords(dice: Dice): string {
  if (isHit(dice, 60)) return pick(dice, words);
  let text = "w";
  for (let left = dice.nextInt(0, 12); left > 0; left--) {
    text += String.fromCharCode(dice.nextInt(0, isHit(dice, 80) ? 0x7e : 0xffff));
  }
  return text;
}

/** An id that no two records share but by a rare chance. */
export const anyId = (dice: Dice): string =>
  `${pick(dice, ["com", "ü", "7", "0001HaE9"])}-${dice.nextInt(0, 4e9)}`;

/** The text as JSON, now and then with more escapes than it needs. */
export function quoted(dice: Dice, text: string): string {
  const plain = JSON.stringify(text);
  if (!isHit(dice, 5)) return plain;
  const first = plain.charCodeAt(1);
  const isLetter = first > 0x60 && first < 0x7b;
  const rest = plain.slice(2).replaceAll("/", "\\/");
  return isLetter ? `"\\u00${first.toString(16)}${rest}` : plain;
}

const numberTexts = [
  "0",
  "-1",
  "7",
  "1.10",
  "1e3",
  "12345678901234567890",
  "0.1e-7",
  "1e400",
  "-0",
] as const;

/** Any JSON at all, as text: numbers no reader holds, names given twice, lists in lists. */
export function anyJson(dice: Dice, depth = 0): string {
  switch (dice.nextInt(0, depth > 2 ? 3 : 6)) {
    case 0:
      return pick(dice, ["null", "true", "false"]);
    case 1:
      return pick(dice, numberTexts);
    case 4:
      return `[${several(dice, () => anyJson(dice, depth + 1))}]`;
    case 5:
      return `{${several(dice, () => `${quoted(dice, pick(dice, words))}:${anyJson(dice, depth + 1)}`)}}`;
    case 6: {
      const deep = dice.nextInt(1, isHit(dice, 5) ? 300 : 5);
      return '[{"in":'.repeat(deep) + "1" + "}]".repeat(deep);
    }
    default:
      return quoted(dice, anyWords(dice));
  }
}

function several(dice: Dice, make: () => string): string {
  const parts: string[] = [];
  for (let left = dice.nextInt(0, 2); left > 0; left--) parts.push(make());
  return parts.join(",");
}

const blank: Value = { text: '" "', means: null };

const told = (dice: Dice, text: string, means: unknown = text): Value => ({
  text: quoted(dice, text),
  means,
});

const zones: readonly (readonly [spelling: string, minutes: number])[] = [
  ["Z", 0],
  ["z", 0],
  ["+00:00", 0],
  ["+0000", 0],
  ["-00", 0],
  ["+02:00", 120],
  ["-0500", -300],
  ["+0545", 345],
  ["+01", 60],
  ["-11:30", -690],
];

/** 2020 to 2040, where most instants of callbacks lie, in seconds. */
const [FIRST_SECOND, LAST_SECOND] = [1_577_836_800, 2_208_988_800];

/** An instant in any form: fractions up to nanoseconds, any offset, without seconds, epoch milliseconds. */
function anyInstant(dice: Dice): Value {
  if (isHit(dice, 3)) return blank;
  let second = dice.nextInt(FIRST_SECOND, LAST_SECOND);
  if (isHit(dice, 3)) second = dice.nextInt(0, 86_400);
  if (isHit(dice, 10)) {
    const means = second * 1_000 + dice.nextInt(0, 999);
    return { text: String(means), means };
  }
  const hasSeconds = isHit(dice, 90);
  if (!hasSeconds) second -= second % 60;
  const digits = hasSeconds ? pick(dice, [0, 0, 3, 3, 1, 2, 6, 9]) : 0;
  const fraction = String(dice.nextInt(0, 999_999_999)).padStart(9, "0").slice(0, digits);
  const [zone, minutes] = pick(dice, zones);
  const local = new Date((second + minutes * 60) * 1_000).toISOString();
  const text =
    local.slice(0, 10) +
    pick(dice, ["T", "T", "T", "t", " "]) +
    local.slice(11, hasSeconds ? 19 : 16) +
    (digits === 0 ? "" : `${pick(dice, [".", ".", ","])}${fraction}`) +
    zone;
  return {
    text: JSON.stringify(isHit(dice, 3) ? ` ${text} ` : text),
    means: second * 1_000 + Number(fraction.slice(0, 3).padEnd(3, "0")),
  };
}

/** What nobody knows, and what older SDKs write in place of what they did not know. */
const unknownSpellings = [
  "OutdatedSdkVersion",
  "outdated_sdk_version",
  "OUTDATEDSDKVERSION",
  "reoffering",
  "RE_OFFERING",
  "",
  "con nected",
] as const;

/** One of a closed set in any of its spellings, in any case of these. */
function anyCoded(dice: Dice, set: Extract<Kind, { is: "coded" }>["set"]): Value {
  const written = knownSpellings.get(set) ?? {};
  if (isHit(dice, 4)) {
    const unknown = pick(dice, unknownSpellings);
    return told(dice, unknown, { value: null, raw: unknown });
  }
  const value = pick(dice, Object.keys(set));
  const spelling = pick(dice, written[value]?.split(" ") ?? []);
  const raw = isHit(dice, 10)
    ? spelling.replaceAll(/[a-z]/gi, (letter) =>
        isHit(dice, 50) ? letter.toUpperCase() : letter.toLowerCase(),
      )
    : spelling;
  return told(dice, raw, { value, raw });
}

/** An Engage code in any of its forms. */
function anyCode(dice: Dice, names: readonly (string | null)[]): Value {
  const isUnknown = isHit(dice, 3);
  const value = dice.nextInt(isUnknown ? names.length : 0, isUnknown ? 999 : names.length - 1);
  const name = names[value] ?? null;
  if (name === null || isHit(dice, 40)) {
    const text = isHit(dice, 70) ? String(value) : `"${pick(dice, ["", " "])}${value} "`;
    return { text, means: value };
  }
  const spelling = isHit(dice, 70) ? name : name.toLowerCase().replaceAll("_", " ");
  const number = pick(dice, [`${value}-`, `${value} - `, `${value} – `, ""]);
  return told(dice, number + spelling, value);
}

const whole = (dice: Dice, max: number): Value => {
  const means = isHit(dice, 30) ? pick(dice, [0, 1, max]) : dice.nextInt(0, max);
  return { text: isHit(dice, 95) ? String(means) : `${means}.0`, means };
};

const negated = ({ text, means }: Value): Value => ({
  text: `-${text}`,
  means: -(means as number),
});

/** A value of a kind that has none inside, in any form that a document may write it in. */
export function anyLeaf(dice: Dice, kind: Kind): Value {
  switch (kind.is) {
    case "text":
    case "identifier":
      return isHit(dice, 4)
        ? { text: pick(dice, ['""', '"\\t "']), means: null }
        : told(dice, anyWords(dice));
    case "truth":
      return pick(dice, [
        { text: "true", means: true },
        { text: "false", means: false },
      ]);
    case "number": {
      const text = pick(dice, ["0", "1.5", "-2.25", "1e2", "1.10", "3", "0.1", "12345678901.125"]);
      return { text, means: Number(text) };
    }
    case "integer":
      return isHit(dice, 20)
        ? negated(whole(dice, Number.MAX_SAFE_INTEGER))
        : whole(dice, Number.MAX_SAFE_INTEGER);
    case "natural":
      return whole(dice, 2_147_483_647);
    case "instant":
      return anyInstant(dice);
    case "engage-integer": {
      if (isHit(dice, 3)) return blank;
      const value = dice.nextInt(-999_999, 999_999);
      const sign = value > 0 && isHit(dice, 10) ? "+" : "";
      return { text: isHit(dice, 70) ? String(value) : `" ${sign}${value}"`, means: value };
    }
    case "engage-truth": {
      const means = isHit(dice, 50);
      const texts = means
        ? ["true", '"true"', '"TRUE "', "1", '"1"']
        : ["false", '"False"', "0", '"0"'];
      return { text: pick(dice, texts), means };
    }
    case "coded":
      return anyCoded(dice, kind.set);
    case "code":
      return anyCode(dice, kind.names);
    case "anything":
      return { text: anyJson(dice), means: null };
    default:
      throw new TypeError(`${kind.is} has values inside`);
  }
}
