import { Buffer } from "node:buffer";
import { BadCursor } from "./errors.ts";

/** How rows follow each other: work by due time, closed by closing time, anything else by arrival. */
export type Order = "work" | "closed" | "arrival";

/** The last row of a page: its place in the order and, among equals, its row id. */
export interface Place {
  readonly at: number;
  readonly id: number;
}

/** Opaque to callers, and stable: rows that come or go before the place do not move it. */
export const writeCursor = (order: Order, { at, id }: Place): string =>
  Buffer.from(JSON.stringify([order, at, id])).toString("base64url");

/** @throws BadCursor when the text is no cursor, or one of another order. */
export function readCursor(order: Order, text: string): Place {
  const [made, at, id] = parts(text);
  if (made !== order || !isWhole(at) || !isWhole(id)) {
    throw new BadCursor("The cursor is not one of this list; start from the first page");
  }
  return { at, id };
}

function parts(text: string): unknown[] {
  try {
    const value: unknown = JSON.parse(Buffer.from(text, "base64url").toString("utf8"));
    return Array.isArray(value) ? value : [];
  } catch {
    return [];
  }
}

const isWhole = (value: unknown): value is number => Number.isSafeInteger(value);
