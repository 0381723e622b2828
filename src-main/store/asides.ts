import type { Database } from "better-sqlite3";
import type { Shape } from "#core/callback.ts";
import type { EpochMs } from "#core/time.ts";
import type { PlatformIdentity } from "#core/callback.ts";
import type { Problem } from "#desk/ports.ts";
import { canonicalText, flag, readCanonical } from "./callback-row.ts";
import { readTold } from "./rows.ts";
import { ownIds, type Telling } from "./telling.ts";

interface Kept {
  readonly shape: Shape;
  readonly own_ids: string;
  readonly canonical: string | null;
  readonly problems: string;
  readonly topic: string | null;
  readonly version: number | null;
  readonly told_at: EpochMs | null;
  readonly envelope: string | null;
  readonly raw: string;
}

/** Tellings of a callback beside the one that is shown: the newest of each kind, so that no fact is lost. */
export interface Asides {
  of(row: number): readonly Telling[];
  /** Keeps it in the place of an earlier one of its kind. */
  keep(row: number, telling: Telling): void;
  /** Forgets the one of this kind: it is shown now. */
  drop(row: number, telling: Telling): void;
  dropAll(row: number): void;
}

export function openAsides(db: Database): Asides {
  const kept = db.prepare<[number], Kept>(
    `SELECT shape, own_ids, canonical, problems, topic, version, told_at, envelope, raw
     FROM other_payload WHERE callback_id = ? ORDER BY id`,
  );
  const keep = db.prepare(
    `INSERT INTO other_payload (callback_id, shape, is_placed, own_ids, canonical, problems, topic,
       version, told_at, envelope, raw) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
     ON CONFLICT (callback_id, shape, is_placed) DO UPDATE SET own_ids = excluded.own_ids,
       canonical = excluded.canonical, problems = excluded.problems, topic = excluded.topic,
       version = excluded.version, told_at = excluded.told_at, envelope = excluded.envelope,
       raw = excluded.raw`,
  );
  const drop = db.prepare<[number, string, number]>(
    "DELETE FROM other_payload WHERE callback_id = ? AND shape = ? AND is_placed = ?",
  );
  const dropAll = db.prepare<[number]>("DELETE FROM other_payload WHERE callback_id = ?");
  const placed = ({ conversationId }: PlatformIdentity) => flag(conversationId !== null);

  return {
    of: (row) =>
      kept.all(row).map((each): Telling => {
        const own = JSON.parse(each.own_ids) as PlatformIdentity;
        return {
          shape: each.shape,
          ...ownIds(own),
          callback: each.canonical === null ? null : readCanonical(each.canonical),
          raw: each.raw,
          envelope: each.envelope,
          problems: JSON.parse(each.problems) as Problem[],
          told: readTold(each),
        };
      }),
    keep(row, telling) {
      const { shape, callback, problems, told, envelope, raw } = telling;
      keep.run(
        row,
        shape,
        placed(telling),
        JSON.stringify(ownIds(telling)),
        callback === null ? null : canonicalText(callback),
        JSON.stringify(problems),
        told.topic,
        told.version,
        told.at,
        envelope,
        raw,
      );
    },
    drop: (row, telling) => void drop.run(row, telling.shape, placed(telling)),
    dropAll: (row) => void dropAll.run(row),
  };
}
