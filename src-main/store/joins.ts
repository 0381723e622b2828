import type { Database } from "better-sqlite3";
import type { EpochMs } from "#core/time.ts";
import type { CallbackStatus } from "#desk/operations-port.ts";
import type { Named } from "./arrange.ts";
import type { Asides } from "./asides.ts";
import type { Leads } from "./leads.ts";
import { compareAge, isSameKind, supplants } from "./newer.ts";
import type { Rows } from "./rows.ts";
import { isRead, type ReadTelling, type Telling } from "./telling.ts";

/** A telling and the row it stands in. */
export interface Placed extends Named {
  readonly row: number;
  readonly telling: Telling;
}

/** A telling in a row, or what came and stands nowhere yet. */
export type Member = Placed | (Named & { readonly row: null });
type Group = readonly Member[];

export interface Joins {
  /** Makes every group a row of its own; tells in which row each member stands then. */
  move(groups: readonly Group[], now: EpochMs): ReadonlyMap<Member, number>;
}

export interface JoinsParts {
  readonly db: Database;
  readonly rows: Rows;
  readonly asides: Asides;
  readonly leads: Leads;
}

/** What was done here with a row, of two that turn out to be one. */
interface Fate {
  readonly key: string;
  readonly is_demo: number;
  readonly status: CallbackStatus;
  readonly closed_at: EpochMs | null;
  readonly again_at: EpochMs | null;
  readonly accepted_at: EpochMs | null;
  readonly first_seen_at: EpochMs;
  /** Null: nothing was ever done with it here. */
  readonly last_event: number | null;
  readonly is_in_hand: number;
}

export function openJoins({ db, rows, asides, leads }: JoinsParts): Joins {
  const fateOf = db.prepare<[number], Fate>(
    `SELECT key, is_demo, status, closed_at, again_at, accepted_at, first_seen_at,
       (SELECT max(id) FROM timeline_event WHERE callback_id = c.id) AS last_event,
       EXISTS (SELECT 1 FROM turn WHERE callback_id = c.id) AS is_in_hand
     FROM callback AS c WHERE id = ?`,
  );
  const setFate = db.prepare(
    `UPDATE callback SET status = :status, closed_at = :closed_at, again_at = :again_at,
       accepted_at = :accepted_at, first_seen_at = :first_seen_at WHERE id = :id`,
  );
  // A draft of the one that stays is the one in hand; the other's is of no turn any more.
  const moveAll = ["attempt", "timeline_event", "wrap_up", "outbox", "side_call", "former_key"]
    .concat("OR IGNORE wrap_up_draft")
    .map((table) =>
      db.prepare<[number, number]>(`UPDATE ${table} SET callback_id = ? WHERE callback_id = ?`),
    );
  const standFor = db.prepare<{ into: number; from: number }>(
    `UPDATE callback SET superseded_by = nullif(:into, id)
     WHERE superseded_by = :from OR (id = :into AND superseded_by = :from)`,
  );
  const formerKey = db.prepare<[string, number]>(
    "INSERT INTO former_key (key, callback_id) VALUES (?, ?)",
  );
  const dropSearch = db.prepare<[number]>("DELETE FROM callback_search WHERE rowid = ?");
  const dropRow = db.prepare<[number]>("DELETE FROM callback WHERE id = ?");

  function fate(id: number): Fate {
    const found = fateOf.get(id);
    if (found === undefined) throw new TypeError(`no row ${id}`);
    return found;
  }

  /** All that was done with `from` was done with `into`; whoever knows its key finds that one. */
  function absorb(from: number, into: number): void {
    const [theirs, ours] = [fate(from), fate(into)];
    setFate.run({ id: into, ...fateTogether(ours, theirs) });
    for (const move of moveAll) move.run(into, from);
    standFor.run({ into, from });
    dropSearch.run(from);
    dropRow.run(from);
    formerKey.run(theirs.key, into);
  }

  /** Shows the newest of the tellings and keeps the others aside. */
  function rewrite(id: number, tellings: readonly Telling[], now: EpochMs): void {
    const shown = newest(tellings);
    if (shown === null) return;
    const others = tellings.filter((each) => each !== shown);
    asides.dropAll(id);
    rows.show(rows.read(id), shown, others, now);
    for (const each of others) asides.keep(id, each);
  }

  function settle(members: readonly Placed[], staying: readonly number[], now: EpochMs): number {
    const inHand = staying.find((row) => fate(row).is_in_hand === 1);
    const id = inHand ?? Math.min(...staying);
    const tellings = onePerKind(members.map(({ telling }) => telling));
    if (staying.length === 0) {
      const isDemo = fate(members[0]?.row ?? 0).is_demo === 1;
      const shown = newest(tellings);
      if (shown === null) throw new TypeError("a callback of which nothing can be shown");
      const added = rows.add(shown, tellings, now, isDemo).id;
      for (const each of tellings) if (each !== shown) asides.keep(added, each);
      return added;
    }
    for (const row of staying) if (row !== id) absorb(row, id);
    rewrite(id, tellings, now);
    return id;
  }

  return {
    move(groups, now) {
      const places = new Map<Member, number>();
      // Those that lose their row go first, while it is still there.
      const moves = groups
        .map((group) => ({
          group,
          members: group.filter(isPlaced),
          staying: stayingIn(group, groups),
        }))
        .filter(({ members }) => members.length > 0)
        .sort((a, b) => a.staying.length - b.staying.length);
      for (const { group, members, staying } of moves) {
        const id = settle(members, staying, now);
        for (const each of group) places.set(each, id);
      }
      for (const id of new Set(places.values())) leads.settleAround(id, now);
      return places;
    },
  };
}

