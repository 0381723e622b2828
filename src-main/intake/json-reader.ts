import type { Told } from "#formats/csv-fit.ts";
import type { Entry } from "./entry.ts";
import type { Item } from "./item.ts";
import type { Piece } from "./piece.ts";
import { readItems, type Format } from "./read-item.ts";
import { InputSplitter, type SplitLimits } from "./split-input.ts";
import { UnreadableInput } from "./unreadable-input.ts";

/** Junk held back until something proves that the input is JSON. */
const MOST_JUNK_ITEMS = 1_000;
const MOST_JUNK_UNITS = 16_000_000;

/**
 * Reads a JSON value, a list, an envelope, or one of these per line. Nothing comes out before something
 * in it has proved to be JSON.
 */
export class JsonReader {
  readonly found = null;
  readonly #format: Format;
  readonly #told: Told;
  readonly #splitter: InputSplitter;
  #isJsonSeen = false;
  #junk: Entry[] = [];
  #junkUnits = 0;
  #next = 0;

  constructor(format: Format, told: Told, limits: SplitLimits) {
    this.#format = format;
    this.#told = told;
    this.#splitter = new InputSplitter(limits);
  }

  *push(bytes: Buffer): Generator<Entry> {
    for (const piece of this.#splitter.push(bytes)) yield* this.#read(piece);
  }

  *end(): Generator<Entry> {
    for (const piece of this.#splitter.end()) yield* this.#read(piece);
    if (!this.#isJsonSeen && this.#next > 0) throw notJson();
  }

  *#read(piece: Piece): Generator<Entry> {
    const items =
      piece.is === "text" ? readItems(piece.text, this.#format, piece.isElement, this.#told) : null;
    const units = piece.text.length;
    if (items === null) {
      const reason = piece.is === "text" ? "not JSON" : piece.reason;
      const item: Item = { is: "refused", problem: { path: "$", reason }, text: piece.text };
      this.#junk.push({ index: this.#next++, row: null, item, units });
      this.#countJunk(piece);
    } else {
      this.#isJsonSeen = true;
    }
    if (!this.#isJsonSeen) return;
    const junk = this.#junk;
    this.#junk = [];
    yield* junk;
    for (const item of items ?? []) {
      yield { index: this.#next++, row: null, item, units: units / (items?.length ?? 1) };
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

const notJson = () =>
  new UnreadableInput(
    "the input is neither JSON nor lines of JSON, nor a table; nothing was imported. " +
      "Give a JSON value, a JSON list, one JSON object per line, or a table with a header",
    { is: "no-json" },
  );
