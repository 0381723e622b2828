import { readItems, type Format, type Item } from "./read-item.ts";
import type { Piece } from "./piece.ts";
import { defaultLimits, InputSplitter, type SplitLimits } from "./split-input.ts";

/** How an input is to be read, whoever takes what is in it. */
export interface ReadOptions {
  readonly format: Format;
  readonly limits?: Partial<SplitLimits>;
}

/** A record, or something that stands where a record should. */
export interface Entry {
  /** Counted from 0 over everything that came, refused or not. */
  readonly index: number;
  readonly item: Item;
  /** Length of the text it came in. */
  readonly units: number;
}

/** The input as a whole is neither JSON nor lines of JSON; nothing of it was kept. */
export class UnreadableInput extends Error {
  override readonly name = "UnreadableInput";
}

export type TextSource = AsyncIterable<Buffer | string>;

/** Junk held back until something proves that the input is JSON. */
const MOST_JUNK_ITEMS = 1_000;
const MOST_JUNK_UNITS = 16_000_000;

/**
 * Reads a JSON value, a list, an envelope, or one of these per line. Bad parts are refused one by one
 * and stop nothing. Memory does not grow with the input. Nothing comes out before something in it
 * has proved to be JSON.
 */
export class TextReader {
  readonly #format: Format;
  readonly #splitter: InputSplitter;
  readonly #opening = new Opening();
  #isJsonSeen = false;
  #junk: Entry[] = [];
  #junkUnits = 0;
  #next = 0;

  constructor({ format, limits }: ReadOptions) {
    this.#format = format;
    this.#splitter = new InputSplitter({ ...defaultLimits, ...limits });
  }

  /**
   * What this chunk completes; to be taken before the next one is pushed.
   * @throws UnreadableInput when it can be no JSON at all.
   */
  *push(chunk: Buffer | string): Generator<Entry> {
    const bytes = this.#opening.push(typeof chunk === "string" ? Buffer.from(chunk) : chunk);
    for (const piece of this.#splitter.push(bytes)) yield* this.#read(piece);
  }

  /**
   * What the end of the input completes.
   * @throws UnreadableInput when nothing in it was JSON.
   */
  *end(): Generator<Entry> {
    for (const piece of this.#splitter.push(this.#opening.end())) yield* this.#read(piece);
    for (const piece of this.#splitter.end()) yield* this.#read(piece);
    if (!this.#isJsonSeen && this.#next > 0) throw notJson();
  }

  *#read(piece: Piece): Generator<Entry> {
    const items = piece.is === "text" ? readItems(piece.text, this.#format, piece.isElement) : null;
    const units = piece.text.length;
    if (items === null) {
      const reason = piece.is === "text" ? "not JSON" : piece.reason;
      const problem = { path: "$", reason };
      const item: Item = { is: "refused", problem, text: piece.text };
      this.#junk.push({ index: this.#next++, item, units });
      this.#countJunk(piece);
    } else {
      this.#isJsonSeen = true;
    }
    if (!this.#isJsonSeen) return;
    const junk = this.#junk;
    this.#junk = [];
    yield* junk;
    for (const item of items ?? []) {
      yield { index: this.#next++, item, units: units / (items?.length ?? 1) };
    }
  }

  /** Something too long may well be JSON; only what was looked at and is none counts as junk. */
  #countJunk(piece: Piece): void {
    if (piece.is === "unreadable" && piece.isTooLong && /^\s*[[{]/.test(piece.text)) {
      this.#isJsonSeen = true;
    }
    if (this.#isJsonSeen) return;
    this.#junkUnits += piece.text.length;
    if (this.#next >= MOST_JUNK_ITEMS || this.#junkUnits > MOST_JUNK_UNITS) throw notJson();
  }
}

/** Looks at the first bytes: takes a byte order mark away, and knows the encodings we do not read. */
class Opening {
  #held: Buffer | null = Buffer.alloc(0);

  push(chunk: Buffer): Buffer {
    if (this.#held === null) return chunk;
    this.#held = Buffer.concat([this.#held, chunk]);
    return this.#held.length < 3 ? Buffer.alloc(0) : this.end();
  }

  end(): Buffer {
    const bytes = this.#held ?? Buffer.alloc(0);
    this.#held = null;
    const start = bytes.toString("latin1", 0, 3);
    if (start.startsWith("\xff\xfe") || start.startsWith("\xfe\xff")) {
      throw new UnreadableInput("the input is UTF-16 text; save it as UTF-8 and import it again");
    }
    if (start.startsWith("\x1f\x8b") || start.startsWith("PK\x03")) {
      throw new UnreadableInput(
        "the input is a compressed file; unpack it and import what is inside",
      );
    }
    return start === "\xef\xbb\xbf" ? bytes.subarray(3) : bytes;
  }
}

const notJson = () =>
  new UnreadableInput(
    "the input is neither JSON nor lines of JSON; nothing was imported. " +
      "Give a JSON value, a JSON list, or one JSON object per line",
  );
