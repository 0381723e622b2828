import type { Brief, LiveAttempt, Turn, TurnEffect, TurnRecord, TurnStep } from "./turn.ts";

/** A turn standing at one of its states. */
export type At<K extends Turn["at"]> = Extract<Turn, { at: K }>;

/** A step to `turn`, with what is to be written first and then done. */
export function to(
  turn: Turn,
  records: readonly TurnRecord[] = [],
  effects: readonly TurnEffect[] = [],
): TurnStep {
  return { turn, records, effects };
}

/** Nothing happened: the very same turn, nothing to write, nothing to do. */
export const stay = (turn: Turn): TurnStep => ({ turn, records: [], effects: [] });

/** A call that was answered just now. */
export const talking = (brief: Brief, attempt: LiveAttempt): At<"talking"> => ({
  at: "talking",
  brief,
  attempt,
  hold: "off",
  isHeldByFarEnd: false,
  isMuted: false,
  trouble: null,
  transfer: null,
});
