import type { UserAgent } from "sip.js";
import type { LineTrouble } from "#contract/line-trouble.ts";
import { localAddresses } from "./local-addresses.ts";
import { patienceFor, whyUnreachable } from "./reading.ts";
import type { PhoneTiming } from "./timing.ts";

export interface ConnectionOptions {
  readonly ua: UserAgent;
  readonly timing: PhoneTiming;
  /** Ends the socket, open or opening; its end is told as any other. */
  readonly cut: () => void;
  /** Ends the socket unless it still works. */
  readonly doubt: () => void;
  /** A try failed; the next follows by itself. */
  readonly onUnreachable: (reason: LineTrouble) => void;
}

/**
 * Keeps the socket up for as long as it is wanted. After a server was down, for however long, it is
 * reached again within a second; what is further away is asked less often.
 */
export class Connection {
  readonly #options: ConnectionOptions;
  #isWanted = false;
  #isTrying = false;
  /** Somebody knows that waiting is of no use: the next try is due at once. */
  #isHurried = false;
  #failures = 0;
  #openedAt = 0;
  #timer: NodeJS.Timeout | null = null;
  #look: NodeJS.Timeout | null = null;
  #addresses = "";

  constructor(options: ConnectionOptions) {
    this.#options = options;
  }

  start(): void {
    this.#isWanted = true;
    this.#addresses = localAddresses().join(" ");
    this.#look = setInterval(() => {
      this.#lookAround();
    }, this.#options.timing.networkLookMs);
    void this.#try((ua) => ua.start());
  }

  stop(): void {
    this.#isWanted = false;
    this.#wait(null);
    if (this.#look !== null) clearInterval(this.#look);
    this.#look = null;
  }

  /** To be called when an open socket ended. */
  lost(): void {
    const { reconnectFirstMs, reconnectNearMs, reconnectSteadyMs } = this.#options.timing;
    const wasSteady = performance.now() - this.#openedAt >= reconnectSteadyMs;
    this.#failures = wasSteady ? 0 : this.#failures + 1;
    if (this.#failures <= 1) this.#later(Math.random() * reconnectFirstMs);
    else this.#later(this.#backOff(reconnectNearMs));
  }

  /** The machine slept, and the socket with it: it is opened anew at once. */
  woke(): void {
    if (!this.#isWanted) return;
    this.#hurry();
    this.#options.cut();
  }

  /** Another network, or one more or less: a socket that it has not cut is kept. */
  networkChanged(): void {
    if (!this.#isWanted) return;
    this.#hurry();
    if (this.#options.ua.isConnected()) this.#options.doubt();
    else this.#options.cut();
  }

  #lookAround(): void {
    const addresses = localAddresses().join(" ");
    if (addresses === this.#addresses) return;
    this.#addresses = addresses;
    this.networkChanged();
  }

  #hurry(): void {
    this.#failures = 0;
    if (this.#timer === null) this.#isHurried = true;
    else this.#wait(0);
  }

  #later(waitMs: number): void {
    if (this.#isWanted && this.#timer === null) this.#wait(this.#isHurried ? 0 : waitMs);
    this.#isHurried = false;
  }

  #wait(waitMs: number | null): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    if (waitMs === null) return;
    this.#timer = setTimeout(() => {
      this.#timer = null;
      void this.#try((ua) => ua.reconnect());
    }, waitMs);
  }

  /** Never longer than `capMs`, and never much sooner: many clients come back spread out. */
  #backOff(capMs: number): number {
    const { reconnectBaseMs } = this.#options.timing;
    return Math.min(capMs, reconnectBaseMs * 2 ** this.#failures) * (0.5 + Math.random() / 2);
  }

  async #try(connect: (ua: UserAgent) => Promise<void>): Promise<void> {
    if (this.#isTrying) return;
    this.#isTrying = true;
    const { ua, timing, onUnreachable } = this.#options;
    try {
      await connect(ua);
      this.#openedAt = performance.now();
      this.#isHurried = false;
    } catch (error) {
      if (!this.#isWanted) return;
      const capMs = {
        near: timing.reconnectNearMs,
        far: timing.reconnectFarMs,
        long: timing.reconnectMaxMs,
      }[patienceFor(error)];
      const waitMs = this.#backOff(capMs);
      this.#failures = Math.min(this.#failures + 1, 16);
      onUnreachable(whyUnreachable(error));
      this.#later(waitMs);
    } finally {
      this.#isTrying = false;
    }
  }
}
