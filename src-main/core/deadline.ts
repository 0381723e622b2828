import { later, type EpochMs } from "./time.ts";
import type { Turn, TurnRules } from "./turn.ts";

/** When the turn next wants a tick; null: nothing of it depends on time. */
export function nextDeadline(turn: Turn, rules: TurnRules): EpochMs | null {
  switch (turn.at) {
    case "preview":
      return turn.countdown.mode === "running" ? turn.countdown.dialAt : null;
    case "dialing":
    case "ringing":
      if (rules.noAnswerMs <= 0 || turn.attempt.endingBy !== null) return null;
      return later(turn.attempt.rungAt ?? turn.attempt.startedAt, rules.noAnswerMs);
    case "wrap-up":
      return turn.closesAt;
    default:
      return null;
  }
}
