import type { Tab } from "#contract/view.ts";
import type { Order } from "./cursor.ts";

/** In what order a list comes; a search comes newest first in every tab. */
export const orderOf: Readonly<Record<Tab, Order>> = {
  now: "work",
  scheduled: "work",
  mine: "work",
  closed: "closed",
  all: "arrival",
};

const lastOutcomes = (owner: string): string => `(
  SELECT group_concat(outcome, ' ') FROM (
    SELECT outcome FROM attempt WHERE callback_id ${owner} AND outcome IS NOT NULL
    ORDER BY id DESC LIMIT 6
  )
)`;
const tries = `${lastOutcomes("= c.id")} AS tries`;

/** The row itself and those it stands for. */
export const withSuperseded = (row: string): string =>
  `IN (SELECT ${row} UNION ALL SELECT id FROM callback WHERE superseded_by = ${row})`;

/** The same of a row that stands for others too, whose attempts have to be put in order. */
export const triesTogetherSql = `SELECT ${lastOutcomes(withSuperseded(":id"))}`;
const row = `c.id, c.arrival, c.key, c.name, c.number, c.tag, c.due_at, c.created_at, c.status, c.is_demo,
  c.is_flagged, c.has_dialable, c.expires_at, c.is_external, c.automation_id, c.response_type,
  c.superseded_by, EXISTS (SELECT 1 FROM callback AS led WHERE led.superseded_by = c.id) AS is_leading`;
const work = `SELECT ${row}, c.sort_at AS place, ${tries} FROM callback AS c WHERE`;
const after = "(c.sort_at, c.arrival) > (:at, :id)";
const asap = "c.is_offered = 1 AND c.due_at IS NULL";
const timed = "c.is_offered = 1 AND c.due_at IS NOT NULL";
const mine = "c.is_offered = 1 AND c.is_mine = 1";
const inOrder = "ORDER BY place, arrival LIMIT :limit";

/**
 * One statement per tab, each walking one index in its order from the cursor on. Now is two walks
 * merged: what is due at no set time (however its clock was set) and what has come due. Scheduled
 * starts behind `now`, which its caller gives as the place.
 */
export const pageSql: Readonly<Record<Tab, string>> = {
  now: `${work} ${asap} AND ${after}
    UNION ALL ${work} ${timed} AND c.sort_at <= :now AND ${after} ${inOrder}`,
  scheduled: `${work} ${timed} AND ${after} ${inOrder}`,
  mine: `${work} ${mine} AND ${after} ${inOrder}`,
  closed: `SELECT ${row}, c.closed_at AS place, ${tries} FROM callback AS c
    WHERE c.status = 'closed' AND (c.closed_at, c.arrival) < (:at, :id)
    ORDER BY c.closed_at DESC, c.arrival DESC LIMIT :limit`,
  all: `SELECT ${row}, c.id AS place, ${tries} FROM callback AS c
    WHERE c.id < :id ORDER BY c.id DESC LIMIT :limit`,
};

const isIn: Readonly<Record<Tab, string>> = {
  now: "c.is_offered = 1 AND (c.due_at IS NULL OR c.due_at <= :now)",
  scheduled: "c.is_offered = 1 AND c.due_at > :now",
  mine,
  closed: "c.status = 'closed'",
  all: "TRUE",
};

/** The index yields hits newest first by itself; CROSS JOIN keeps it the outer loop. */
export const searchSql = (tab: Tab): string =>
  `SELECT ${row}, c.id AS place, ${tries}
   FROM callback_search AS s CROSS JOIN callback AS c ON c.id = s.rowid
   WHERE s.callback_search MATCH :match AND s.rowid < :id AND ${isIn[tab]}
   ORDER BY s.rowid DESC LIMIT :limit`;

/** How the rows of one count are walked, and where that begins. */
interface CountWalk {
  /** Passes `:skip` rows behind a place and gives the place of the next one; nothing when there are not so many. */
  readonly pass: string;
  /** Counts all that is behind a place. */
  readonly rest: string;
  readonly from: (now: number) => { readonly at: number | string; readonly id: number };
}

const before = { at: Number.MIN_SAFE_INTEGER, id: 0 };

function countWalk(
  where: string,
  at = "c.sort_at",
  from: CountWalk["from"] = () => before,
): CountWalk {
  const walked = `FROM callback AS c WHERE ${where} AND (${at}, c.arrival) > (:at, :id)`;
  return {
    pass: `SELECT ${at} AS at, c.arrival AS id ${walked} ORDER BY ${at}, c.arrival LIMIT 1 OFFSET :skip`,
    rest: `SELECT count(*) ${walked}`,
    from,
  };
}

/** The rows of each count by the index that holds them; all of them by their keys, which are the narrowest. */
export const countWalks = {
  asap: countWalk(asap),
  due: countWalk(`${timed} AND c.sort_at <= :now`),
  scheduled: countWalk(timed, "c.sort_at", (now) => ({ at: now, id: Number.MAX_SAFE_INTEGER })),
  mine: countWalk(mine),
  closed: countWalk("c.status = 'closed'", "c.closed_at"),
  all: {
    pass: "SELECT key AS at, 0 AS id FROM callback WHERE key > :at ORDER BY key LIMIT 1 OFFSET :skip",
    rest: "SELECT count(*) FROM callback WHERE key > :at",
    from: () => ({ at: "", id: 0 }),
  },
} as const satisfies Readonly<Record<string, CountWalk>>;

/** When the next row comes due. */
export const nextDueSql = `SELECT min(c.sort_at) FROM callback AS c
  WHERE ${timed} AND c.sort_at > :now`;
