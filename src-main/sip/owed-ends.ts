import type { Leg } from "./call-parts.ts";

export interface OwedEndsOptions {
  readonly isConnected: () => boolean;
  /** One that nobody has heard for this long is let go of. */
  readonly limitMs: number;
}

/**
 * The ends of calls that the other side has not confirmed yet. Each is said at once where there is a
 * connection; whatever was on its way when that was lost is said again when it is back.
 */
export class OwedEnds {
  readonly #options: OwedEndsOptions;
  /** Each with the timer that gives up on it. */
  readonly #owed = new Map<Leg, NodeJS.Timeout>();

  constructor(options: OwedEndsOptions) {
    this.#options = options;
  }

  say(leg: Leg): void {
    const { isConnected, limitMs } = this.#options;
    const limit = setTimeout(() => {
      this.#letGo(leg);
    }, limitMs);
    clearTimeout(this.#owed.get(leg));
    this.#owed.set(leg, limit);
    if (isConnected()) this.#end(leg);
  }

  connected(): void {
    for (const leg of [...this.#owed.keys()]) this.#end(leg);
  }

  stop(): void {
    for (const leg of [...this.#owed.keys()]) this.#letGo(leg);
  }

  #end(leg: Leg): void {
    leg.end(() => {
      this.#settle(leg);
    });
  }

  #letGo(leg: Leg): void {
    this.#settle(leg);
    leg.dispose();
  }

  #settle(leg: Leg): void {
    clearTimeout(this.#owed.get(leg));
    this.#owed.delete(leg);
  }
}
