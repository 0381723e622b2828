import type { Database } from "better-sqlite3";
import type { CallbackKey } from "#core/callback.ts";
import type { LocalWork, WorkedAttempt, WorkedWrapUp } from "#core/local-work.ts";
import type { EpochMs } from "#core/time.ts";
import type { CallbackStatus, ExportedRecord, ExportFilter } from "#desk/operations-port.ts";
import type { Callbacks } from "#desk/ports.ts";
import { isMadeSql } from "./attempts-made.ts";
import { readCanonical } from "./callback-row.ts";
import { classified } from "./errors.ts";
import { matchOf } from "./words.ts";

/** What decides whether a row is wanted, before anything large is read. */
interface Walked {
  readonly id: number;
  readonly key: CallbackKey;
  readonly status: CallbackStatus;
  readonly is_demo: number;
  readonly accepted_at: EpochMs | null;
  readonly again_at: EpochMs | null;
}

interface Payload {
  readonly canonical: string;
  readonly raw: string;
  readonly envelope: string | null;
}

interface Ending {
  readonly at: EpochMs;
  readonly how: NonNullable<LocalWork["over"]>["how"];
}

/** Rows between two looks at the file: read in a few milliseconds, also when every one is wanted. */
const PAGE = 100;

export function openExported(db: Database): Callbacks["exported"] {
  const row = "c.id, c.key, c.status, c.is_demo, c.accepted_at, c.again_at";
  const inOrder = db.prepare<[number], Walked>(
    `SELECT ${row} FROM callback AS c WHERE c.id > ? ORDER BY c.id LIMIT ${PAGE}`,
  );
  const matching = db.prepare<[number, string], Walked>(
    `SELECT ${row} FROM callback_search AS s CROSS JOIN callback AS c ON c.id = s.rowid
     WHERE s.rowid > ? AND s.callback_search MATCH ? ORDER BY s.rowid LIMIT ${PAGE}`,
  );
  const payload = db.prepare<[number], Payload>(
    "SELECT canonical, raw, envelope FROM payload WHERE callback_id = ?",
  );
  const attempts = db.prepare<[number], WorkedAttempt>(
    `SELECT started_at AS startedAt, answered_at AS answeredAt, ended_at AS endedAt,
       call_result AS callResult, disconnect_type AS disconnectType
     FROM attempt WHERE callback_id = ? AND ${isMadeSql} ORDER BY id`,
  );
  const wrapUp = db.prepare<[number], WorkedWrapUp>(
    `SELECT w.outcome, w.code, w.notes, a.ended_at AS startedAt, w.at
     FROM wrap_up AS w JOIN attempt AS a ON a.id = w.attempt_id
     WHERE w.callback_id = ? ORDER BY w.id DESC LIMIT 1`,
  );
  // A wrap-up that left it in the queue ended nothing: then it was the platform that closed it.
  const ending = db.prepare<[number, number], Ending>(
    `SELECT at, how FROM (
       SELECT id, at, what AS how FROM timeline_event
       WHERE callback_id = ? AND what IN ('declined', 'skipped', 'rescheduled', 'wrapped-up')
       ORDER BY id DESC LIMIT 1
     ) WHERE how <> 'wrapped-up' OR 'close' =
       (SELECT next_do FROM wrap_up WHERE callback_id = ? ORDER BY id DESC LIMIT 1)`,
  );

  function workOf({ id, status, accepted_at, again_at }: Walked): LocalWork {
    return {
      acceptedAt: accepted_at,
      over: status === "open" ? null : (ending.get(id, id) ?? null),
      againAt: again_at,
      attempts: attempts.all(id),
      wrapUp: wrapUp.get(id) ?? null,
    };
  }

  function recordOf(walked: Walked, state: string | undefined): ExportedRecord[] {
    const kept = payload.get(walked.id);
    if (kept === undefined) return [];
    const callback = readCanonical(kept.canonical);
    if (state !== undefined && !isIn(callback, state)) return [];
    const { key, status } = walked;
    const { raw, envelope } = kept;
    return [{ key, shape: callback.shape, callback, raw, envelope, status, work: workOf(walked) }];
  }

  return function* exported({ status, state, query = "" }: ExportFilter) {
    const match = matchOf(query);
    for (let after = 0; ;) {
      const records = classified(() => {
        const page = match === null ? inOrder.all(after) : matching.all(after, match);
        after = page.at(-1)?.id ?? Infinity;
        // What the demo account plays with never leaves.
        return page
          .filter((each) => each.is_demo === 0 && (status ?? each.status) === each.status)
          .flatMap((each) => recordOf(each, state));
      });
      yield* records;
      if (after === Infinity) return;
    }
  };
}

/** By the name of the platform's state in any spelling; of Engage by the number of its callback_status. */
function isIn({ state, engage }: ExportedRecord["callback"], wanted: string): boolean {
  const told = [state?.value, state?.raw, engage?.callbackStatus];
  return told.some((each) => String(each).toLowerCase() === wanted.toLowerCase());
}
