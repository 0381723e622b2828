import { epochMs, type EpochMs } from "#core/time.ts";

/** Differences of main's clock below this are the road's jitter, not another clock. */
const JITTER_MS = 250;
const TICK_MS = 200;

/** The window's one ticking clock. It shows main's time, so durations agree with what main decides. */
export class Clock {
  /** Main's time, renewed five times a second. */
  now = $state<EpochMs>(epochMs(0));
  /** The same, renewed every five seconds: for lists that say "12 min late". */
  readonly slow: EpochMs = $derived(epochMs(this.now - (this.now % 5_000)));
  readonly #local: () => number;
  #offsetMs = 0;

  constructor(local: () => number) {
    this.#local = local;
    this.now = epochMs(local());
  }

  /** Takes the time of a snapshot that has just come. */
  align(mainNow: EpochMs): void {
    const offsetMs = mainNow - this.#local();
    if (Math.abs(offsetMs - this.#offsetMs) > JITTER_MS) {
      this.#offsetMs = offsetMs;
      this.#tick();
    }
  }

  /** Main's time at this very moment; reading it makes nobody depend on the tick. */
  read(): EpochMs {
    return epochMs(Math.round(this.#local() + this.#offsetMs));
  }

  start(): () => void {
    this.#tick();
    const timer = setInterval(() => this.#tick(), TICK_MS);
    return () => clearInterval(timer);
  }

  #tick(): void {
    this.now = this.read();
  }
}
