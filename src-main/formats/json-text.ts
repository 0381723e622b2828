/*
 * JSON as text. A record is kept as the very text it came as, because reading and writing JSON
 * changes it: long numbers lose digits, names given twice lose one, escapes are respelled. Every
 * function here expects text that JSON.parse has accepted.
 */

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COMMA = 0x2c;
const OPEN_LIST = 0x5b;
const CLOSE_LIST = 0x5d;
const OPEN_OBJECT = 0x7b;
const CLOSE_OBJECT = 0x7d;

const isSpace = (unit: number) => unit === 0x20 || unit === 0x0a || unit === 0x0d || unit === 0x09;

/** Index after the string that opens at `start`; the length of the text when it never closes. */
function afterString(text: string, start: number): number {
  for (let from = start + 1; ;) {
    const close = text.indexOf('"', from);
    if (close === -1) return text.length;
    let escapes = close;
    while (text.charCodeAt(escapes - 1) === BACKSLASH) escapes--;
    if ((close - escapes) % 2 === 0) return close + 1;
    from = close + 1;
  }
}

/** The same JSON without white space between its tokens; strings and numbers are untouched. */
export function compact(text: string): string {
  let tight = "";
  let from = 0;
  for (let at = 0; at < text.length;) {
    const unit = text.charCodeAt(at);
    if (unit === QUOTE) {
      at = afterString(text, at);
    } else if (isSpace(unit)) {
      tight += text.slice(from, at);
      while (isSpace(text.charCodeAt(at))) at++;
      from = at;
    } else {
      at++;
    }
  }
  return from === 0 ? text : tight + text.slice(from);
}

/** From `start` to before `end`. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

type Step = string | number;

/** Finds values by their place; what was looked through once is remembered. */
export interface JsonText {
  /** The span of the value at `place`, null when there is none. */
  find(place: readonly Step[]): Span | null;
  /** Where one more entry of the object at `place` goes, and whether it is the first; null when there is none. */
  room(place: readonly Step[]): { readonly at: number; readonly isFirst: boolean } | null;
}

interface Node extends Span {
  children: ReadonlyMap<Step, Node> | null;
}

export function jsonText(text: string): JsonText {
  const [start, end] = [skipSpace(text, 0), text.length];
  const root: Node = { start, end: afterValue(text, start, end), children: null };
  function nodeAt(place: readonly Step[]): Node | null {
    let node = root;
    for (const step of place) {
      node.children ??= childrenOf(text, node);
      const child = node.children.get(step);
      if (child === undefined) return null;
      node = child;
    }
    return node;
  }
  return {
    find(place) {
      const node = nodeAt(place);
      return node === null ? null : { start: node.start, end: node.end };
    },
    room(place) {
      const node = nodeAt(place);
      if (node === null || text.charCodeAt(node.start) !== OPEN_OBJECT) return null;
      node.children ??= childrenOf(text, node);
      const ends = [...node.children.values()].map(({ end }) => end);
      return { at: Math.max(node.start + 1, ...ends), isFirst: ends.length === 0 };
    },
  };
}

function childrenOf(text: string, parent: Node): ReadonlyMap<Step, Node> {
  const children = new Map<Step, Node>();
  const kind = text.charCodeAt(parent.start);
  if (kind !== OPEN_LIST && kind !== OPEN_OBJECT) return children;
  let at = skipSpace(text, parent.start + 1);
  for (let index = 0; at < parent.end - 1; index++) {
    let step: Step = index;
    if (kind === OPEN_OBJECT) {
      const afterName = afterString(text, at);
      step = JSON.parse(text.slice(at, afterName)) as string;
      at = skipSpace(text, skipSpace(text, afterName) + 1);
    }
    const end = afterValue(text, at, parent.end);
    // Of a name given twice the last counts, as it does for JSON.parse.
    children.set(step, { start: at, end, children: null });
    at = skipSpace(text, end);
    if (text.charCodeAt(at) === COMMA) at = skipSpace(text, at + 1);
  }
  return children;
}

function skipSpace(text: string, from: number): number {
  let at = from;
  while (isSpace(text.charCodeAt(at))) at++;
  return at;
}

function afterValue(text: string, start: number, limit: number): number {
  let depth = 0;
  for (let at = start; at < limit;) {
    const unit = text.charCodeAt(at);
    if (unit === QUOTE) {
      at = afterString(text, at);
      if (depth === 0) return at;
      continue;
    }
    if (unit === OPEN_OBJECT || unit === OPEN_LIST) {
      depth++;
    } else if (unit === CLOSE_OBJECT || unit === CLOSE_LIST) {
      if (depth === 0) return at;
      depth--;
      if (depth === 0) return at + 1;
    } else if (depth === 0 && (unit === COMMA || isSpace(unit))) {
      return at;
    }
    at++;
  }
  return limit;
}

/** `text` within `whole`, each cut replaced by its `by`. Cuts lie inside `whole`, apart and in order. */
export function splice(
  text: string,
  whole: Span,
  cuts: readonly (Span & { readonly by: string })[],
): string {
  let out = "";
  let from = whole.start;
  for (const cut of cuts) {
    out += text.slice(from, cut.start) + cut.by;
    from = cut.end;
  }
  return out + text.slice(from, whole.end);
}
