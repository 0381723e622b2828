import type { Database } from "better-sqlite3";
import type { CallbackKey } from "#core/callback.ts";
import type { EpochMs } from "#core/time.ts";
import type { Turn } from "#core/turn.ts";
import type { Ledger } from "#desk/ports.ts";
import { changedOne, classified, LedgerBroken } from "./errors.ts";
import type { Leads } from "./leads.ts";
import { openLedgerReads } from "./ledger-reads.ts";
import { openRecords, type Owner } from "./ledger-records.ts";
import { openSearchIndex } from "./search-index.ts";
import type { Write } from "./transactions.ts";

/** Statements are prepared once, here; callers hold the returned functions and never see SQL. */
export function openLedger(db: Database, write: Write, leads: Leads): Ledger {
  const record = openRecords(db, openSearchIndex(db), leads);
  const owners = db.prepare<[string], Owner>(
    `SELECT id, is_demo, conversation_id, participant_id, communication_id, interaction_id
     FROM callback WHERE key = ?`,
  );
  // Another callback's turn in the one row is never written over.
  const keepTurn = db.prepare<{ owner: number; state: string; now: number }>(
    `INSERT INTO turn (id, callback_id, state, changed_at) VALUES (1, :owner, :state, :now)
     ON CONFLICT (id) DO UPDATE SET state = excluded.state, changed_at = excluded.changed_at
     WHERE callback_id = excluded.callback_id`,
  );
  const dropTurn = db.prepare<[number]>("DELETE FROM turn WHERE callback_id = ?");
  const openTurn = db.prepare<[], string>("SELECT state FROM turn").pluck();
  const keepDraft = db.prepare(
    `INSERT INTO wrap_up_draft (callback_id, outcome, code, notes, next_do, next_at, saved_at)
     VALUES (:owner, :outcome, :code, :notes, :next, :nextAt, :now)
     ON CONFLICT (callback_id) DO UPDATE SET outcome = excluded.outcome, code = excluded.code,
       notes = excluded.notes, next_do = excluded.next_do, next_at = excluded.next_at,
       saved_at = excluded.saved_at`,
  );

  function ownerOf(key: CallbackKey): Owner {
    const owner = owners.get(key);
    if (owner === undefined) throw new LedgerBroken(`no callback ${key}`);
    return owner;
  }

  function keep(owner: Owner, turn: Turn, now: EpochMs): void {
    if (turn.at === "closed") {
      dropTurn.run(owner.id);
      // As long as it was in hand it led.
      leads.settleAround(owner.id, now);
      return;
    }
    const kept = keepTurn.run({ owner: owner.id, state: JSON.stringify(turn), now });
    changedOne(kept, "the turn in hand, while another callback's is open");
  }

  return {
    ...openLedgerReads(db),
    commit: (turn, records, now) =>
      write(() => {
        const owner = ownerOf(turn.brief.key);
        for (const one of records) record(owner, one, now);
        keep(owner, turn, now);
      }),
    openTurn: () =>
      classified(() => {
        const state = openTurn.get();
        return state === undefined ? null : (JSON.parse(state) as Turn);
      }),
    saveDraft: (key, draft, now) =>
      write(() => {
        const { outcome, code, notes, next } = draft;
        const nextAt = next?.do === "again" ? next.at : null;
        const owner = ownerOf(key).id;
        keepDraft.run({ owner, outcome, code, notes, next: next?.do ?? null, nextAt, now });
      }),
  };
}
