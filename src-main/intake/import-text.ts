import type { ImportCounts, ImportProblem } from "#contract/imports.ts";
import { noCounts } from "#desk/import-port.ts";
import type { Callbacks, Clock } from "#desk/ports.ts";
import { problemsOf, type Entry } from "./entry.ts";
import { TextReader, type ReadOptions, type TextSource } from "./read-text.ts";

export interface ImportOptions extends ReadOptions {
  readonly callbacks: Pick<Callbacks, "put" | "batch" | "quarantine">;
  readonly clock: Clock;
  readonly isDemo: boolean;
  /** Records kept in one transaction at most. */
  readonly batchSize?: number;
  /** Asked after every record: true ends the transaction before it is full. */
  readonly isBatchOver?: () => boolean;
  /** Told after every transaction what has been kept so far. */
  readonly onBatch?: (counts: ImportCounts) => void;
  /** Told every problem once what it belongs to is kept, in the order of the input. */
  readonly onProblem?: (problem: ImportProblem) => void;
  /** Ends the import between two transactions by throwing the signal's reason; what is kept stays. */
  readonly signal?: AbortSignal;
}

/**
 * Keeps every record of the input: a JSON value, a list, an envelope, one of these per line, or the
 * rows of a table. Bad parts are refused one by one and stop nothing. Memory does not grow with the
 * input.
 * @throws UnreadableInput when nothing in it can be read.
 */
export async function importText(
  source: TextSource,
  options: ImportOptions,
): Promise<ImportCounts> {
  const reader = new TextReader(options);
  const keeping = new Keeping(options);
  for await (const chunk of source) {
    for (const entry of reader.push(chunk)) keeping.take(entry);
    // Whoever asks for the next chunk may say that of this one everything is kept.
    keeping.flush();
    options.signal?.throwIfAborted();
  }
  for (const entry of reader.end()) keeping.take(entry);
  keeping.flush();
  return keeping.counts;
}

/** Records of megabytes make smaller batches, for what waits is in memory. */
const LARGEST_BATCH_UNITS = 16_000_000;

const BATCH_SIZE = 64;

/** An entry that has not been kept yet, and what is to be told of it then. */
interface Waiting {
  readonly entry: Entry;
  readonly problems: readonly ImportProblem[];
}

/** Keeps what was read, a batch at a time. */
class Keeping {
  readonly #options: ImportOptions;
  readonly #batchSize: number;
  #waiting: Waiting[] = [];
  #waitingUnits = 0;
  readonly #counts = { ...noCounts };

  constructor(options: ImportOptions) {
    this.#options = options;
    this.#batchSize = options.batchSize ?? BATCH_SIZE;
  }

  take(entry: Entry): void {
    this.#waiting.push({ entry, problems: problemsOf(entry) });
    this.#waitingUnits += entry.units;
    const isFull =
      this.#waiting.length >= this.#batchSize || this.#waitingUnits >= LARGEST_BATCH_UNITS;
    if (isFull) this.flush();
  }

  get counts(): ImportCounts {
    return { ...this.#counts };
  }

  flush(): void {
    const waiting = this.#waiting;
    this.#waiting = [];
    this.#waitingUnits = 0;
    for (let from = 0; from < waiting.length;) from = this.#keep(waiting, from);
  }

  /** One transaction; returns where the next one begins. */
  #keep(waiting: readonly Waiting[], from: number): number {
    const { callbacks, clock, isDemo, isBatchOver, onBatch, onProblem, signal } = this.#options;
    signal?.throwIfAborted();
    const now = clock();
    // Counted only once it is kept: a transaction that fails has kept nothing.
    const did = { added: 0, updated: 0, unchanged: 0, refused: 0 };
    const end = callbacks.batch(() => {
      for (let at = from; at < waiting.length; at++) {
        const { entry, problems } = waiting[at] as Waiting;
        if (entry.item.is === "record") {
          did[callbacks.put(entry.item.record, now, isDemo).did]++;
        } else {
          for (const { index, path, reason } of problems) {
            callbacks.quarantine(entry.item.text, { index, path, reason }, now);
          }
          did.refused++;
        }
        if (isBatchOver?.() === true) return at + 1;
      }
      return waiting.length;
    });
    const counts = this.#counts;
    counts.read += end - from;
    counts.added += did.added;
    counts.updated += did.updated;
    counts.unchanged += did.unchanged;
    counts.refused += did.refused;
    for (const { entry, problems } of waiting.slice(from, end)) {
      if (entry.item.is === "record" && problems.length > 0) counts.flagged++;
      for (const problem of problems) onProblem?.(problem);
    }
    onBatch?.(this.counts);
    return end;
  }
}
