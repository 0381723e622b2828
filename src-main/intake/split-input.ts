import { isJson, LineGroups } from "./line-groups.ts";
import { isBlank, Portion, type Piece } from "./piece.ts";

export interface SplitLimits {
  /** A line, or an element of a list, longer than this is not read. Bytes. */
  readonly itemBytes: number;
  /** A JSON value spread over several lines longer than this is read line by line. Bytes. */
  readonly valueBytes: number;
}

export const defaultLimits: SplitLimits = { itemBytes: 8_000_000, valueBytes: 64_000_000 };

const NEWLINE = 0x0a;
const QUOTE = 0x22;
const COMMA = 0x2c;
const OPEN_LIST = 0x5b;
const BACKSLASH = 0x5c;
const CLOSE_LIST = 0x5d;
const OPEN_OBJECT = 0x7b;
const CLOSE_OBJECT = 0x7d;

/**
 * Cuts a stream of bytes into pieces that are JSON texts if the sender did it right: the elements of
 * a list, lines, or values that go over several lines. Which of them it is, the content tells.
 * Memory stays within the limits whatever comes.
 * ```txt
 * start --"["--> list --"]"--> start            (elements)
 *   '----any other byte--> lines                (for good)
 * ```
 */
export class InputSplitter {
  readonly #groups: LineGroups;
  #at: "start" | "list" | "lines" = "start";
  #portion: Portion;
  #depth = 0;
  #isInString = false;
  #isEscaped = false;
  #pieces: Piece[] = [];

  constructor(limits: SplitLimits) {
    this.#groups = new LineGroups(limits.valueBytes);
    this.#portion = new Portion(limits.itemBytes);
  }

  /** The pieces that this chunk completes. */
  push(chunk: Buffer): readonly Piece[] {
    let at = 0;
    while (at < chunk.length) {
      if (this.#at === "start") at = this.#start(chunk, at);
      else if (this.#at === "list") at = this.#list(chunk, at);
      else at = this.#lines(chunk, at);
    }
    return this.#taken();
  }

  /** The pieces that the end of the input completes. */
  end(): readonly Piece[] {
    if (this.#at === "list") {
      this.#pieces.push(...cutOff(this.#portion.take(true)));
    } else {
      this.#endLine();
      this.#pieces.push(...this.#groups.end());
    }
    return this.#taken();
  }

  #taken(): readonly Piece[] {
    const pieces = this.#pieces;
    this.#pieces = [];
    return pieces;
  }

  #start(chunk: Buffer, from: number): number {
    let at = from;
    while (at < chunk.length && isBlank(chunk[at])) at++;
    if (at === chunk.length) return at;
    this.#at = chunk[at] === OPEN_LIST ? "list" : "lines";
    return this.#at === "list" ? at + 1 : at;
  }

  #lines(chunk: Buffer, from: number): number {
    const newline = chunk.indexOf(NEWLINE, from);
    const end = newline === -1 ? chunk.length : newline;
    this.#portion.add(chunk, from, end);
    if (newline === -1) return end;
    this.#endLine();
    return newline + 1;
  }

  #endLine(): void {
    const line = this.#portion.take();
    if (line !== null) this.#pieces.push(...this.#groups.push(line));
  }

  #list(chunk: Buffer, from: number): number {
    for (let at = from; at < chunk.length; at++) {
      const byte = chunk[at];
      if (this.#isInString) {
        if (this.#isEscaped) this.#isEscaped = false;
        else if (byte === BACKSLASH) this.#isEscaped = true;
        else if (byte === QUOTE) this.#isInString = false;
      } else if (byte === QUOTE) {
        this.#isInString = true;
      } else if (byte === OPEN_OBJECT || byte === OPEN_LIST) {
        this.#depth++;
      } else if (this.#depth > 0) {
        if (byte === CLOSE_OBJECT || byte === CLOSE_LIST) this.#depth--;
      } else if (byte === COMMA || byte === CLOSE_LIST) {
        this.#portion.add(chunk, from, at);
        const element = this.#portion.take(true);
        if (element !== null) this.#pieces.push(element);
        if (byte === CLOSE_LIST) this.#at = "start";
        return at + 1;
      }
    }
    this.#portion.add(chunk, from, chunk.length);
    return chunk.length;
  }
}

/** A list that never closes has lost its end, and nobody can tell how much of it. */
function cutOff(last: Piece | null): readonly Piece[] {
  const cut = { is: "unreadable", isTooLong: false } as const;
  if (last?.is === "text" && !isJson(last.text)) {
    return [{ ...cut, text: last.text, reason: "not JSON: the input ends in the middle of it" }];
  }
  const lost = { ...cut, text: "", reason: "the list does not close: the input is cut off here" };
  return last === null ? [lost] : [last, lost];
}
