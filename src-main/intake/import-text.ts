import type { Callbacks, Clock, IncomingRecord, Problem } from "#desk/ports.ts";
import type { Piece } from "./piece.ts";
import { readItems, type Format, type Item } from "./read-item.ts";
import { defaultLimits, InputSplitter, type SplitLimits } from "./split-input.ts";

/** A problem at the record with this index, counted from 0 over everything that came, refused or not. */
export interface IndexedProblem extends Problem {
  readonly index: number;
}

/** `read` counts everything that came: `added + updated + unchanged + refused.length`. */
export interface ImportSummary {
  readonly read: number;
  readonly added: number;
  readonly updated: number;
  readonly unchanged: number;
  /** Fields that could not be read; their records are kept, with the raw payload. */
  readonly flagged: readonly IndexedProblem[];
  /** What was no record at all; kept in quarantine. */
  readonly refused: readonly IndexedProblem[];
}

export interface ImportOptions {
  readonly format: Format;
  readonly callbacks: Callbacks;
  readonly clock: Clock;
  readonly isDemo: boolean;
  readonly limits?: Partial<SplitLimits>;
  /** Records kept in one transaction. */
  readonly batchSize?: number;
  /** Told after every transaction how many records have come so far. */
  readonly onProgress?: (read: number) => void;
  /** Ends the import between two transactions by throwing the signal's reason; what is kept stays. */
  readonly signal?: AbortSignal;
}

/** The input as a whole is neither JSON nor lines of JSON; nothing of it was kept. */
export class UnreadableInput extends Error {
  override readonly name = "UnreadableInput";
}

export type TextSource = AsyncIterable<Buffer | string>;

/**
 * Keeps every record of the input: a JSON value, a list, an envelope, or one of these per line. Bad
 * parts are refused one by one and stop nothing. Memory does not grow with the input, but for the
 * lists of problems.
 * @throws UnreadableInput when nothing in it is JSON.
 */
export async function importText(
  source: TextSource,
  options: ImportOptions,
): Promise<ImportSummary> {
  const splitter = new InputSplitter({ ...defaultLimits, ...options.limits });
  const keeping = new Keeping(options);
  const opening = new Opening();
  for await (const chunk of source) {
    const bytes = opening.push(typeof chunk === "string" ? Buffer.from(chunk) : chunk);
    for (const piece of splitter.push(bytes)) keeping.take(piece);
    options.signal?.throwIfAborted();
  }
  for (const piece of splitter.push(opening.end())) keeping.take(piece);
  for (const piece of splitter.end()) keeping.take(piece);
  return keeping.finish();
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

/** Junk held back until something proves that the input is JSON. */
const MOST_JUNK_ITEMS = 1_000;
const MOST_JUNK_UNITS = 16_000_000;

/** Records of megabytes make smaller batches, for what waits is in memory. */
const LARGEST_BATCH_UNITS = 16_000_000;

type Refusal = IndexedProblem & { readonly text: string };
type Waiting = IncomingRecord | Refusal;

/** Reads pieces and keeps what they hold, a batch at a time. */
class Keeping {
  readonly #options: ImportOptions;
  readonly #batchSize: number;
  #waiting: Waiting[] = [];
  #isJsonSeen = false;
  #junkUnits = 0;
  #waitingUnits = 0;
  #next = 0;
  readonly #counts = { added: 0, updated: 0, unchanged: 0 };
  readonly #flagged: IndexedProblem[] = [];
  readonly #refused: IndexedProblem[] = [];

  constructor(options: ImportOptions) {
    this.#options = options;
    this.#batchSize = options.batchSize ?? 500;
  }

  take(piece: Piece): void {
    const items =
      piece.is === "text" ? readItems(piece.text, this.#options.format, piece.isElement) : null;
    if (items === null) {
      this.#refuse(piece.text, {
        path: "$",
        reason: piece.is === "text" ? "not JSON" : piece.reason,
      });
      this.#countJunk(piece);
    } else {
      this.#isJsonSeen = true;
      for (const item of items) this.#takeItem(item);
    }
    this.#waitingUnits += piece.text.length;
    const isFull =
      this.#waiting.length >= this.#batchSize || this.#waitingUnits >= LARGEST_BATCH_UNITS;
    if (this.#isJsonSeen && isFull) this.#flush();
  }

  finish(): ImportSummary {
    if (!this.#isJsonSeen && this.#next > 0) throw notJson();
    this.#flush();
    return { read: this.#next, ...this.#counts, flagged: this.#flagged, refused: this.#refused };
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

  #takeItem(item: Item): void {
    if (item.is === "refused") {
      this.#refuse(item.text, item.problem);
      return;
    }
    const index = this.#next++;
    for (const problem of item.record.problems) this.#flagged.push({ index, ...problem });
    this.#waiting.push(item.record);
  }

  #refuse(text: string, problem: Problem): void {
    const refusal = { index: this.#next++, ...problem };
    this.#refused.push(refusal);
    this.#waiting.push({ ...refusal, text });
  }

  #flush(): void {
    const waiting = this.#waiting;
    this.#waiting = [];
    this.#waitingUnits = 0;
    if (waiting.length === 0) return;
    this.#options.signal?.throwIfAborted();
    const { callbacks, clock, isDemo } = this.#options;
    const now = clock();
    const counts = this.#counts;
    callbacks.batch(() => {
      for (const each of waiting) {
        if ("raw" in each) {
          counts[callbacks.put(each, now, isDemo).did]++;
        } else {
          const { index, path, reason } = each;
          callbacks.quarantine(each.text, { index, path, reason }, now);
        }
      }
    });
    this.#options.onProgress?.(this.#next);
  }
}

const notJson = () =>
  new UnreadableInput(
    "the input is neither JSON nor lines of JSON; nothing was imported. " +
      "Give a JSON value, a JSON list, or one JSON object per line",
  );
