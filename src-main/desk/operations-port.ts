import type { Callback, CallbackKey, Shape } from "#core/callback.ts";
import type { LocalWork } from "#core/local-work.ts";
import type { EpochMs } from "#core/time.ts";

/* What the store offers to whoever runs it: what leaves, what was refused, what may go. */

export type CallbackStatus = "open" | "closed" | "released";

/** Which records leave; what is not named is not asked for. */
export interface ExportFilter {
  readonly status?: CallbackStatus | undefined;
  /** The platform's state in any spelling of it; of Engage the number of its `callback_status`. */
  readonly state?: string | undefined;
  /** Words, as in `QueueQuery`. */
  readonly query?: string | undefined;
}

/** A record as it came, beside what was done with it here. */
export interface ExportedRecord {
  readonly key: CallbackKey;
  readonly shape: Shape;
  readonly callback: Callback;
  /** JSON text of the record as it came. */
  readonly raw: string;
  /** JSON text of the envelope without the record, null when it came bare. */
  readonly envelope: string | null;
  readonly status: CallbackStatus;
  readonly work: LocalWork;
}

/** What was refused and is kept for somebody to look into it. */
export interface QuarantinedText {
  readonly id: number;
  readonly at: EpochMs;
  /** Its place in the input it came in, counted from 0. */
  readonly index: number;
  readonly path: string;
  readonly reason: string;
  readonly text: string;
}

/** Where and why a text is no record. */
type Refused = Pick<QuarantinedText, "path" | "reason">;

export interface Quarantine {
  /** Keeps what was no record at all, with the reason; the same text again is kept once. */
  quarantine(text: string, refused: Refused & { readonly index: number }, now: EpochMs): void;
  /** What was refused, oldest first, from behind the one with the id `after`; null: from the start. */
  quarantined(after: number | null, limit: number): readonly QuarantinedText[];
  /** Puts a repaired text, or a newer reason, in the place of what is kept; false when it is not there. */
  replaceQuarantined(id: number, text: string, refused: Refused): boolean;
  /** False when it is not there. */
  dropQuarantined(id: number): boolean;
}

/** Why a record stays: not over, in the agent's hands, still owed to the platform, or not old enough. */
export type KeptBecause = "open" | "in-hand" | "owed" | "recent";

/** One part of the records looked over; `next` is where to go on, null when all have been. */
export interface PurgeStep {
  readonly removed: number;
  readonly kept: Readonly<Record<KeptBecause, number>>;
  readonly next: number | null;
}

export interface Retention {
  /**
   * Removes the closed and released callbacks of one part of the store that were closed, or last
   * changed, before that instant, with all that belongs to them; one transaction of a few milliseconds.
   */
  purge(asked: {
    readonly before: EpochMs;
    /** `next` of the step before; null: from the start. */
    readonly after: number | null;
    /** Removes nothing and counts what would be. */
    readonly isDryRun: boolean;
  }): PurgeStep;
  /** Gives some of the room that is free in the file back to the disk; false when none was given. */
  reclaim(): boolean;
}
