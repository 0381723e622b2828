import type { IndexedProblem } from "#intake/entry.ts";
import { TextSpool } from "./text-spool.ts";

/** Problems told to a person; the others are counted. */
const MOST_FIRST = 20;

/**
 * Problems of an import, as many as there are: a file of a million bad records has a list of them
 * that is larger than what may be held in memory.
 */
export class ProblemSpool {
  readonly #first: IndexedProblem[] = [];
  readonly #spool = new TextSpool();
  #count = 0;

  get first(): readonly IndexedProblem[] {
    return this.#first;
  }

  get count(): number {
    return this.#count;
  }

  add({ index, path, reason }: IndexedProblem): void {
    const problem = { index, path, reason };
    if (this.#first.length < MOST_FIRST) this.#first.push(problem);
    this.#spool.add(`${this.#count === 0 ? "" : ","}${JSON.stringify(problem)}`);
    this.#count += 1;
  }

  /** All of them as one JSON list, in pieces. */
  *json(): Generator<string> {
    yield "[";
    yield* this.#spool.pieces();
    yield "]";
  }

  /** To be called at the end: nothing of it stays on disk. */
  discard(): void {
    this.#spool.discard();
  }
}
