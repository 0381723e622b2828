import type { EpochMs } from "./time.ts";
import type { ClosedHow } from "./turn.ts";
import type { Outcome } from "./outcome.ts";

/** An attempt that was dialled from here; one that called nobody (`isMade`) is not among them. */
export interface WorkedAttempt {
  readonly startedAt: EpochMs;
  /** Null: nobody answered. */
  readonly answeredAt: EpochMs | null;
  /** Null: live. */
  readonly endedAt: EpochMs | null;
  /** Number of the Engage enumeration; null while live. */
  readonly callResult: number | null;
  /** Null while live. */
  readonly disconnectType: string | null;
}

/** What the agent left about the latest attempt. */
export interface WorkedWrapUp {
  readonly outcome: Outcome;
  /** Null: the rule let her go without. */
  readonly code: string | null;
  readonly notes: string;
  /** When after-call work began: the end of its attempt. */
  readonly startedAt: EpochMs;
  readonly at: EpochMs;
}

/**
 * What was done with a record here since it came in: all that an export adds to the document that
 * came. A record nobody has touched has `untouched`, and goes out as it came.
 */
export interface LocalWork {
  /** When the agent first took it in hand; null: never. */
  readonly acceptedAt: EpochMs | null;
  /** Closed or given back from here; null while open, and when the platform closed it. */
  readonly over: { readonly at: EpochMs; readonly how: ClosedHow } | null;
  /** Promised from here for another time; null: it stands as it came. */
  readonly againAt: EpochMs | null;
  /** Oldest first. */
  readonly attempts: readonly WorkedAttempt[];
  readonly wrapUp: WorkedWrapUp | null;
}

export const untouched: LocalWork = {
  acceptedAt: null,
  over: null,
  againAt: null,
  attempts: [],
  wrapUp: null,
};
