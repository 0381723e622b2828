import type { EpochMs } from "#core/time.ts";
import type { Callbacks, PutResult } from "#desk/ports.ts";
import type { Asides } from "./asides.ts";
import { canonicalText } from "./callback-row.ts";
import type { Leads } from "./leads.ts";
import { compareAge, isSameKind, supplants } from "./newer.ts";
import type { Places } from "./places.ts";
import { isSameProblems, type Row, type Rows } from "./rows.ts";
import { allIds, isRead, isSameIds, tellingOf, type ReadTelling, type Telling } from "./telling.ts";
import type { Write } from "./transactions.ts";

export interface PutParts {
  readonly write: Write;
  readonly rows: Rows;
  readonly asides: Asides;
  readonly places: Places;
  readonly leads: Leads;
}

/**
 * Keeps one record. It is known again by its ids (`arrange`), and what is older than what is on file
 * changes nothing (`newer`): a newer telling is shown, an older one is kept only where it is the first
 * of its kind, so that no fact is lost.
 */
export function openPut({ write, rows, asides, places, leads }: PutParts): Callbacks["put"] {
  function change(id: number, came: ReadTelling, now: EpochMs): PutResult {
    const row = rows.read(id);
    const isNews = !row.isShown(came) && tell(row, asides.of(id), came, now);
    return { key: row.key, did: isNews ? "updated" : "unchanged" };
  }

  /** False when what is shown stays as it was. */
  function tell(row: Row, others: readonly Telling[], came: ReadTelling, now: EpochMs): boolean {
    const shown = row.shown();
    if (isSameKind(came, shown)) {
      if (compareAge(came, shown) < 0) return false;
      rows.show(row, came, others, now);
      return true;
    }
    const before = others.find((each) => isSameKind(came, each));
    if (before !== undefined && isRead(before)) {
      if (isSame(came, before) || compareAge(came, before) < 0) return false;
    }
    const rest = others.filter((each) => each !== before);
    if (supplants(came, shown)) {
      if (before !== undefined) asides.drop(row.id, before);
      asides.keep(row.id, shown);
      rows.show(row, came, [...rest, shown], now);
      return true;
    }
    asides.keep(row.id, came);
    const known = allIds(shown, others);
    const isMoreKnown = !isSameIds(known, allIds(known, [came]));
    if (isMoreKnown) rows.show(row, shown, [...rest, came], now);
    return isMoreKnown;
  }

  return (record, now, isDemo) => {
    const came = tellingOf(record);
    return write.unguarded(() => {
      const around = places.around(came, isDemo);
      const place = places.find(came, around, now);
      if (place === null) {
        const { id, key } = rows.add(came, [], now, isDemo);
        if (around.length > 0) leads.settleAround(id, now);
        return { key, did: "added" };
      }
      const result = change(place, came, now);
      if (result.did === "updated") leads.settleAround(place, now);
      return result;
    });
  };
}

/** The same content; a build that reads more out of it than the one before makes it different. */
const isSame = (a: ReadTelling, b: ReadTelling): boolean =>
  a.raw === b.raw &&
  a.envelope === b.envelope &&
  canonicalText(a.callback) === canonicalText(b.callback) &&
  isSameProblems(a.problems, b.problems);
