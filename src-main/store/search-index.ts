import type { Database } from "better-sqlite3";
import type { Callback } from "#core/callback.ts";
import { readCanonical, type NumberRow } from "./callback-row.ts";
import { sourceIdOf } from "./telling.ts";
import { indexLine, textsOf } from "./words.ts";

export interface SearchIndex {
  /** Indexes a record that was not kept before. */
  add(id: number, callback: Callback, numbers: readonly NumberRow[]): void;
  /**
   * Indexes a kept record anew, from the canonical text it has until now; to be called before its
   * numbers are changed. The agent's own notes stay part of it. Taking a row out of the index costs
   * more than all the rest of an update, and is left where the words are the same.
   */
  change(id: number, before: string, callback: Callback, numbers: readonly NumberRow[]): void;
  /** Indexes a kept record again, after something was noted about it. */
  refresh(id: number): void;
}

export function openSearchIndex(db: Database): SearchIndex {
  const insert = db.prepare<[number, string]>(
    "INSERT INTO callback_search (rowid, words) VALUES (?, ?)",
  );
  // Not OR REPLACE: SQLite guards that with a savepoint, for which FTS5 writes out what it gathered.
  const remove = db.prepare<[number]>("DELETE FROM callback_search WHERE rowid = ?");
  const notes = db
    .prepare<[number], string>("SELECT notes FROM wrap_up WHERE callback_id = ?")
    .pluck();
  const canonical = db
    .prepare<[number], string>("SELECT canonical FROM payload WHERE callback_id = ?")
    .pluck();
  const numbersOf = db.prepare<[number], NumberRow>(
    "SELECT text, dialable FROM callback_number WHERE callback_id = ? ORDER BY position",
  );

  function replace(id: number, line: string): void {
    remove.run(id);
    insert.run(id, line);
  }
  return {
    add: (id, callback, numbers) => void insert.run(id, lineOf(callback, numbers, [])),
    change(id, before, callback, numbers) {
      const noted = notes.all(id);
      const line = lineOf(callback, numbers, noted);
      if (line !== lineOf(readCanonical(before), numbersOf.all(id), noted)) replace(id, line);
    },
    refresh(id) {
      const json = canonical.get(id);
      if (json === undefined) return;
      replace(id, lineOf(readCanonical(json), numbersOf.all(id), notes.all(id)));
    },
  };
}

const lineOf = (
  callback: Callback,
  numbers: readonly NumberRow[],
  notes: readonly string[],
): string =>
  indexLine({
    texts: [...textsOf(callback), ...notes],
    numbers: numbers.flatMap(({ text, dialable }) =>
      dialable === null ? [text] : [text, dialable],
    ),
    ids: [
      sourceIdOf(callback),
      callback.identity.conversationId,
      callback.engage?.externalId ?? null,
      callback.engage?.customerId ?? null,
      callback.journey?.customerId ?? null,
      callback.preview?.contactId ?? null,
    ],
  });
