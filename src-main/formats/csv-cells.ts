import { Reading } from "./reading.ts";
import type { Codec } from "./table.ts";
import { isAlike } from "./told.ts";

/** What a spreadsheet takes for a formula when a cell begins with it. */
const FORMULA = "=+\\-@\\t\\r";
const guard = new RegExp(`^'(?='*[${FORMULA}])`);
const quotedFormula = /^="((?:[^"]|"")*)"$/;

/**
 * The text of a cell without what spreadsheets need around it: `'+49…` and `="0049…"` are ways to
 * write a text that they would calculate with otherwise.
 */
export function bareCell(cell: string): string {
  if (!cell.startsWith("=") && !cell.startsWith("'")) return cell;
  const quoted = quotedFormula.exec(cell)?.[1];
  return quoted === undefined ? cell.replace(guard, "") : quoted.replaceAll('""', '"');
}

const yes: ReadonlySet<string> = new Set(
  "true yes y 1 x on ja j wahr oui o vrai si sí s verdadero".split(" "),
);
const no: ReadonlySet<string> = new Set("false no n 0 off nein falsch non faux falso".split(" "));

/** A field's codec for a cell of a table, where everything is text. A value that is no text is read as it is. */
export function cell<T>(codec: Codec<T>): Codec<T> {
  const { kind } = codec;
  return {
    kind,
    write(value, writing, was) {
      const written = codec.write(value, writing, was);
      // A cell tells nothing by white space: it is taken off a word, and alone it is no value.
      if (kind.is !== "coded" || typeof written !== "string" || /^\S(?:.*\S)?$/s.test(written)) {
        return cellText(written);
      }
      writing.lose(`${writing.target.shape} has no way to tell white space`);
      return undefined;
    },
    read(value, reading) {
      if (typeof value !== "string") return codec.read(value, reading);
      const text = bareCell(value);
      if (text.trim() === "") return null;
      switch (kind.is) {
        case "truth":
        case "engage-truth":
          return codec.read(truthOf(text) ?? text, reading);
        case "number":
        case "integer":
        case "natural":
          return codec.read(/^\s*[+-]?\d{1,16}(?:\.\d+)?\s*$/.test(text) ? +text : text, reading);
        case "coded":
          return codec.read(text.trim(), reading);
        case "list":
        case "text-map":
        case "loose-map":
          return codec.read(parsed(text), reading);
        case "object": {
          const isNamed = kind.table.some(({ wire }) => wire[0] === "name");
          const object = parsed(text);
          return codec.read(isNamed && object === text ? { name: text } : object, reading);
        }
        default:
          return codec.read(text, reading);
      }
    },
  };
}

/** A value as the text of a cell: what `cell` reads is the value again. Undefined stays undefined. */
function cellText(value: unknown): string | undefined {
  if (value === undefined) return undefined;
  if (typeof value !== "string") return JSON.stringify(value);
  return bareCell(value) === value ? value : `'${value}`;
}

function truthOf(text: string): boolean | null {
  const word = text.trim().toLowerCase();
  return yes.has(word) ? true : no.has(word) ? false : null;
}

/** The JSON in a cell; the text itself when it is none. */
function parsed(text: string): unknown {
  if (!/^\s*[[{]/.test(text)) return text;
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return text;
  }
}

/** What people write where there is no number. */
const placeholder = /^(?:[-–—?.]+|n\/?a|nan|none|null|unknown|keine?|aucun|ninguno)$/i;
const rounded = /^[+-]?\d(?:[.,]\d+)?e\+?\d+$/i;

/** Phone numbers of one cell, each as it is written there: leading plus signs and zeros are part of it. */
export const phoneCell: Codec<readonly string[]> = {
  kind: { is: "list", of: { is: "text" } },
  write(numbers) {
    const text = numbers.join("; ");
    const reading = new Reading();
    const isSame = isAlike(phoneCell.read(text, reading), numbers) && reading.problems.length === 0;
    return isSame && cellText(text) === text ? text : JSON.stringify(numbers);
  },
  read(value, reading) {
    if (Array.isArray(value)) return texts(value, reading);
    if (typeof value !== "string") return reading.wrong("text", value);
    const text = bareCell(value).trim();
    if (text === "" || placeholder.test(text)) return null;
    const listed = parsed(text);
    if (Array.isArray(listed)) return texts(listed, reading);
    const numbers = partsOf(text).map((part) => bareCell(part));
    if (numbers.some((part) => rounded.test(part))) {
      reading.note("expected a phone number, found one that a spreadsheet has rounded");
    } else if (numbers.some((part) => !/\d|@/.test(part))) {
      reading.note("expected a phone number, found text without a digit");
    }
    const readable = numbers.filter((part) => /\d|@/.test(part) && !rounded.test(part));
    return readable.length === 0 ? null : readable;
  },
};

function texts(values: readonly unknown[], reading: Reading): readonly string[] | null {
  const numbers = values.filter((each) => typeof each === "string" && each.trim() !== "");
  if (numbers.length < values.length) reading.wrong("a list of texts", values);
  return numbers.length === 0 ? null : (numbers as string[]);
}

/** Nothing in it could part two numbers: most cells are so. */
const plainNumber = /^[+\d ().-]+$/;

/** Fewer digits than this are an extension, an area code or a pause, but no number of their own. */
const FEWEST_DIGITS = 5;

/**
 * Separated by line breaks, semicolons, commas, bars and slashes; unless one of the parts could
 * not be called alone, as in `030/1234567`, `+15550100,,22` and `sip:kim@example.org;transport=tcp`.
 */
function partsOf(text: string): readonly string[] {
  if (plainNumber.test(text)) return [text];
  return [/\s*[\r\n|]+\s*/, /\s*;+\s*/, /\s*,\s*/, /\s*\/\s*/].reduce<readonly string[]>(
    (parts, separator) => parts.flatMap((part) => split(part, separator)),
    [text],
  );
}

function split(text: string, separator: RegExp): readonly string[] {
  const parts = text.split(separator).filter((part) => part !== "");
  const isList = parts.every((part) => isAddress(part) || placeholder.test(part));
  return isList && !text.includes("://") ? parts.filter((part) => !placeholder.test(part)) : [text];
}

const isAddress = (part: string): boolean =>
  !/^[\w-]+=/.test(part) &&
  (part.includes("@") || part.replaceAll(/\D/g, "").length >= FEWEST_DIGITS);
