import type { EpochMs } from "./time.ts";

/** What an envelope says about when its records stood as they do; null means that it does not say. */
export interface Told {
  /** What the versions are counted in: the topic of a notification, else "conversation". */
  readonly topic: string | null;
  readonly version: number | null;
  /** The event's own time. */
  readonly at: EpochMs | null;
}

export const untold: Told = { topic: null, version: null, at: null };
