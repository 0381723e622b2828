import type { Database } from "better-sqlite3";
import type { Outcome } from "#core/outcome.ts";
import type { EpochMs } from "#core/time.ts";
import type { AttemptId } from "#core/turn.ts";
import type { Next, WrapUp } from "#core/wrap-up.ts";
import type { Ledger, StoredAttempt } from "#desk/ports.ts";
import type { StoredEvent } from "#desk/stored-event.ts";
import { isMadeSql } from "./attempts-made.ts";
import { classified } from "./errors.ts";
import { withSuperseded } from "./queue-sql.ts";

interface NextColumns {
  readonly next_do: Next["do"] | null;
  readonly next_at: EpochMs | null;
}

interface WrapUpRow extends NextColumns {
  readonly next_do: Next["do"];
  readonly attempt: AttemptId;
  readonly at: EpochMs;
  readonly outcome: Outcome;
  readonly code: string | null;
  readonly notes: string;
  readonly by: WrapUp["by"];
}

interface DraftRow extends NextColumns {
  readonly outcome: Outcome | null;
  readonly code: string | null;
  readonly notes: string;
}

type Today = ReturnType<Ledger["today"]>;

const nextOf = (kind: Next["do"], at: EpochMs | null): Next =>
  kind === "again" && at !== null
    ? { do: "again", at }
    : { do: kind === "close" ? "close" : "leave" };

/** What the ledger tells; all oldest first. */
export function openLedgerReads(
  db: Database,
): Pick<Ledger, "attempts" | "timeline" | "wrapUps" | "draft" | "today"> {
  const ofKey = "callback_id = (SELECT id FROM callback WHERE key = :key)";
  // What was done with the records that this one stands for was done with the callback.
  const together = `callback_id ${withSuperseded("(SELECT id FROM callback WHERE key = :key)")}`;
  // By row id: the order in which things happened, whatever the clock did meanwhile.
  const attempts = db.prepare<{ key: string }, StoredAttempt>(
    `SELECT key AS id, number, iif(origin = 'dialled', how, origin) AS how,
       started_at AS startedAt, sent_at AS sentAt, rang_at AS rangAt,
       answered_at AS answeredAt, ended_at AS endedAt, outcome, call_result AS callResult,
       disconnect_type AS disconnectType, sip_status AS sipStatus, sip_reason AS sipReason,
       q850_cause AS q850Cause, retry_after_seconds AS retryAfterSeconds, fault, ended_by AS endedBy
     FROM attempt WHERE ${together} ORDER BY attempt.id`,
  );
  const timeline = db.prepare<{ key: string }, StoredEvent>(
    `SELECT at, what, detail FROM timeline_event WHERE ${together} ORDER BY id`,
  );
  const wrapUps = db.prepare<{ key: string }, WrapUpRow>(
    `SELECT a.key AS attempt, w.at, w.outcome, w.code, w.notes, w.next_do, w.next_at, w.by
     FROM wrap_up AS w JOIN attempt AS a ON a.id = w.attempt_id
     WHERE w.${together} ORDER BY w.id`,
  );
  const draft = db.prepare<{ key: string }, DraftRow>(
    `SELECT outcome, code, notes, next_do, next_at FROM wrap_up_draft WHERE ${ofKey}`,
  );
  const today = db.prepare<[number], Today>(
    `SELECT count(*) AS called,
       count(answered_at) AS reached,
       coalesce(sum(max(0, ended_at - answered_at)), 0) AS talkMs
     FROM attempt WHERE started_at >= ? AND ${isMadeSql}`,
  );

  return {
    attempts: (key) => classified(() => attempts.all({ key })),
    timeline: (key) => classified(() => timeline.all({ key })),
    wrapUps: (key) =>
      classified(() =>
        wrapUps.all({ key }).map(({ attempt, at, outcome, code, notes, by, next_do, next_at }) => ({
          attempt,
          at,
          wrapUp: { outcome, code, notes, by, next: nextOf(next_do, next_at) },
        })),
      ),
    draft: (key) =>
      classified(() => {
        const row = draft.get({ key });
        if (row === undefined) return null;
        const { outcome, code, notes, next_do, next_at } = row;
        return { outcome, code, notes, next: next_do === null ? null : nextOf(next_do, next_at) };
      }),
    today: (from) => classified(() => today.get(from) ?? { called: 0, reached: 0, talkMs: 0 }),
  };
}
