import { elapsedMs, type EpochMs } from "#core/time.ts";
import type { TurnView } from "#contract/view.ts";
import { duration } from "#renderer/words/moments.ts";

type Countdown = Extract<TurnView, { at: "preview" }>["countdown"];

/** Longer than this is written as minutes and seconds. */
const CLOCK_FROM_SECONDS = 100;

/** What a countdown has left: whole seconds rounded up, so that 0 is reached when it dials. */
export function leftOf(
  countdown: Extract<Countdown, { mode: "running" | "paused" }>,
  now: EpochMs,
) {
  const ms = countdown.mode === "paused" ? countdown.remainingMs : elapsedMs(now, countdown.dialAt);
  const seconds = Math.ceil(ms / 1_000);
  // By the total, not by what is left: the form must not change while it runs.
  const isClock = countdown.totalMs / 1_000 >= CLOCK_FROM_SECONDS;
  return { ms, seconds, isClock, text: isClock ? duration(seconds * 1_000) : String(seconds) };
}
