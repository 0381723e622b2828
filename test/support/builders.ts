import { emptyCallback, type Callback, type CallbackKey } from "#core/callback.ts";
import type { Countdown } from "#core/countdown.ts";
import type { CallEnd } from "#core/outcome.ts";
import { epochMs } from "#core/time.ts";
import type { AttemptId, Brief, Turn, TurnRules } from "#core/turn.ts";
import type { WrapUpRule } from "#core/wrap-up.ts";

export const at = epochMs;

/** A morning in November; tests count from it. */
export const T0 = at(Date.UTC(2026, 10, 20, 9, 0, 0));

const key = (n = 1) => `00000000-0000-4000-8000-${String(n).padStart(12, "0")}` as CallbackKey;
export const attemptId = (n = 1) =>
  `aaaaaaaa-0000-4000-8000-${String(n).padStart(12, "0")}` as AttemptId;

export const rules: TurnRules = {
  lateAfterMs: 2_000,
  noAnswerMs: 45_000,
  againAfterMs: 1_800_000,
  shortTalkMs: 3_000,
  longRingMs: 10_000,
};

const optional: WrapUpRule = { prompt: "optional", timeoutMs: null };

export function briefWith(changes: Partial<Brief> = {}): Brief {
  const countdown: Countdown = { mode: "running", dialAt: at(T0 + 15_000), totalMs: 15_000 };
  return {
    key: key(),
    numbers: ["+15550100", "+15550101"],
    isSkipEnabled: true,
    countdown,
    wrapUp: optional,
    callerId: null,
    callerIdName: null,
    ...changes,
  };
}

export const offered = (changes: Partial<Brief> = {}): Turn => ({
  at: "offered",
  brief: briefWith(changes),
});

export function endWith(changes: Partial<CallEnd> = {}): CallEnd {
  return {
    by: "far-end",
    sipStatus: null,
    sipReason: null,
    q850Cause: null,
    retryAfterSeconds: null,
    fault: null,
    ...changes,
  };
}

export function callbackWith(changes: Partial<Callback> = {}): Callback {
  return { ...emptyCallback("callback"), numbers: ["+15550100"], ...changes };
}
