import { startCountdown, uncallable, type CountdownRules } from "#core/countdown.ts";
import type { EpochMs } from "#core/time.ts";
import type { Brief } from "#core/turn.ts";
import { wrapUpRuleOf } from "#core/wrap-up.ts";
import type { Numbers, StoredCallback } from "./ports.ts";

/** Numbers of a record that can be called, as they are dialled, each once, in the record's order. */
function dialableNumbers(stored: StoredCallback, numbers: Numbers): string[] {
  const dialable = stored.callback.numbers
    .map((text) => numbers.read(text).dialable)
    .filter((number) => number !== null);
  return [...new Set(dialable)];
}

/** Why this record cannot be called from here; null when it can. Knows what the numbers really are. */
export function whyUncallable(stored: StoredCallback, numbers: Numbers, now: EpochMs) {
  if (stored.supersededBy !== null) return "superseded" as const;
  const reason = uncallable(stored.callback, stored.status === "closed", now);
  if (reason !== null) return reason;
  return dialableNumbers(stored, numbers).length === 0 ? ("no-number" as const) : null;
}

/** What a turn takes along of its record, as it stands at `acceptedAt`. */
export function briefOf(
  stored: StoredCallback,
  numbers: Numbers,
  acceptedAt: EpochMs,
  rules: CountdownRules,
): Brief {
  const { callback } = stored;
  return {
    key: stored.key,
    numbers: dialableNumbers(stored, numbers),
    isSkipEnabled: callback.skipEnabled === true,
    countdown: startCountdown(scheduledHere(stored), stored.problems.length > 0, acceptedAt, rules),
    wrapUp: wrapUpRuleOf(callback),
    callerId: callback.callerId,
    callerIdName: callback.callerIdName,
  };
}

/** The record with our own rescheduling in place of the platform's time. */
const scheduledHere = (stored: StoredCallback) => ({
  ...stored.callback,
  scheduledAt: stored.dueAt,
});
