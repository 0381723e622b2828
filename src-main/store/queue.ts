import type { Database, Statement } from "better-sqlite3";
import type { CallbackKey } from "#core/callback.ts";
import type { Outcome } from "#core/outcome.ts";
import type { EpochMs } from "#core/time.ts";
import type { Tab } from "#contract/view.ts";
import type { Callbacks, QueueEntry } from "#desk/ports.ts";
import { whyUncallable, type CallableFacts } from "./callback-row.ts";
import { readCursor, writeCursor, type Order, type Place } from "./cursor.ts";
import { openCounting } from "./queue-counts.ts";
import { orderOf, pageSql, searchSql, triesTogetherSql } from "./queue-sql.ts";
import { matchOf } from "./words.ts";

type Queue = Pick<Callbacks, "list" | "counting">;

interface Row extends CallableFacts {
  readonly id: number;
  readonly place: number;
  readonly key: CallbackKey;
  readonly name: string | null;
  readonly tag: string | null;
  readonly due_at: EpochMs | null;
  readonly created_at: EpochMs | null;
  readonly is_demo: number;
  readonly is_flagged: number;
  readonly tries: string | null;
  readonly is_leading: number;
}

interface Page {
  readonly at: number;
  readonly id: number;
  readonly now: number;
  readonly limit: number;
  readonly match: string | null;
}

const FIRST: Readonly<Record<Order, Place>> = {
  work: { at: Number.MIN_SAFE_INTEGER, id: 0 },
  closed: { at: Number.MAX_SAFE_INTEGER, id: Number.MAX_SAFE_INTEGER },
  arrival: { at: Number.MAX_SAFE_INTEGER, id: Number.MAX_SAFE_INTEGER },
};

const tabs = Object.keys(orderOf) as Tab[];

/** Pages and counts of the queue. A page costs what it holds, not what the store holds. */
export function openQueue(db: Database): Queue {
  const each = (sql: (tab: Tab) => string) =>
    Object.fromEntries(tabs.map((tab) => [tab, db.prepare<Page, Row>(sql(tab))])) as Record<
      Tab,
      Statement<[Page], Row>
    >;
  const pages = each((tab) => pageSql[tab]);
  const searches = each(searchSql);
  const triesTogether = db.prepare<{ id: number }, string | null>(triesTogetherSql).pluck();

  return {
    list({ tab, query, after, limit, now }) {
      const match = matchOf(query);
      const order = match === null ? orderOf[tab] : "arrival";
      const place = after === null ? FIRST[order] : readCursor(order, after);
      const isDue = tab === "scheduled" && match === null && place.at <= now;
      const from = isDue ? { at: now, id: Number.MAX_SAFE_INTEGER } : place;
      const statement = match === null ? pages[tab] : searches[tab];
      // One more than asked for tells whether there is a next page.
      const rows = statement.all({ ...from, now, limit: limit + 1, match });
      const shown = rows.slice(0, limit);
      const last = rows.length > limit ? shown.at(-1) : undefined;
      return {
        rows: shown.map((row) =>
          row.is_leading === 0
            ? entryOf(row, now)
            : entryOf({ ...row, tries: triesTogether.get({ id: row.id }) ?? null }, now),
        ),
        next: last === undefined ? null : writeCursor(order, { at: last.place, id: last.id }),
      };
    },
    counting: openCounting(db),
  };
}

function entryOf(row: Row, now: EpochMs): QueueEntry {
  return {
    key: row.key,
    name: row.name,
    number: row.number,
    tag: row.tag,
    dueAt: row.due_at,
    createdAt: row.created_at,
    tries: row.tries === null ? [] : (row.tries.split(" ").reverse() as Outcome[]),
    status: row.status,
    isDemo: row.is_demo === 1,
    isFlagged: row.is_flagged === 1,
    uncallable: whyUncallable(row, now),
  };
}
