import { closeSync, mkdtempSync, openSync, readSync, rmSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { IndexedProblem } from "#intake/entry.ts";

/** Problems told to a person; the others are counted. */
const MOST_FIRST = 20;
const MOST_IN_MEMORY = 1_000_000;
const READ_BYTES = 65_536;

/**
 * Problems of an import, as many as there are: a file of a million bad records has a list of them
 * that is larger than what may be held in memory, so it goes to a file of the owner's own.
 */
export class ProblemSpool {
  readonly #first: IndexedProblem[] = [];
  #count = 0;
  #text = "";
  #folder: string | null = null;
  #file = -1;

  get first(): readonly IndexedProblem[] {
    return this.#first;
  }

  get count(): number {
    return this.#count;
  }

  add({ index, path, reason }: IndexedProblem): void {
    const problem = { index, path, reason };
    if (this.#first.length < MOST_FIRST) this.#first.push(problem);
    this.#text += `${this.#count === 0 ? "" : ","}${JSON.stringify(problem)}`;
    this.#count += 1;
    if (this.#text.length > MOST_IN_MEMORY) this.#spill();
  }

  /** All of them as one JSON list, in pieces. */
  *json(): Generator<string> {
    yield "[";
    if (this.#folder !== null) {
      const decoder = new TextDecoder();
      const bytes = Buffer.alloc(READ_BYTES);
      let at = 0;
      for (let read = -1; read !== 0; at += read) {
        read = readSync(this.#file, bytes, 0, READ_BYTES, at);
        yield decoder.decode(bytes.subarray(0, read), { stream: true });
      }
    }
    yield this.#text;
    yield "]";
  }

  /** To be called at the end: nothing of it stays on disk. */
  discard(): void {
    if (this.#folder === null) return;
    closeSync(this.#file);
    rmSync(this.#folder, { recursive: true, force: true });
    this.#folder = null;
  }

  #spill(): void {
    if (this.#folder === null) {
      this.#folder = mkdtempSync(join(tmpdir(), "ringback-problems-"));
      this.#file = openSync(join(this.#folder, "problems.json"), "wx+", 0o600);
    }
    writeSync(this.#file, this.#text);
    this.#text = "";
  }
}
