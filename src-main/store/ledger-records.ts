import type { Database } from "better-sqlite3";
import type { PlatformIdentity } from "#core/callback.ts";
import type { EpochMs } from "#core/time.ts";
import { unreachable } from "#core/outcome.ts";
import type { TurnRecord } from "#core/turn.ts";
import type { Next } from "#core/wrap-up.ts";
import type { CallbackStatus } from "#desk/operations-port.ts";
import type { OutboxEntry } from "#desk/ports.ts";
import { changedOne, LedgerBroken } from "./errors.ts";
import type { Leads } from "./leads.ts";
import type { SearchIndex } from "./search-index.ts";

/** The callback a commit is about. */
export interface Owner {
  readonly id: number;
  readonly is_demo: number;
  readonly conversation_id: string | null;
  readonly participant_id: string | null;
  readonly communication_id: string | null;
  readonly interaction_id: string | null;
}

type Written<K extends TurnRecord["write"]> = Extract<TurnRecord, { write: K }>;

/**
 * Writes records of a turn; to be called inside the transaction that keeps the turn's state.
 * @throws LedgerBroken when a record contradicts what is on file: the whole commit is then undone.
 */
export function openRecords(
  db: Database,
  search: SearchIndex,
  leads: Leads,
): (owner: Owner, record: TurnRecord, now: EpochMs) => void {
  const openAttempt = db.prepare<[string, number, string, string, string, number]>(
    `INSERT INTO attempt (key, callback_id, number, how, origin, started_at)
     VALUES (?, ?, ?, ?, ?, ?)`,
  );
  /** The first report counts; a second one of the same kind changes nothing. */
  const mark = (column: "sent_at" | "rang_at" | "answered_at") =>
    db.prepare<[number, string, number]>(
      `UPDATE attempt SET ${column} = coalesce(${column}, ?)
       WHERE key = ? AND callback_id = ? AND ended_at IS NULL`,
    );
  const sent = mark("sent_at");
  const rang = mark("rang_at");
  const answered = mark("answered_at");
  const closeAttempt = db.prepare(
    `UPDATE attempt SET ended_at = :at, outcome = :outcome, call_result = :callResult,
       disconnect_type = :disconnectType, sip_status = :sipStatus, sip_reason = :sipReason,
       q850_cause = :q850Cause, retry_after_seconds = :retryAfterSeconds, fault = :fault,
       ended_by = :by
     WHERE key = :attempt AND callback_id = :owner AND ended_at IS NULL`,
  );
  const endedAttempt = db
    .prepare<[string, number], number>(
      "SELECT id FROM attempt WHERE key = ? AND callback_id = ? AND ended_at IS NOT NULL",
    )
    .pluck();
  const addWrapUp = db.prepare(
    `INSERT INTO wrap_up
       (callback_id, attempt_id, at, outcome, code, notes, next_do, next_at, by)
     VALUES (:owner, :attempt, :at, :outcome, :code, :notes, :next, :nextAt, :by)`,
  );
  const dropDraft = db.prepare<[number]>("DELETE FROM wrap_up_draft WHERE callback_id = ?");
  const setStatus = db.prepare<{
    id: number;
    status: CallbackStatus;
    again: number | null;
    closed: number | null;
    now: number;
  }>(
    `UPDATE callback SET status = :status, again_at = coalesce(:again, again_at),
       closed_at = :closed, changed_at = :now WHERE id = :id`,
  );
  const setAccepted = db.prepare<[number, number, number]>(
    "UPDATE callback SET accepted_at = coalesce(accepted_at, ?), changed_at = ? WHERE id = ?",
  );
  const tell = db.prepare<[number, number, string, string | null]>(
    "INSERT INTO timeline_event (callback_id, at, what, detail) VALUES (?, ?, ?, ?)",
  );
  const owe = db.prepare<[number, string, string, number]>(
    "INSERT INTO outbox (callback_id, kind, body, created_at) VALUES (?, ?, ?, ?)",
  );

  function settle(
    owner: Owner,
    now: EpochMs,
    fate: { status: CallbackStatus; again?: EpochMs; closed?: EpochMs },
  ): void {
    const { status, again = null, closed = null } = fate;
    changedOne(setStatus.run({ id: owner.id, status, again, closed, now }), "status of a callback");
    if (status !== "open") leads.endWith(owner.id, status, closed, now);
  }

  function settleNext(owner: Owner, next: Next, at: EpochMs, now: EpochMs): void {
    // Left where it stood: a time set earlier keeps its place in the queue.
    if (next.do === "close") settle(owner, now, { status: "closed", closed: at });
    else settle(owner, now, { status: "open", ...(next.do === "again" && { again: next.at }) });
  }

  /** What is owed carries all that a sender needs: the record may have changed when it is sent. */
  function queue(owner: Owner, kind: OutboxEntry["kind"], what: object, now: EpochMs): void {
    if (owner.is_demo === 1) return;
    owe.run(owner.id, kind, JSON.stringify({ identity: identityOf(owner), ...what }), now);
  }

  function wrapUp(owner: Owner, record: Written<"wrapped-up">, now: EpochMs): void {
    const { at, attempt, wrapUp: said } = record;
    const id = endedAttempt.get(attempt, owner.id);
    if (id === undefined) {
      throw new LedgerBroken(`wrap-up of an attempt that has not ended: ${attempt}`);
    }
    addWrapUp.run({
      owner: owner.id,
      attempt: id,
      at,
      outcome: said.outcome,
      code: said.code,
      notes: said.notes,
      next: said.next.do,
      nextAt: said.next.do === "again" ? said.next.at : null,
      by: said.by,
    });
    settleNext(owner, said.next, at, now);
    dropDraft.run(owner.id);
    queue(owner, "wrap-up", { at, attempt, wrapUp: said }, now);
    if (said.notes !== "") search.refresh(owner.id);
  }

  function open(owner: Owner, record: Written<"attempt-opened">): string {
    const { attempt, number, how, at } = record;
    const isDialled = how === "agent" || how === "countdown";
    // She who answers a call decides on it as she who dials does; the origin tells the two apart.
    const [by, origin] = isDialled ? [how, "dialled"] : ["agent", how];
    openAttempt.run(attempt, owner.id, number, by, origin, at);
    return number;
  }

  /** Writes the record's own rows and returns the detail of its entry in the time line. */
  function write(owner: Owner, record: TurnRecord, now: EpochMs): string | null {
    switch (record.write) {
      case "attempt-opened":
        return open(owner, record);
      case "attempt-sent":
        changedOne(sent.run(record.at, record.attempt, owner.id), "a sent attempt");
        return null;
      case "attempt-rang":
        changedOne(rang.run(record.at, record.attempt, owner.id), "a ringing attempt");
        return null;
      case "attempt-answered":
        changedOne(answered.run(record.at, record.attempt, owner.id), "an answered attempt");
        return null;
      case "attempt-closed": {
        const { attempt, at, end, verdict } = record;
        const closed = closeAttempt.run({ ...end, ...verdict, attempt, at, owner: owner.id });
        changedOne(closed, "an ended attempt");
        return verdict.outcome;
      }
      case "happened":
        if (record.what === "accepted") {
          changedOne(setAccepted.run(record.at, now, owner.id), "an accepted callback");
        }
        return record.detail ?? null;
      case "wrapped-up":
        wrapUp(owner, record, now);
        return record.wrapUp.code;
      case "skipped":
        settle(owner, now, { status: "closed", closed: record.at });
        queue(owner, "skip", { at: record.at, code: record.code }, now);
        return record.code;
      case "declined":
        settle(owner, now, { status: "released" });
        queue(owner, "decline", { at: record.at }, now);
        return null;
      case "rescheduled": {
        const { at, againAt } = record;
        settle(owner, now, { status: "open", again: againAt });
        queue(owner, "reschedule", { at, againAt }, now);
        return new Date(againAt).toISOString();
      }
      default:
        return unreachable(record);
    }
  }

  return (owner, record, now) => {
    const detail = write(owner, record, now);
    tell.run(owner.id, record.at, record.write === "happened" ? record.what : record.write, detail);
  };
}

const identityOf = (owner: Owner): PlatformIdentity => ({
  conversationId: owner.conversation_id,
  participantId: owner.participant_id,
  communicationId: owner.communication_id,
  interactionId: owner.interaction_id,
});
