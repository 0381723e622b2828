/** Runs `run` once after `ms`; the returned function calls it off. */
export type After = (ms: number, run: () => void) => () => void;

const FIRST_MS = 250;
const LONGEST_MS = 30_000;
const CALM_MS = 60_000;

/**
 * How long to wait before bringing back something that broke: a quarter of a second at first, twice
 * as long each time it breaks again within a minute, thirty seconds at most. `now` is in milliseconds
 * of any clock that only grows.
 */
export function createBackoff(now: () => number): () => number {
  let lastAt = Number.NEGATIVE_INFINITY;
  let waitMs = FIRST_MS;
  return () => {
    const at = now();
    waitMs = at - lastAt > CALM_MS ? FIRST_MS : Math.min(waitMs * 2, LONGEST_MS);
    lastAt = at;
    return waitMs;
  };
}
