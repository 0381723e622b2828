/** The clock is looked at this often. */
const LOOK_MS = 5_000;
/** A look that comes so much too late was slept through: no work of ours takes as long. */
const LATE_MS = 20_000;

/**
 * Tells when the machine, or this process with it, was stopped and goes on: by the clock, for a plain
 * process is told nothing by its system. A clock set forward by hand looks the same and does no harm.
 * Returns the end of it.
 */
export function watchSleep(parts: {
  /** Wall-clock milliseconds. */
  readonly clock: () => number;
  /** Runs something once, so many milliseconds from now; the result calls it off. */
  readonly after: (delayMs: number, run: () => void) => () => void;
  readonly onWoke: () => void;
}): () => void {
  const { clock, after, onWoke } = parts;
  let lookedAt = clock();
  let stop = after(LOOK_MS, look);

  function look(): void {
    const now = clock();
    const lateMs = now - lookedAt - LOOK_MS;
    lookedAt = now;
    stop = after(LOOK_MS, look);
    if (lateMs >= LATE_MS) onWoke();
  }

  return () => {
    stop();
  };
}