const isPlaced = (member: Member): member is Placed => member.row !== null;

/** A row whose tellings part stays with its communication, which is what was worked on. */
function stayingIn(group: Group, groups: readonly Group[]): number[] {
  const rows = new Set(group.filter(isPlaced).map(({ row }) => row));
  return [...rows].filter((row) => {
    const among = groups.filter((each) => each.some((member) => member.row === row));
    const home = among.find((each) =>
      each.some((member) => member.row === row && isCommunication(member)),
    );
    return (home ?? among[0]) === group;
  });
}

const isCommunication = ({ conversationId, communicationId }: Named): boolean =>
  conversationId !== null && communicationId !== null;

function onePerKind(tellings: readonly Telling[]): Telling[] {
  const kept: Telling[] = [];
  for (const each of tellings) {
    const at = kept.findIndex((other) => isSameKind(each, other));
    const other = kept[at];
    if (other === undefined) kept.push(each);
    else if (isRead(each) && (!isRead(other) || compareAge(each, other) >= 0)) kept[at] = each;
  }
  return kept;
}

function newest(tellings: readonly Telling[]): ReadTelling | null {
  return tellings
    .filter(isRead)
    .reduce<ReadTelling | null>(
      (shown, each) => (shown === null || supplants(each, shown) ? each : shown),
      null,
    );
}

/** What was done last here counts; a promise is kept unless it was closed after that. */
function fateTogether(ours: Fate, theirs: Fate) {
  const isTheirs =
    ours.is_in_hand === 0 &&
    (ours.last_event === theirs.last_event
      ? theirs.status === "closed"
      : (theirs.last_event ?? 0) > (ours.last_event ?? 0));
  const last = isTheirs ? theirs : ours;
  const { status, closed_at } = last;
  const again = status === "open" ? (ours.again_at ?? theirs.again_at) : null;
  const accepted = [ours.accepted_at, theirs.accepted_at].filter((at) => at !== null);
  return {
    status,
    closed_at,
    again_at: last.again_at ?? again,
    accepted_at: accepted.length === 0 ? null : Math.min(...accepted),
    first_seen_at: Math.min(ours.first_seen_at, theirs.first_seen_at),
  };
}
