import type { EpochMs } from "#core/time.ts";

/** An entry of a story as stored, of a callback or of a call; `what` is a `Happening` or a kind of record. */
export interface StoredEvent {
  readonly at: EpochMs;
  readonly what: string;
  readonly detail: string | null;
}
