import type { EpochMs } from "#core/time.ts";
import type { After, Callbacks, Clock, Counted, QueueCounts, Report } from "./ports.ts";

export interface CountsParts {
  readonly callbacks: Pick<Callbacks, "counting">;
  readonly revision: () => number;
  readonly clock: Clock;
  readonly after: After;
  /** Called when there are newer counts than those given last. */
  readonly changed: () => void;
  readonly report: Report;
}

export interface KeptCounts {
  /**
   * The counts of this moment when they are known or soon found; else the last ones, while newer ones
   * are found between other work. A promise only while there are none at all.
   */
  read(): QueueCounts | Promise<QueueCounts>;
  stop(): void;
}

/** Slices at once, before other work comes first: enough for some ten thousand callbacks. */
const AT_ONCE = 16;
/** Counting rests this many times as long as it took, so that a store that changes all the time costs little. */
const REST_FACTOR = 4;

interface Count {
  readonly slices: Generator<undefined, Counted>;
  readonly revision: number;
  readonly from: EpochMs;
  readonly coming: PromiseWithResolvers<QueueCounts>;
}

/** Keeps the counts of a queue of any size at hand, without ever holding main up for them. */
export function keepCounts(parts: CountsParts): KeptCounts {
  const { callbacks, clock, after } = parts;
  let kept: (Counted & { readonly revision: number; readonly from: EpochMs }) | null = null;
  let counting: Count | null = null;
  let cancel = (): void => undefined;
  let isResting = false;
  let isAskedMeanwhile = false;

  function isFresh(): boolean {
    if (kept?.revision !== parts.revision()) return false;
    const now = clock();
    return now >= kept.from && (kept.until === null || now < kept.until);
  }

  function begin(): Count {
    const from = clock();
    counting = {
      slices: callbacks.counting(from),
      revision: parts.revision(),
      from,
      coming: Promise.withResolvers(),
    };
    return counting;
  }

  /** True when the count is done. */
  function go({ slices, revision, from, coming }: Count, most: number): boolean {
    for (let slice = 0; slice < most; slice += 1) {
      const { done, value } = slices.next();
      if (done !== true) continue;
      kept = { ...value, revision, from };
      counting = null;
      coming.resolve(value.counts);
      return true;
    }
    return false;
  }

  function goOn(count: Count): void {
    cancel = after(0, () => {
      try {
        if (!go(count, 1)) {
          goOn(count);
          return;
        }
        parts.changed();
      } catch (error) {
        counting = null;
        count.coming.reject(error);
        parts.report("the callbacks of the queue could not be counted", error);
      }
      rest(REST_FACTOR * Math.max(0, clock() - count.from));
    });
  }

  function rest(ms: number): void {
    isResting = true;
    isAskedMeanwhile = false;
    cancel = after(ms, () => {
      isResting = false;
      if (isAskedMeanwhile && !isFresh()) goOn(begin());
    });
  }

  return {
    read() {
      if (isResting) isAskedMeanwhile = true;
      else if (counting === null && !isFresh()) {
        const count = begin();
        if (!go(count, AT_ONCE)) goOn(count);
      }
      if (kept !== null) return kept.counts;
      return (counting ?? begin()).coming.promise;
    },
    stop: () => cancel(),
  };
}
