import type { CallbackKey } from "#core/callback.ts";
import type { QueueRow, Tab } from "#contract/view.ts";
import * as m from "#renderer/messages/messages.js";
import { dayName, startOfDay } from "#renderer/words/moments.ts";

/** What the list shows, line by line: headings between rows. */
export type ListItem =
  | {
      readonly kind: "heading";
      readonly id: string;
      readonly text: string;
      readonly count: number | null;
    }
  | { readonly kind: "row"; readonly id: CallbackKey; readonly row: QueueRow };

interface Shown {
  readonly rows: readonly QueueRow[];
  readonly tab: Tab;
  readonly isSearch: boolean;
  /** The callback in hand stands first, in whatever tab she is; null: none. */
  readonly inHand: QueueRow | null;
  readonly count: number | null;
  readonly now: number;
}

/** The rows with the headings of their tab: what is hers now, what is due, one heading per day. */
export function listItems({ rows, tab, isSearch, inHand, count, now }: Shown): ListItem[] {
  const items: ListItem[] = [];
  const headingOf = isSearch ? always(m.group_found()) : headingsOf(tab, now);
  if (inHand !== null) {
    items.push({ kind: "heading", id: "in-hand", text: m.group_in_hand(), count: null });
    items.push({ kind: "row", id: inHand.key, row: inHand });
  }
  const others = inHand === null ? rows : rows.filter(({ key }) => key !== inHand.key);
  const rest = count === null ? null : Math.max(0, count - (rows.length - others.length));
  let heading: string | null = inHand === null ? null : "";
  for (const row of others) {
    const own = headingOf(row);
    if (own !== null && own !== heading) {
      const isWhole = tab === "now" && !isSearch;
      items.push({
        kind: "heading",
        id: `${own}-${row.key}`,
        text: own,
        count: isWhole ? rest : null,
      });
    }
    heading = own ?? heading;
    items.push({ kind: "row", id: row.key, row });
  }
  return items;
}

const always = (text: string) => (): string => text;

/** Tells the heading of a row; each text is made once, for there may be a hundred thousand rows. */
function headingsOf(tab: Tab, now: number): (row: QueueRow) => string | null {
  switch (tab) {
    case "now":
      return always(m.group_due());
    case "scheduled": {
      const days = new Map<number, string>();
      return ({ dueAt }) => {
        if (dueAt === null) return null;
        const day = startOfDay(dueAt);
        const name = days.get(day) ?? dayName(now, day);
        days.set(day, name);
        return name;
      };
    }
    case "closed":
      return always(m.group_closed());
    case "mine":
    case "all":
      return always(m.group_others());
  }
}

/** Index of the nearest row from `from` in a direction, itself included; -1 when there is none. */
export function nearestRow(items: readonly ListItem[], from: number, by: 1 | -1): number {
  for (let index = from; index >= 0 && index < items.length; index += by) {
    if (items[index]?.kind === "row") return index;
  }
  return -1;
}
