import { closeSync, mkdtempSync, openSync, readSync, rmSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const MOST_IN_MEMORY = 1_000_000;
const READ_BYTES = 65_536;

/**
 * Text that has to wait, as much of it as there is: more than what may be held in memory goes to a
 * file of the owner's own.
 */
export class TextSpool {
  #text = "";
  #folder: string | null = null;
  #file = -1;

  add(text: string): void {
    this.#text += text;
    if (this.#text.length > MOST_IN_MEMORY) this.#spill();
  }

  /** All of it, in pieces. */
  *pieces(): Generator<string> {
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
  }

  /** All of it, line by line. */
  *lines(): Generator<string> {
    let tail = "";
    for (const piece of this.pieces()) {
      const lines = (tail + piece).split("\n");
      tail = lines.pop() ?? "";
      yield* lines;
    }
    if (tail !== "") yield tail;
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
      this.#folder = mkdtempSync(join(tmpdir(), "ringback-spool-"));
      this.#file = openSync(join(this.#folder, "text"), "wx+", 0o600);
    }
    writeSync(this.#file, this.#text);
    this.#text = "";
  }
}
