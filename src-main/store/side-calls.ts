import type { Database } from "better-sqlite3";
import type { CallbackKey } from "#core/callback.ts";
import { unreachable } from "#core/outcome.ts";
import type { SideRecord } from "#core/side-calls.ts";
import type { SideLedger, StoredSideCall } from "#desk/side-ledger-port.ts";
import type { StoredEvent } from "#desk/stored-event.ts";
import { changedOne, classified } from "./errors.ts";
import { withSuperseded } from "./queue-sql.ts";
import type { Write } from "./transactions.ts";

type Row = Omit<StoredSideCall, "story"> & { readonly id: number };

/** Statements are prepared once, here; callers hold the returned functions and never see SQL. */
export function openSideCalls(db: Database, write: Write): SideLedger {
  // Where no callback is named, it is the one about whose attempt somebody is consulted.
  const open = db.prepare(
    `INSERT INTO side_call (key, kind, callback_id, number, name, started_at)
     VALUES (:call, :kind, coalesce((SELECT id FROM callback WHERE key = :about),
       (SELECT callback_id FROM attempt WHERE key = :beside)), :number, :name, :at)`,
  );
  const answer = db.prepare<[number, string]>(
    "UPDATE side_call SET answered_at = coalesce(answered_at, ?) WHERE key = ?",
  );
  const close = db.prepare(
    `UPDATE side_call SET ended_at = :at, outcome = :outcome, ended_by = :by,
       sip_status = :sipStatus, sip_reason = :sipReason, q850_cause = :q850Cause, fault = :fault
     WHERE key = :call AND ended_at IS NULL`,
  );
  // Who rang belongs to the story of the callback, whether or not anybody answered.
  const tell = db.prepare<[string, string, string]>(
    `INSERT INTO timeline_event (callback_id, at, what, detail)
     SELECT callback_id, started_at, ?, ? FROM side_call
     WHERE key = ? AND kind = 'incoming' AND callback_id IS NOT NULL`,
  );
  const happened = db.prepare<[number, string, string | null, string]>(
    `INSERT INTO timeline_event (callback_id, side_call_id, at, what, detail)
     SELECT callback_id, id, ?, ?, ? FROM side_call WHERE key = ?`,
  );
  const interrupt = db.prepare<[number]>(
    `UPDATE side_call SET ended_at = ?, outcome = 'unknown', ended_by = 'interrupted'
     WHERE ended_at IS NULL`,
  );
  const columns = `s.id, s.kind, s.number, s.name, s.started_at AS startedAt, s.answered_at AS answeredAt,
    s.ended_at AS endedAt, s.outcome, s.ended_by AS endedBy, s.sip_status AS sipStatus,
    s.q850_cause AS q850Cause`;
  // By row id: the order in which things happened, whatever the clock did meanwhile.
  const calls = db.prepare<{ key: string }, Row>(
    `SELECT ${columns} FROM side_call AS s
     WHERE s.callback_id ${withSuperseded("(SELECT id FROM callback WHERE key = :key)")}
     ORDER BY s.id`,
  );
  const latest = db.prepare<[number], Row & { readonly callback: CallbackKey | null }>(
    `SELECT c.key AS callback, ${columns} FROM side_call AS s
     LEFT JOIN callback AS c ON c.id = s.callback_id ORDER BY s.id DESC LIMIT ?`,
  );

  const story = db.prepare<[number], StoredEvent>(
    "SELECT at, what, detail FROM timeline_event WHERE side_call_id = ? ORDER BY id",
  );
  const withStory = <T extends Row>({ id, ...call }: T) => ({ ...call, story: story.all(id) });

  function keep(record: SideRecord): void {
    switch (record.write) {
      case "side-opened":
        open.run({ ...record });
        break;
      case "side-answered":
        changedOne(answer.run(record.at, record.call), "an answered call");
        break;
      case "side-closed": {
        const { call, at, outcome, end } = record;
        const { by = null, sipStatus = null, sipReason = null } = end ?? {};
        const { q850Cause = null, fault = null } = end ?? {};
        const told = { call, at, outcome, by, sipStatus, sipReason, q850Cause, fault };
        changedOne(close.run(told), "an ended call");
        tell.run("rang-in", outcome, call);
        break;
      }
      case "side-happened": {
        const { call, at, what, detail = null } = record;
        changedOne(happened.run(at, what, detail, call), "what happened in a call");
        break;
      }
      default:
        unreachable(record);
    }
  }

  return {
    commit: (records) => {
      write(() => {
        for (const record of records) keep(record);
      });
    },
    recover: (now) => {
      write(() => void interrupt.run(now));
    },
    calls: (key) => classified(() => calls.all({ key }).map(withStory)),
    latest: (limit) => classified(() => latest.all(limit).map(withStory)),
  };
}
