import type { Database } from "better-sqlite3";
import type { EpochMs } from "#core/time.ts";
import type { CallbackStatus } from "#desk/operations-port.ts";
import { isOver, readCanonical } from "./callback-row.ts";
import { chooseLeads, type Contender } from "./lead.ts";

interface Member {
  readonly id: number;
  readonly superseded_by: number | null;
  readonly status: CallbackStatus;
  readonly again_at: EpochMs | null;
  readonly accepted_at: EpochMs | null;
  readonly canonical: string;
  readonly is_in_hand: number;
}

/** Keeps, of several records of one callback, exactly one in the queue. */
export interface Leads {
  /** Chooses anew among the records of this row's conversation. */
  settleAround(row: number, now: EpochMs): void;
  /** What the agent ended with the leader is ended for all that it stands for. */
  endWith(row: number, status: "closed" | "released", closedAt: EpochMs | null, now: EpochMs): void;
}

export function openLeads(db: Database): Leads {
  const siblings = `FROM callback AS c
    WHERE c.conversation_id = (SELECT conversation_id FROM callback WHERE id = :row)
      AND +c.is_demo = (SELECT is_demo FROM callback WHERE id = :row) AND c.interaction_id IS NULL`;
  const count = db.prepare<{ row: number }, number>(`SELECT count(*) ${siblings}`).pluck();
  const members = db.prepare<{ row: number }, Member>(
    `SELECT c.id, c.superseded_by, c.status, c.again_at, c.accepted_at,
       (SELECT canonical FROM payload WHERE callback_id = c.id) AS canonical,
       EXISTS (SELECT 1 FROM turn WHERE callback_id = c.id) AS is_in_hand
     ${siblings}`,
  );
  const numbersOf = db
    .prepare<[number], string>(
      "SELECT coalesce(dialable, text) FROM callback_number WHERE callback_id = ?",
    )
    .pluck();
  const follow = db.prepare<[number | null, number, number]>(
    "UPDATE callback SET superseded_by = ?, changed_at = ? WHERE id = ?",
  );
  const promise = db.prepare<[EpochMs, EpochMs, number]>(
    `UPDATE callback SET again_at = ?, status = 'open', closed_at = NULL, changed_at = ?
     WHERE id = ?`,
  );
  const dropPromise = db.prepare<[number]>("UPDATE callback SET again_at = NULL WHERE id = ?");
  const end = db.prepare<[string, EpochMs | null, EpochMs, number]>(
    `UPDATE callback SET status = ?, closed_at = ?, changed_at = ?
     WHERE superseded_by = ? AND status = 'open'`,
  );

  function contenderOf(member: Member): Contender {
    const callback = readCanonical(member.canonical);
    const { participantId, communicationId } = callback.identity;
    const purpose = callback.purpose?.toLowerCase();
    return {
      id: member.id,
      numbers: numbersOf.all(member.id),
      isWorking: purpose === "agent" || purpose === "user",
      joinedAt: callback.createdAt ?? callback.startAlertingAt ?? callback.connectedAt,
      isOver: isOver(callback),
      isInHand: member.is_in_hand === 1,
      name: JSON.stringify([participantId, communicationId]),
    };
  }

  /** The time that was promised holds whichever of the records leads. */
  function movePromise(leader: Member, led: readonly Member[], now: EpochMs): void {
    const promised = led.filter(({ again_at }) => again_at !== null);
    const isEndedHere = leader.status !== "open" && leader.accepted_at !== null;
    if (promised.length === 0 || leader.again_at !== null || isEndedHere) return;
    const at = Math.max(...promised.map(({ again_at }) => again_at ?? 0)) as EpochMs;
    promise.run(at, now, leader.id);
    for (const { id } of promised) dropPromise.run(id);
  }

  return {
    settleAround(row, now) {
      if ((count.get({ row }) ?? 0) < 2) return;
      const all = members.all({ row });
      const leads = chooseLeads(all.map(contenderOf));
      for (const { id, superseded_by } of all) {
        const by = leads.get(id) ?? null;
        if (by !== superseded_by) follow.run(by, now, id);
      }
      for (const leader of all.filter(({ id }) => leads.get(id) === null)) {
        const led = all.filter(({ id }) => leads.get(id) === leader.id);
        movePromise(leader, led, now);
      }
    },
    endWith: (row, status, closedAt, now) => void end.run(status, closedAt, now, row),
  };
}
