import type { CallbackKey } from "#core/callback.ts";
import type { EpochMs } from "#core/time.ts";
import type { AttemptId, Turn, TurnRecord } from "#core/turn.ts";

const number = "+15550100";
const end = {
  by: "far-end",
  sipStatus: 486,
  sipReason: null,
  q850Cause: null,
  retryAfterSeconds: null,
  fault: null,
} as const;

/** The turn in which a whole try at a callback ends, and its records: opened, busy. */
export function oneTry(
  key: CallbackKey,
  attempt: AttemptId,
  at: EpochMs,
): { turn: Turn; records: TurnRecord[] } {
  return {
    turn: {
      at: "closed",
      how: "wrapped-up",
      brief: {
        key,
        numbers: [number],
        isSkipEnabled: false,
        countdown: { mode: "off", because: "not-asked-for" },
        wrapUp: { prompt: "optional", timeoutMs: null },
        callerId: null,
        callerIdName: null,
      },
    },
    records: [
      { write: "attempt-opened", attempt, number, at, how: "agent" },
      {
        write: "attempt-closed",
        attempt,
        at,
        end,
        verdict: { outcome: "busy", callResult: null, disconnectType: "endpoint" },
      },
    ],
  };
}
