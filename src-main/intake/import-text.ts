import type { Callbacks, Clock, IncomingRecord, Problem } from "#desk/ports.ts";
import { TextReader, type Entry, type ReadOptions, type TextSource } from "./read-text.ts";

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

export interface ImportOptions extends ReadOptions {
  readonly callbacks: Callbacks;
  readonly clock: Clock;
  readonly isDemo: boolean;
  /** Records kept in one transaction. */
  readonly batchSize?: number;
  /** Told after every transaction how many records have come so far. */
  readonly onProgress?: (read: number) => void;
  /** Ends the import between two transactions by throwing the signal's reason; what is kept stays. */
  readonly signal?: AbortSignal;
}

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
  const reader = new TextReader(options);
  const keeping = new Keeping(options);
  for await (const chunk of source) {
    for (const entry of reader.push(chunk)) keeping.take(entry);
    options.signal?.throwIfAborted();
  }
  for (const entry of reader.end()) keeping.take(entry);
  return keeping.finish();
}

/** Records of megabytes make smaller batches, for what waits is in memory. */
const LARGEST_BATCH_UNITS = 16_000_000;

type Refusal = IndexedProblem & { readonly text: string };
type Waiting = IncomingRecord | Refusal;

/** Keeps what was read, a batch at a time. */
class Keeping {
  readonly #options: ImportOptions;
  readonly #batchSize: number;
  #waiting: Waiting[] = [];
  #waitingUnits = 0;
  #read = 0;
  readonly #counts = { added: 0, updated: 0, unchanged: 0 };
  readonly #flagged: IndexedProblem[] = [];
  readonly #refused: IndexedProblem[] = [];

  constructor(options: ImportOptions) {
    this.#options = options;
    this.#batchSize = options.batchSize ?? 500;
  }

  take({ index, item, units }: Entry): void {
    this.#read = index + 1;
    if (item.is === "refused") {
      const refusal = { index, ...item.problem };
      this.#refused.push(refusal);
      this.#waiting.push({ ...refusal, text: item.text });
    } else {
      for (const problem of item.record.problems) this.#flagged.push({ index, ...problem });
      this.#waiting.push(item.record);
    }
    this.#waitingUnits += units;
    const isFull =
      this.#waiting.length >= this.#batchSize || this.#waitingUnits >= LARGEST_BATCH_UNITS;
    if (isFull) this.#flush();
  }

  finish(): ImportSummary {
    this.#flush();
    return { read: this.#read, ...this.#counts, flagged: this.#flagged, refused: this.#refused };
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
    this.#options.onProgress?.(this.#read);
  }
}
