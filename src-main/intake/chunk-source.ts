import { setImmediate as nextTurn } from "node:timers/promises";

/** Between two parts of this size the reader's thread hears what it is told. */
const PART_BYTES = 65_536;

interface Part {
  readonly bytes: Buffer;
  /** The last of its chunk. */
  readonly isLast: boolean;
}

/** The chunks of a file as they are handed over, for whoever reads them one after the other. */
export class ChunkSource implements AsyncIterable<Buffer> {
  readonly #onTaken: () => void;
  readonly #waiting: Part[] = [];
  #isEnded = false;
  #fault: { readonly error: unknown } | null = null;
  #wake: () => void = () => undefined;

  /** `onTaken` is called for each chunk once its reader comes for the next one. */
  constructor(onTaken: () => void) {
    this.#onTaken = onTaken;
  }

  push(chunk: Buffer): void {
    let at = 0;
    do {
      const bytes = chunk.subarray(at, at + PART_BYTES);
      at += PART_BYTES;
      this.#waiting.push({ bytes, isLast: at >= chunk.length });
    } while (at < chunk.length);
    this.#wake();
  }

  end(): void {
    this.#isEnded = true;
    this.#wake();
  }

  /** The reader gets the error instead of the next chunk. */
  fail(error: unknown): void {
    this.#fault ??= { error };
    this.#wake();
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Buffer> {
    for (;;) {
      await nextTurn();
      const part = await this.#next();
      if (part === undefined) return;
      yield part.bytes;
      if (part.isLast) this.#onTaken();
    }
  }

  async #next(): Promise<Part | undefined> {
    for (;;) {
      if (this.#fault !== null) throw this.#fault.error;
      const part = this.#waiting.shift();
      if (part !== undefined || this.#isEnded) return part;
      await new Promise<void>((resolve) => (this.#wake = resolve));
    }
  }
}
