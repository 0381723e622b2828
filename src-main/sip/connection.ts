import type { UserAgent } from "sip.js";
import { whyUnreachable } from "./reading.ts";
import type { PhoneTiming } from "./timing.ts";

export interface ConnectionOptions {
  readonly ua: UserAgent;
  readonly timing: PhoneTiming;
  /** A try failed; the next follows by itself. */
  readonly onUnreachable: (reason: string) => void;
}

/** Keeps the socket up: tries again with growing, random waits for as long as it is wanted. */
export class Connection {
  readonly #options: ConnectionOptions;
  #isWanted = false;
  #isTrying = false;
  #failures = 0;
  #timer: NodeJS.Timeout | null = null;

  constructor(options: ConnectionOptions) {
    this.#options = options;
  }

  start(): void {
    this.#isWanted = true;
    void this.#try((ua) => ua.start());
  }

  stop(): void {
    this.#isWanted = false;
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
  }

  /** To be called when an open socket ended. */
  lost(): void {
    this.#later(Math.random() * this.#options.timing.reconnectFirstMs);
  }

  #later(waitMs: number): void {
    if (!this.#isWanted || this.#timer !== null) return;
    this.#timer = setTimeout(() => {
      this.#timer = null;
      void this.#try((ua) => ua.reconnect());
    }, waitMs);
  }

  async #try(connect: (ua: UserAgent) => Promise<void>): Promise<void> {
    if (this.#isTrying) return;
    this.#isTrying = true;
    const { ua, timing, onUnreachable } = this.#options;
    try {
      await connect(ua);
      this.#failures = 0;
    } catch (error) {
      if (!this.#isWanted) return;
      const wait = Math.min(timing.reconnectMaxMs, timing.reconnectBaseMs * 2 ** this.#failures);
      this.#failures = Math.min(this.#failures + 1, 16);
      onUnreachable(whyUnreachable(error));
      this.#later(wait * (0.5 + Math.random()));
    } finally {
      this.#isTrying = false;
    }
  }
}
