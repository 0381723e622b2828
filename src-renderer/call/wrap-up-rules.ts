import { later, type EpochMs } from "#core/time.ts";
import { mayFinish, suggestedNext, type Next, type WrapUpDraft } from "#core/wrap-up.ts";
import type { Outcome } from "#core/outcome.ts";
import type { TurnView } from "#contract/view.ts";

type WrapUpTurn = Extract<TurnView, { at: "wrap-up" }>;

const MINUTE_MS = 60_000;

/** What the agent says happened, else the line's verdict; null while a review waits for her word. */
export function outcomeOf(turn: WrapUpTurn, draft: WrapUpDraft): Outcome | null {
  if (draft.outcome !== null) return draft.outcome;
  return turn.needsReview ? null : turn.verdict;
}

/** Saved instead of done: the clock closes it, and until then everything may be changed. */
export const isSaveOnly = (turn: WrapUpTurn): boolean =>
  turn.prompt === "forcedTimeout" && turn.closesAt !== null;

/** What is still missing before the form may be finished or saved; null when nothing is. */
export function missing(turn: WrapUpTurn, draft: WrapUpDraft): "outcome" | "code" | null {
  if (outcomeOf(turn, draft) === null) return "outcome";
  const hasCode = draft.code !== null;
  if (isSaveOnly(turn)) return hasCode ? null : "code";
  const rule = { prompt: turn.prompt, timeoutMs: turn.totalMs };
  return mayFinish(rule, hasCode) || (turn.closesAt === null && hasCode) ? null : "code";
}

/** Nobody skips what only she can tell. */
export const maySkip = (turn: WrapUpTurn): boolean =>
  turn.prompt === "optional" && !turn.needsReview;

/** Minutes until another try by default: as many as are usual, and not before the network wants one. */
export function usualMinutes({ notBefore }: WrapUpTurn, setting: number, now: EpochMs): number {
  return Math.max(setting, Math.ceil(((notBefore ?? now) - now) / MINUTE_MS));
}

/** "Again": in the minutes the agent gave, null when she gave a time; else in as many as usual. */
export interface AgainMinutes {
  readonly given: number | null;
  readonly usual: number;
}

/** The draft with nothing left open: what is sent is what the screen showed. */
export function settle(
  turn: WrapUpTurn,
  draft: WrapUpDraft,
  { given: againMinutes, usual }: AgainMinutes,
  now: EpochMs,
): Partial<WrapUpDraft> {
  const outcome = outcomeOf(turn, draft);
  const suggested = outcome === null ? null : suggestedNext(outcome, later(now, usual * MINUTE_MS));
  const chosen: Next | null = draft.next ?? suggested;
  const next: Next | null =
    chosen?.do === "again" && againMinutes !== null
      ? { do: "again", at: later(now, againMinutes * MINUTE_MS) }
      : chosen;
  return { outcome, next };
}
