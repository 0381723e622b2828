import type { SideCall, SideCalls, SideRules } from "./side-calls.ts";
import { later, type EpochMs } from "./time.ts";

/** When a call is answered by itself, or given up because nobody answers it; null: never. */
export function deadlineOf(call: SideCall, { noAnswerMs }: SideRules): EpochMs | null {
  if (call.endingBy !== null) return null;
  if (call.at === "alerting") return call.answersAt;
  const isUnanswered = call.kind === "consult" && (call.at === "dialing" || call.at === "ringing");
  return isUnanswered && noAnswerMs > 0 ? later(call.rungAt ?? call.startedAt, noAnswerMs) : null;
}

/** When the calls beside the attempt next want a tick; null: nothing of them depends on time. */
export const nextSideDeadline = (sides: SideCalls, rules: SideRules): EpochMs | null =>
  sides.calls.reduce<EpochMs | null>((first, call) => {
    const at = deadlineOf(call, rules);
    return at === null || (first !== null && first <= at) ? first : at;
  }, null);
