import type { Database } from "better-sqlite3";
import type { Callback, CallbackKey } from "#core/callback.ts";
import type { Callbacks } from "#desk/ports.ts";
import { readCanonical } from "./callback-row.ts";
import { classified } from "./errors.ts";

interface Row {
  readonly id: number;
  readonly key: CallbackKey;
  readonly is_demo: number;
  readonly canonical: string;
}

interface NumberRow {
  readonly number: string;
  readonly is_dialable: number;
}

/** Rows with the same number that are looked at; where a number is that common it tells nothing. */
const MOST = 50;

/**
 * Open records of another document that look like the same callback: the same numbers, and the same
 * name and queue where both tell them, at least one of the two without its conversation. Nobody can
 * be sure, so it is for a person to see and never merged. The newest come first.
 */
export function openAlike(db: Database): Callbacks["alike"] {
  const itself = db.prepare<[string], Row>(
    `SELECT id, key, is_demo, canonical FROM callback JOIN payload ON callback_id = id
     WHERE key = ? AND interaction_id IS NULL`,
  );
  const numbersOf = db.prepare<[number], NumberRow>(
    `SELECT coalesce(dialable, text) AS number, dialable IS NOT NULL AS is_dialable
     FROM callback_number WHERE callback_id = ? ORDER BY number`,
  );
  const withNumber = db.prepare<[string, number, number], Row>(
    `SELECT c.id, c.key, c.is_demo, p.canonical
     FROM callback_number AS n CROSS JOIN callback AS c ON c.id = n.callback_id
     CROSS JOIN payload AS p ON p.callback_id = c.id
     WHERE n.dialable = ? AND c.is_offered = 1 AND c.interaction_id IS NULL
       AND c.id <> ? AND +c.is_demo = ?
     ORDER BY n.callback_id DESC LIMIT ${MOST}`,
  );
  const textOf = (numbers: readonly NumberRow[]) =>
    JSON.stringify([...new Set(numbers.map(({ number }) => number))]);

  return (key) =>
    classified(() => {
      const row = itself.get(key);
      if (row === undefined) return [];
      const numbers = numbersOf.all(row.id);
      const dialable = numbers.find(({ is_dialable }) => is_dialable === 1)?.number;
      if (dialable === undefined) return [];
      const callback = readCanonical(row.canonical);
      const wanted = textOf(numbers);
      const found = withNumber
        .all(dialable, row.id, row.is_demo)
        .filter((other) => textOf(numbersOf.all(other.id)) === wanted)
        .filter((other) => isAlike(callback, readCanonical(other.canonical)));
      return [...new Set(found.map((other) => other.key))];
    });
}

function isAlike(a: Callback, b: Callback): boolean {
  const isBare = a.identity.conversationId === null || b.identity.conversationId === null;
  return (
    isBare &&
    a.shape !== b.shape &&
    agree(a.customerName, b.customerName) &&
    agree(a.queue?.id ?? null, b.queue?.id ?? null) &&
    agree(a.queue?.name ?? null, b.queue?.name ?? null)
  );
}

const agree = (a: string | null, b: string | null): boolean => a === null || b === null || a === b;
