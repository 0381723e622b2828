import { due, pause, resume } from "./countdown.ts";
import { unlessConfirmed, unreachable } from "./outcome.ts";
import type { EpochMs } from "./time.ts";
import { stay, talking, to, type At } from "./turn-moves.ts";
import { stepOnTheLine } from "./turn-on-the-line.ts";
import type {
  AttemptId,
  Brief,
  LiveAttempt,
  Turn,
  TurnEvent,
  TurnRules,
  TurnStep,
} from "./turn.ts";
import {
  mayFinish,
  PREVIEW_SKIPPED_CODE,
  suggestedNext,
  TIMED_OUT_CODE,
  usualAgain,
  type WrapUp,
  type WrapUpDraft,
} from "./wrap-up.ts";

/**
 * Moves a turn by one event. Total: an event that means nothing in a state, or a fact of another
 * attempt, returns the very same turn with nothing to write and nothing to do.
 */
export function step(turn: Turn, event: TurnEvent, rules: TurnRules): TurnStep {
  switch (turn.at) {
    case "offered":
      return stepOffered(turn, event);
    case "preview":
      return stepPreview(turn, event, rules);
    case "dialing":
    case "ringing":
    case "talking":
      return stepOnTheLine(turn, event, rules);
    case "wrap-up":
      return stepWrapUp(turn, event, rules);
    case "closed":
      return stay(turn);
    default:
      return unreachable(turn);
  }
}

function stepOffered(turn: At<"offered">, event: TurnEvent): TurnStep {
  const { brief } = turn;
  if (event.type === "rung-in") return rungIn(brief, event);
  if (event.type === "declined") {
    return to({ at: "closed", brief, how: "declined" }, [{ write: "declined", at: event.now }]);
  }
  if (event.type !== "accepted") return stay(turn);
  const number = brief.numbers[0];
  // What cannot be called is looked at, never taken in hand.
  if (number === undefined) return stay(turn);
  return to(
    { at: "preview", brief, acceptedAt: event.now, countdown: brief.countdown, number },
    [{ write: "happened", what: "accepted", at: event.now }],
    [{ do: "prepare-media" }],
  );
}

function stepPreview(turn: At<"preview">, event: TurnEvent, rules: TurnRules): TurnStep {
  const { brief, countdown } = turn;
  switch (event.type) {
    case "number-chosen":
      return brief.numbers.includes(event.number)
        ? to({ ...turn, number: event.number })
        : stay(turn);
    case "countdown-paused":
      return countdown.mode === "running"
        ? to({ ...turn, countdown: pause(countdown, event.now) }, [
            { write: "happened", what: "countdown-paused", at: event.now },
          ])
        : stay(turn);
    case "countdown-resumed":
      return countdown.mode === "paused"
        ? to({ ...turn, countdown: resume(countdown, event.now) }, [
            { write: "happened", what: "countdown-resumed", at: event.now },
          ])
        : stay(turn);
    case "skipped":
      return brief.isSkipEnabled
        ? to(
            { at: "closed", brief, how: "skipped" },
            [{ write: "skipped", at: event.now, code: PREVIEW_SKIPPED_CODE }],
            [{ do: "release-media" }],
          )
        : stay(turn);
    case "rescheduled":
      return to(
        { at: "closed", brief, how: "rescheduled" },
        [{ write: "rescheduled", at: event.now, againAt: event.againAt }],
        [{ do: "release-media" }],
      );
    case "rung-in":
      return rungIn(brief, event);
    case "called":
      return dial(turn, event.attempt, event.now, "agent");
    case "ticked": {
      const verdict = due(countdown, event.now, event.obstacle, rules.lateAfterMs);
      if (verdict === "wait") return stay(turn);
      if (verdict === "dial") return dial(turn, event.attempt, event.now, "countdown");
      return to({ ...turn, countdown: verdict }, [
        { write: "happened", what: "countdown-asked", at: event.now },
      ]);
    }
    case "recovered":
      // The media of the old process is gone; a deadline that passed meanwhile asks at the next tick.
      return to(turn, [], [{ do: "prepare-media" }]);
    default:
      return stay(turn);
  }
}

/** She rang, or the platform rang for her: nothing is dialled for this callback any more. */
function rungIn(brief: Brief, event: Extract<TurnEvent, { type: "rung-in" }>): TurnStep {
  const { attempt: id, number, how, startedAt, now } = event;
  const attempt: LiveAttempt = {
    id,
    number,
    startedAt,
    rungAt: startedAt,
    answeredAt: now,
    endingBy: null,
  };
  return to(
    talking(brief, attempt),
    [
      { write: "attempt-opened", attempt: id, number, at: startedAt, how },
      { write: "attempt-rang", attempt: id, at: startedAt },
      { write: "attempt-answered", attempt: id, at: now },
    ],
    [{ do: "release-media" }],
  );
}

function dial(
  turn: At<"preview">,
  id: AttemptId,
  now: EpochMs,
  how: "agent" | "countdown",
): TurnStep {
  const { brief, number } = turn;
  const attempt: LiveAttempt = {
    id,
    number,
    startedAt: now,
    rungAt: null,
    answeredAt: null,
    endingBy: null,
  };
  return to(
    { at: "dialing", brief, attempt },
    [{ write: "attempt-opened", attempt: id, number, at: now, how }],
    [{ do: "invite", attempt: id, number }],
  );
}

function stepWrapUp(turn: At<"wrap-up">, event: TurnEvent, rules: TurnRules): TurnStep {
  const { brief } = turn;
  switch (event.type) {
    case "wrapped-up": {
      const hasCode = event.wrapUp.code !== null;
      const isAllowed = mayFinish(brief.wrapUp, hasCode) || (turn.closesAt === null && hasCode);
      return isAllowed ? finish(turn, event.now, event.wrapUp) : stay(turn);
    }
    case "wrap-up-saved":
      return brief.wrapUp.prompt === "forcedTimeout"
        ? to({ ...turn, saved: event.wrapUp })
        : stay(turn);
    case "ticked": {
      if (turn.closesAt === null || event.now < turn.closesAt) return stay(turn);
      const againAt = usualAgain(event.now, rules.againAfterMs, turn.attempt.notBefore);
      return finish(turn, event.now, turn.saved ?? timedOut(turn, event.draft, againAt));
    }
    case "recovered":
      // A clock that ran while the app was closed closes nothing; the agent has the last word.
      return turn.closesAt !== null && event.now >= turn.closesAt
        ? to({ ...turn, closesAt: null }, [{ write: "happened", what: "recovered", at: event.now }])
        : stay(turn);
    default:
      return stay(turn);
  }
}

function timedOut(turn: At<"wrap-up">, draft: WrapUpDraft, againAt: EpochMs): WrapUp {
  const outcome = draft.outcome ?? unlessConfirmed(turn.attempt.verdict.outcome);
  return {
    outcome,
    code: draft.code ?? TIMED_OUT_CODE,
    notes: draft.notes,
    next: draft.next ?? suggestedNext(outcome, againAt),
    by: "timeout",
  };
}

function finish(turn: At<"wrap-up">, now: EpochMs, wrapUp: WrapUp): TurnStep {
  return to({ at: "closed", brief: turn.brief, how: "wrapped-up" }, [
    { write: "wrapped-up", attempt: turn.attempt.id, at: now, wrapUp },
  ]);
}

/** A fresh offer of the record; nothing is written until the agent says a word. */
export function offer(brief: Brief): Turn {
  return { at: "offered", brief };
}
