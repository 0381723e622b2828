/** Runs `run` once, `delayMs` from now, by Node's own timer; the returned function calls it off. */
export function after(delayMs: number, run: () => void): () => void {
  const timer = setTimeout(run, delayMs);
  return () => clearTimeout(timer);
}
