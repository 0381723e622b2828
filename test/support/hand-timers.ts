import type { Timers } from "#contract/bridge.ts";

/** Timers whose clock is moved by hand. */
export function handTimers(): { readonly timers: Timers; pass(ms: number): void; count(): number } {
  const due = new Set<{ at: number; run: () => void }>();
  let now = 0;
  return {
    timers: {
      after: (ms, run) => {
        const entry = { at: now + ms, run };
        due.add(entry);
        return () => void due.delete(entry);
      },
    },
    count: () => due.size,
    pass: (ms) => {
      now += ms;
      for (const entry of [...due].filter((each) => each.at <= now)) {
        if (due.delete(entry)) entry.run();
      }
    },
  };
}
