import type { Callback, Shape } from "#core/callback.ts";
import type { ImportProblem } from "#contract/imports.ts";
import { problemsOf, type Entry } from "./entry.ts";
import type { FoundTable } from "./found-table.ts";
import { TextReader, type ReadOptions, type TextSource } from "./read-text.ts";

export interface PreviewOptions extends ReadOptions {
  /** How many of the first records are told in full. */
  readonly mostRecords?: number;
  /** How many of the first problems are told in the answer. */
  readonly mostProblems?: number;
  /** Told every problem as it is found, also beyond `mostProblems`. */
  readonly onProblem?: (problem: ImportProblem) => void;
  /** Told now and then how many records have come so far. */
  readonly onProgress?: (read: number) => void;
  /** Ends the preview by throwing the signal's reason. */
  readonly signal?: AbortSignal;
}

export interface PreviewRecord {
  readonly index: number;
  readonly callback: Callback;
}

/** What an import of the same input would do, before it does it. */
export interface Preview {
  /** How the characters are written, such as `utf-8`. */
  readonly encoding: string;
  /** How a table was understood; null when the input is JSON. */
  readonly table: FoundTable | null;
  /** Records and refusals: `read = records that would be kept + refused`. */
  readonly read: number;
  readonly refused: number;
  /** Records with a field that could not be read. */
  readonly flagged: number;
  /** How many records of each shape there are. */
  readonly shapes: Readonly<Partial<Record<Shape, number>>>;
  /** The first records as they would be read. */
  readonly records: readonly PreviewRecord[];
  /** The first problems in the order of the input. */
  readonly problems: readonly ImportProblem[];
  /** How many problems there are in all. */
  readonly problemCount: number;
}

/**
 * Reads the whole input as `importText` would, and keeps nothing of it. Memory does not grow with
 * the input.
 * @throws UnreadableInput when nothing in it is a record.
 */
export async function previewText(source: TextSource, options: PreviewOptions): Promise<Preview> {
  const reader = new TextReader(options);
  const looking = new Looking(options);
  for await (const chunk of source) {
    for (const entry of reader.push(chunk)) looking.take(entry);
    looking.tellProgress();
    options.signal?.throwIfAborted();
  }
  for (const entry of reader.end()) looking.take(entry);
  looking.tellProgress();
  return { ...reader.found, ...looking.finish() };
}

const MOST_RECORDS = 5;
const MOST_PROBLEMS = 1_000;

/** Counts what was read, and keeps the first of it. */
class Looking {
  readonly #options: PreviewOptions;
  readonly #mostRecords: number;
  readonly #mostProblems: number;
  readonly #shapes: Partial<Record<Shape, number>> = {};
  readonly #records: PreviewRecord[] = [];
  readonly #problems: ImportProblem[] = [];
  #read = 0;
  #refused = 0;
  #flagged = 0;
  #problemCount = 0;

  constructor(options: PreviewOptions) {
    this.#options = options;
    this.#mostRecords = options.mostRecords ?? MOST_RECORDS;
    this.#mostProblems = options.mostProblems ?? MOST_PROBLEMS;
  }

  take(entry: Entry): void {
    const { index, item } = entry;
    const problems = problemsOf(entry);
    this.#read = index + 1;
    if (item.is === "refused") {
      this.#refused++;
    } else {
      const { callback } = item.record;
      this.#shapes[callback.shape] = (this.#shapes[callback.shape] ?? 0) + 1;
      if (this.#records.length < this.#mostRecords) this.#records.push({ index, callback });
      if (problems.length > 0) this.#flagged++;
    }
    for (const problem of problems) this.#note(problem);
  }

  tellProgress(): void {
    this.#options.onProgress?.(this.#read);
  }

  finish(): Omit<Preview, "encoding" | "table"> {
    return {
      read: this.#read,
      refused: this.#refused,
      flagged: this.#flagged,
      shapes: this.#shapes,
      records: this.#records,
      problems: this.#problems,
      problemCount: this.#problemCount,
    };
  }

  #note(problem: ImportProblem): void {
    this.#problemCount++;
    if (this.#problems.length < this.#mostProblems) this.#problems.push(problem);
    this.#options.onProblem?.(problem);
  }
}
