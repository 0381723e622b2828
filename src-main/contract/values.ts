import * as v from "valibot";
import { outcomes, type Outcome } from "#core/outcome.ts";
import type { AttemptId } from "#core/turn.ts";
import { shapes, type CallbackKey } from "#core/callback.ts";
import { epochMs, type EpochMs } from "#core/time.ts";

/** An instant on the wire: a non-negative integer of UTC epoch milliseconds. */
export const instant = v.pipe(
  v.number(),
  v.integer(),
  v.minValue(0),
  v.transform((value): EpochMs => epochMs(value)),
);

export const callbackKey = v.pipe(
  v.string(),
  v.uuid(),
  v.transform((value) => value as CallbackKey),
);

export const attemptId = v.pipe(
  v.string(),
  v.uuid(),
  v.transform((value) => value as AttemptId),
);

/** A whole number of milliseconds, zero or more. */
export const durationMs = v.pipe(v.number(), v.integer(), v.minValue(0));

export const shape = v.picklist(shapes);

export const outcome = v.picklist(outcomes as readonly [Outcome, ...Outcome[]]);

/** Free text an agent types; long enough for any note, short enough that no message stalls a process. */
const freeText = v.pipe(v.string(), v.maxLength(20_000));

const next = v.variant("do", [
  v.strictObject({ do: v.literal("close") }),
  v.strictObject({ do: v.literal("again"), at: instant }),
  v.strictObject({ do: v.literal("leave") }),
]);

export const draft = v.strictObject({
  outcome: v.nullable(outcome),
  code: v.nullable(v.pipe(v.string(), v.maxLength(200))),
  notes: freeText,
  next: v.nullable(next),
});

/** A far end on its way to somebody else, by number for reading; null: it stays. */
export const transferView = v.nullable(
  v.strictObject({ kind: v.picklist(["blind", "attended"]), display: v.string() }),
);
