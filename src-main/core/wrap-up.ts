import type { Callback, WrapUpPrompt } from "./callback.ts";
import { aftermathOf, type Aftermath, type Outcome } from "./outcome.ts";
import { epochMs, later, type EpochMs } from "./time.ts";

/** What the queue asks of the agent after a call. `timeoutMs` null: no clock. */
export interface WrapUpRule {
  readonly prompt: WrapUpPrompt;
  readonly timeoutMs: number | null;
}

/** Code the platform gives when the time ran out without one; never offered to the agent. */
export const TIMED_OUT_CODE = "ININ-WRAP-UP-TIMEOUT";
/** Code the platform gives to a skipped preview; never offered to the agent. */
export const PREVIEW_SKIPPED_CODE = "ININ-OUTBOUND-PREVIEW-SKIPPED";

/** Fate of the callback: finished, due again at an instant, or left in the queue where it stood. */
export type Next =
  | { readonly do: "close" }
  | { readonly do: "again"; readonly at: EpochMs }
  | { readonly do: "leave" };

/**
 * What an outcome suggests when nobody says otherwise: finished when reached; once more at `againAt`
 * when another try may reach her, so that she is not called again the next minute; left in the queue
 * when a person has to look at it first.
 */
export function suggestedNext(outcome: Outcome, againAt: EpochMs): Next {
  const suggested: Readonly<Record<Aftermath, Next>> = {
    done: { do: "close" },
    again: { do: "again", at: againAt },
    review: { do: "leave" },
  };
  return suggested[aftermathOf[outcome]];
}

/** When "call again" is by default: so long after `now`, and not before the network wants another try. */
export const usualAgain = (now: EpochMs, afterMs: number, notBefore: EpochMs | null): EpochMs =>
  epochMs(Math.max(later(now, afterMs), notBefore ?? 0));

/** What the agent has put into the form so far; saved as she types, promised to nobody. */
export interface WrapUpDraft {
  readonly outcome: Outcome | null;
  readonly code: string | null;
  readonly notes: string;
  /** What should become of the callback; null: what the outcome suggests. */
  readonly next: Next | null;
}

/** What is owed to the platform: an outcome always, a code unless the rule lets her go without. */
export interface WrapUp {
  readonly outcome: Outcome;
  readonly code: string | null;
  readonly notes: string;
  readonly next: Next;
  readonly by: "agent" | "timeout" | "skip";
}

export const emptyDraft: WrapUpDraft = { outcome: null, code: null, notes: "", next: null };

/**
 * The rule for a record. Without a word from the platform the agent may leave without a code, but
 * not without an outcome. Mandatory and optional have no clock even when a time is told.
 */
export function wrapUpRuleOf(callback: Callback): WrapUpRule {
  const asked = callback.wrapUpPrompt?.value ?? null;
  const prompt = asked ?? (callback.wrapUpRequired === true ? "mandatory" : "optional");
  const isTimed = prompt === "timeout" || prompt === "forcedTimeout" || prompt === "agentRequested";
  return { prompt, timeoutMs: isTimed ? callback.wrapUpTimeoutMs : null };
}

/** True when the agent may leave the form before its time, given whether a code is chosen. */
export function mayFinish(rule: WrapUpRule, hasCode: boolean): boolean {
  switch (rule.prompt) {
    case "optional":
    case "agentRequested":
      return true;
    case "mandatory":
    case "timeout":
      return hasCode;
    case "forcedTimeout":
      // Without a clock there is no zero to wait for, and she would be locked in.
      return rule.timeoutMs === null && hasCode;
  }
}
