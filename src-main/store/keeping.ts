import type { EpochMs } from "#core/time.ts";
import type { Callbacks } from "#desk/ports.ts";
import { openAsides } from "./asides.ts";
import { openJoins } from "./joins.ts";
import type { Leads } from "./leads.ts";
import { openPlaces } from "./places.ts";
import { openPut } from "./put.ts";
import { openRows, type RowsParts } from "./rows.ts";
import type { Write } from "./transactions.ts";

export interface Keeping {
  readonly put: Callbacks["put"];
  /** Arranges what an older build kept apart, once; rows that came since are arranged as they came. */
  mend(now: EpochMs): void;
}

/** Rows to a transaction, so that another process is never kept waiting. */
const BATCH = 200;

/** Puts together what keeping a record takes. */
export function openKeeping(parts: RowsParts, write: Write, leads: Leads): Keeping {
  const { db } = parts;
  const rows = openRows(parts);
  const asides = openAsides(db);
  const joins = openJoins({ db, rows, asides, leads });
  const places = openPlaces({ db, rows, asides, joins });
  const left = db
    .prepare<[], number>(`SELECT callback_id FROM unarranged ORDER BY callback_id LIMIT ${BATCH}`)
    .pluck();
  const done = db.prepare<[number]>("DELETE FROM unarranged WHERE callback_id = ?");

  return {
    put: openPut({ write, rows, asides, places, leads }),
    mend(now) {
      for (let batch = left.all(); batch.length > 0; batch = left.all()) {
        write(() => {
          for (const row of batch) {
            places.mend(row, now);
            leads.settleAround(row, now);
            done.run(row);
          }
        });
      }
    },
  };
}
