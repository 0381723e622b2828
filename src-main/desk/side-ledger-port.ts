import type { CallbackKey } from "#core/callback.ts";
import type { SideCall, SideRecord } from "#core/side-calls.ts";
import type { EpochMs } from "#core/time.ts";
import type { StoredEvent } from "./stored-event.ts";

/** A call beside the attempts as stored. Null times: it has not happened. */
export interface StoredSideCall {
  readonly kind: SideCall["kind"];
  /** Null: the caller hides it. */
  readonly number: string | null;
  readonly name: string | null;
  readonly startedAt: EpochMs;
  readonly answeredAt: EpochMs | null;
  readonly endedAt: EpochMs | null;
  /** Null while live. */
  readonly outcome: string | null;
  /** Null: live, never dialled, or an attempt at the callback tells its end. */
  readonly endedBy: string | null;
  readonly sipStatus: number | null;
  readonly q850Cause: number | null;
  /** What happened in it, oldest first. */
  readonly story: readonly StoredEvent[];
}

/** The calls beside the attempts, one row each. */
export interface SideLedger {
  /**
   * Commits rows in their order, in one transaction.
   * @throws StoreFull when the disk cannot take them; nothing was changed then.
   */
  commit(records: readonly SideRecord[]): void;
  /** Closes the rows of calls that were live when the last process ended. */
  recover(now: EpochMs): void;
  /** Those about a callback and the records it stands for, oldest first. */
  calls(key: CallbackKey): readonly StoredSideCall[];
  /** The latest of all, newest first, each with the callback it was about; null: none known. */
  latest(limit: number): readonly (StoredSideCall & { readonly callback: CallbackKey | null })[];
}
