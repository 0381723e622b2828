/** What can be ended towards the other side. */
export interface Endable {
  /**
   * CANCEL, BYE or a refusal, whichever it needs; once more where that was said before. `onHeard` runs
   * when the other side has answered it.
   */
  end(onHeard: () => void): void;
  /** Lets go of it without waiting any longer for the other side. */
  dispose(): void;
}

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
  readonly #owed = new Map<Endable, NodeJS.Timeout>();

  constructor(options: OwedEndsOptions) {
    this.#options = options;
  }

  say(leg: Endable): void {
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

  #end(leg: Endable): void {
    leg.end(() => {
      this.#settle(leg);
    });
  }

  #letGo(leg: Endable): void {
    this.#settle(leg);
    leg.dispose();
  }

  #settle(leg: Endable): void {
    clearTimeout(this.#owed.get(leg));
    this.#owed.delete(leg);
  }
}
