const gestures = ["pointerdown", "pointerup", "keydown"] as const;

/**
 * Calls `run` whenever the agent clicks or types, until the returned function is called: browsers let a
 * page play only after that. In the browser host she does so in the page around this frame.
 */
export function atGestures(run: () => void): () => void {
  const stopping = new AbortController();
  for (const page of new Set([window, window.parent])) {
    for (const gesture of gestures) {
      page.addEventListener(gesture, run, { capture: true, signal: stopping.signal });
    }
  }
  return () => stopping.abort();
}
