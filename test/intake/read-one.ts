import { isDeepStrictEqual } from "node:util";
import { expect } from "vitest";
import type { Callback, Shape } from "#core/callback.ts";
import { notAutomatic } from "#core/countdown.ts";
import { epochMs } from "#core/time.ts";
import type { IncomingRecord } from "#desk/ports.ts";
import { isObject, type Problem } from "#formats/reading.ts";
import type { Item } from "#intake/item.ts";
import { readItems } from "#intake/read-item.ts";

/** As `toStrictEqual`, which takes too long for what is equal ten thousand times. */
export function same(found: unknown, wanted: unknown): void {
  if (!isDeepStrictEqual(found, wanted)) expect(found).toStrictEqual(wanted);
}

/** The only item that the text is. */
export function itemIn(text: string, format: Shape | "auto"): Item {
  const [item, ...others] = readItems(text, format) ?? [];
  same(others, []);
  if (item === undefined) throw new Error("nothing was read");
  return item;
}

/** The only record that the text is. */
export function recordIn(text: string, format: Shape | "auto"): IncomingRecord {
  const item = itemIn(text, format);
  if (item.is === "record") return item.record;
  throw new Error(`refused: ${JSON.stringify(item.problem)}`);
}

/** True when some value of a closed set is none of it, told without the rule that decides. */
export const hasStranger = (value: unknown): boolean =>
  isObject(value) &&
  ((value["value"] === null && typeof value["raw"] === "string") ||
    Object.values(value).some(hasStranger));

/** True when the record, asked for and due, would be dialled by itself. */
export function isAutomated(callback: Callback, problems: readonly Problem[]): boolean {
  const asked = { ...callback, timeoutSeconds: 15, scheduledAt: null };
  return notAutomatic(asked, problems.length > 0, epochMs(0)) === null;
}
