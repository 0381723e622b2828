import type { After, Clock, Report, Store } from "./ports.ts";
import { keepCounts, type KeptCounts } from "./queue-counts.ts";

export interface QueueWatchParts {
  readonly store: Pick<Store, "callbacks" | "revision">;
  readonly clock: Clock;
  readonly after: After;
  /** Some row changed, came due, or there are newer counts. */
  readonly changed: (revision: number) => void;
  readonly report: Report;
}

export interface QueueWatch {
  readonly counts: Pick<KeptCounts, "read">;
  /** Tells at once what has changed since the last time. */
  look(): void;
  stop(): void;
}

/** The queue is looked at this often for rows written by another process, by an import, or come due. */
const WATCH_MS = 1_000;
const DUE_EVERY = 30;

/** Notices what changes in the queue, whoever did it. */
export function watchQueue(parts: QueueWatchParts): QueueWatch {
  const { store, after } = parts;
  let watches = 0;
  let seen = store.revision();
  const counts = keepCounts({
    ...parts,
    callbacks: store.callbacks,
    revision: () => store.revision(),
    changed: () => parts.changed(store.revision()),
  });

  function look(): void {
    const now = store.revision();
    if (now === seen) return;
    seen = now;
    parts.changed(now);
  }

  function watch(): void {
    watches += 1;
    // Rows come due by the mere passing of time, which changes no revision.
    if (watches % DUE_EVERY === 0) seen = -1;
    look();
    cancel = after(WATCH_MS, watch);
  }
  let cancel = after(WATCH_MS, watch);

  return {
    counts,
    look,
    stop() {
      cancel();
      counts.stop();
    },
  };
}
