import { setImmediate as nextTurn } from "node:timers/promises";

/** The chunks of a file as they are handed over, for whoever reads them one after the other. */
export class ChunkSource implements AsyncIterable<Buffer> {
  readonly #onTaken: () => void;
  #waiting: Buffer[] = [];
  #isEnded = false;
  #fault: { readonly error: unknown } | null = null;
  #wake: () => void = () => undefined;

  /** `onTaken` is called for each chunk once its reader comes for the next one. */
  constructor(onTaken: () => void) {
    this.#onTaken = onTaken;
  }

  push(chunk: Buffer): void {
    this.#waiting.push(chunk);
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
      // Whoever hands chunks over must come to word between two of them.
      await nextTurn();
      const chunk = await this.#next();
      if (chunk === undefined) return;
      yield chunk;
      this.#onTaken();
    }
  }

  async #next(): Promise<Buffer | undefined> {
    for (;;) {
      if (this.#fault !== null) throw this.#fault.error;
      const chunk = this.#waiting.shift();
      if (chunk !== undefined || this.#isEnded) return chunk;
      await new Promise<void>((resolve) => (this.#wake = resolve));
    }
  }
}
