import type { Database } from "better-sqlite3";
import type { Callback } from "#core/callback.ts";
import type { NumberRow } from "./callback-row.ts";
import { sourceIdOf } from "./identity.ts";
import { indexLine, textsOf } from "./words.ts";

export interface SearchIndex {
  /** Indexes a record as it is about to be kept; the agent's own notes are read from the wrap-ups. */
  index(id: number, callback: Callback, numbers: readonly NumberRow[]): void;
  /** Indexes a kept record again, after something was noted about it. */
  refresh(id: number): void;
}

export function openSearchIndex(db: Database): SearchIndex {
  const replace = db.prepare<[number, string]>(
    "INSERT OR REPLACE INTO callback_search (rowid, words) VALUES (?, ?)",
  );
  const notes = db
    .prepare<[number], string>("SELECT notes FROM wrap_up WHERE callback_id = ?")
    .pluck();
  const canonical = db
    .prepare<[number], string>("SELECT json FROM canonical WHERE callback_id = ?")
    .pluck();
  const numbersOf = db.prepare<[number], NumberRow>(
    "SELECT text, dialable FROM callback_number WHERE callback_id = ?",
  );

  const index: SearchIndex["index"] = (id, callback, numbers) => {
    const { conversationId } = callback.identity;
    const line = indexLine({
      texts: [...textsOf(callback), ...notes.all(id)],
      numbers: numbers.flatMap(({ text, dialable }) =>
        dialable === null ? [text] : [text, dialable],
      ),
      ids: [sourceIdOf(callback), conversationId, callback.engage?.externalId ?? null],
    });
    replace.run(id, line);
  };
  return {
    index,
    refresh(id) {
      const json = canonical.get(id);
      if (json !== undefined) index(id, JSON.parse(json) as Callback, numbersOf.all(id));
    },
  };
}
