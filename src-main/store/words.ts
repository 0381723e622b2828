import type { Callback } from "#core/callback.ts";

/** Letters that Unicode does not take apart but people type without their mark. */
const plain: Readonly<Record<string, string>> = {
  ß: "ss",
  æ: "ae",
  œ: "oe",
  ø: "o",
  ł: "l",
  đ: "d",
  ð: "d",
  þ: "th",
  ħ: "h",
  ı: "i",
};
const marked = new RegExp(`[${Object.keys(plain).join("")}]`, "gu");

/** No word of a text contains it, so ids are found by someone who pastes one and by nobody else. */
const ID_MARK = "\u00a4";
/** Shorter ids are found only when they are typed whole. */
const MIN_ID_START = 6;
/** Fewer digits than this are no part of a number worth finding. */
const MIN_DIGITS = 3;
const MAX_DIGITS = 32;
/** Words of a query beyond these are not looked at. */
const MAX_QUERY_WORDS = 64;

const ASCII = /^[\0-\x7f]*$/;

/** The words of a text, lower case and without diacritics; the same on both sides of a search. */
export function wordsOf(text: string): string[] {
  // Most text is plain ASCII, in which there is nothing to fold but capitals.
  if (ASCII.test(text)) return text.toLowerCase().match(/[a-z0-9]+/g) ?? [];
  const folded = text
    .normalize("NFKD")
    .replace(/[\u0300-\u036f]+/gu, "")
    .toLowerCase()
    .replace(marked, (letter) => plain[letter] ?? letter);
  return folded.match(/[\p{L}\p{N}\p{M}\p{Co}]+/gu) ?? [];
}

/** What a search looks for in a record: its texts, its numbers, and the ids it came with. */
export interface Searchable {
  readonly texts: readonly (string | null)[];
  /** As they came and as they are dialled. */
  readonly numbers: readonly string[];
  readonly ids: readonly (string | null)[];
}

/** Texts of a record that an agent may remember it by. */
export function textsOf(callback: Callback): (string | null)[] {
  return [
    callback.customerName,
    callback.externalContact?.name ?? null,
    callback.externalOrganization?.name ?? null,
    callback.queue?.name ?? null,
    callback.engage?.subject ?? null,
    callback.engage?.text ?? null,
    callback.team?.name ?? null,
    callback.wrapUp?.code ?? null,
    callback.wrapUp?.name ?? null,
    callback.wrapUp?.notes ?? null,
    ...(callback.wrapUp?.tags ?? []),
    ...Object.values(callback.attributes),
  ];
}

/** The line that goes into the index: every word once, numbers from each of their digits on. */
export function indexLine({ texts, numbers, ids }: Searchable): string {
  const found = new Set<string>();
  for (const text of texts) if (text !== null) for (const word of wordsOf(text)) found.add(word);
  let lastDigits = "";
  for (const number of numbers) {
    // A SIP address is found by its words too.
    if (/\p{L}/u.test(number)) for (const word of wordsOf(number)) found.add(word);
    const digits = digitsOf(number);
    // As it came and as it is dialled, a number mostly has the same digits.
    if (digits === lastDigits) continue;
    lastDigits = digits;
    for (let from = 0; from + MIN_DIGITS <= digits.length; from += 1) found.add(digits.slice(from));
  }
  for (const id of ids) if (id !== null) found.add(ID_MARK + wordsOf(id).join(""));
  return [...found].join(" ");
}

/**
 * A query as FTS5 reads it, null when it has no words. Every word must match the start of a word;
 * digits match any part of a number, also when it is typed in groups or with a trunk zero.
 */
export function matchOf(query: string): string | null {
  const terms = query.split(/\s+/u).filter((word) => wordsOf(word).length > 0);
  const groups: string[] = [];
  let run: string[] = [];
  const endRun = () => {
    if (run.length > 0) groups.push(numberGroup(run));
    run = [];
  };
  for (const term of terms.slice(0, MAX_QUERY_WORDS)) {
    if (/^[+\d()./-]+$/u.test(term)) {
      run.push(term);
      continue;
    }
    endRun();
    groups.push(either([every(wordsOf(term).map(prefix)), ...asId(term)]));
  }
  endRun();
  return groups.length === 0 ? null : every(groups);
}

/** Neighbours made of digits: one number in groups, or words each on its own. */
function numberGroup(run: readonly string[]): string {
  const apart = run.map((term) =>
    either([every(wordsOf(term).map(prefix)), ...asDigits(term), ...asId(term)]),
  );
  return either([every(apart), ...(run.length > 1 ? asDigits(run.join("")) : [])]);
}

function asDigits(term: string): string[] {
  const digits = digitsOf(term);
  // 0 within a country and 00 before another are dialled, but are not part of the number.
  const bare = digits.replace(/^0+/u, "");
  return [...new Set([digits, bare])].filter(({ length }) => length >= MIN_DIGITS).map(prefix);
}

function asId(term: string): string[] {
  const joined = wordsOf(term).join("");
  return [joined.length >= MIN_ID_START ? prefix(ID_MARK + joined) : `"${ID_MARK}${joined}"`];
}

const digitsOf = (text: string): string => text.replace(/\D+/gu, "").slice(-MAX_DIGITS);
const prefix = (word: string): string => `"${word}"*`;
const every = (parts: readonly string[]): string => parts.join(" AND ");
const either = (parts: readonly string[]): string => {
  const different = [...new Set(parts)];
  return `(${different.map((part) => (different.length > 1 ? `(${part})` : part)).join(" OR ")})`;
};
