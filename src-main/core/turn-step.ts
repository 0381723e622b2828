import { due, pause, resume } from "./countdown.ts";
import { judge, unreachable, type CallEnd } from "./outcome.ts";
import { elapsedMs, later, type EpochMs } from "./time.ts";
import type {
  AttemptId,
  Brief,
  LiveAttempt,
  Turn,
  TurnEffect,
  TurnEvent,
  TurnRecord,
  TurnRules,
  TurnStep,
} from "./turn.ts";
import {
  mayFinish,
  PREVIEW_SKIPPED_CODE,
  suggestedNext,
  TIMED_OUT_CODE,
  type WrapUp,
  type WrapUpDraft,
} from "./wrap-up.ts";

type At<K extends Turn["at"]> = Extract<Turn, { at: K }>;
type OnTheLine = At<"dialing"> | At<"ringing"> | At<"talking">;

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

function stepOnTheLine(turn: OnTheLine, event: TurnEvent, rules: TurnRules): TurnStep {
  const { brief, attempt } = turn;
  if (event.type === "recovered") return lostSight(turn, event.now);
  if ("attempt" in event && event.type !== "ticked" && event.attempt !== attempt.id) {
    return stay(turn);
  }
  switch (event.type) {
    case "sent":
      return to(turn, [{ write: "attempt-sent", attempt: attempt.id, at: event.now }]);
    case "progressed":
      return progressed(turn, event.now, event.hasEarlyMedia);
    case "answered":
      if (turn.at === "talking") return stay(turn);
      return to(
        {
          at: "talking",
          brief,
          attempt: { ...attempt, answeredAt: event.now },
          hold: "off",
          isHeldByFarEnd: false,
          isMuted: false,
          trouble: null,
        },
        [{ write: "attempt-answered", attempt: attempt.id, at: event.now }],
      );
    case "ended":
      return ended(turn, event.now, event.end);
    case "hang-up-asked":
      return hangUp(turn, "agent");
    case "ticked": {
      const isOver =
        turn.at === "ringing" &&
        rules.noAnswerMs > 0 &&
        elapsedMs(attempt.rungAt ?? attempt.startedAt, event.now) >= rules.noAnswerMs;
      return isOver ? hangUp(turn, "no-answer-timer") : stay(turn);
    }
    default:
      return turn.at === "talking" ? stepTalking(turn, event) : stay(turn);
  }
}

function progressed(turn: OnTheLine, now: EpochMs, hasEarlyMedia: boolean): TurnStep {
  const { brief, attempt } = turn;
  if (turn.at === "talking") return stay(turn);
  if (turn.at === "ringing") {
    return hasEarlyMedia && !turn.hasEarlyMedia ? to({ ...turn, hasEarlyMedia }) : stay(turn);
  }
  return to({ at: "ringing", brief, attempt: { ...attempt, rungAt: now }, hasEarlyMedia }, [
    { write: "attempt-rang", attempt: attempt.id, at: now },
  ]);
}

function stepTalking(turn: At<"talking">, event: TurnEvent): TurnStep {
  const id = turn.attempt.id;
  // A call on its way out takes no more wishes.
  if (turn.attempt.endingBy !== null) return stay(turn);
  switch (event.type) {
    case "hold-asked":
      return turn.hold === "off"
        ? to({ ...turn, hold: "asking", trouble: null }, [], [{ do: "hold", attempt: id }])
        : stay(turn);
    case "resume-asked":
      return turn.hold === "on"
        ? to({ ...turn, hold: "releasing", trouble: null }, [], [{ do: "resume", attempt: id }])
        : stay(turn);
    case "hold-settled":
      return turn.hold === (event.isHeld ? "on" : "off")
        ? stay(turn)
        : to({ ...turn, hold: event.isHeld ? "on" : "off", trouble: null }, [
            { write: "happened", what: event.isHeld ? "held" : "resumed", at: event.now },
          ]);
    case "hold-refused": {
      if (turn.hold !== "asking" && turn.hold !== "releasing") return stay(turn);
      // What was true before the failed request stays true: the far end changed nothing.
      const wasHeld = turn.hold === "releasing";
      const trouble = wasHeld ? "resume-failed" : "hold-failed";
      return to({ ...turn, hold: wasHeld ? "on" : "off", trouble }, [
        { write: "happened", what: trouble, at: event.now },
      ]);
    }
    case "far-end-held":
      return turn.isHeldByFarEnd === event.isHeld
        ? stay(turn)
        : to({ ...turn, isHeldByFarEnd: event.isHeld });
    case "mute-set":
      return turn.isMuted === event.isMuted
        ? stay(turn)
        : to(
            { ...turn, isMuted: event.isMuted },
            [],
            [{ do: "mute", attempt: id, isMuted: event.isMuted }],
          );
    default:
      return stay(turn);
  }
}

function hangUp(turn: OnTheLine, by: "agent" | "no-answer-timer"): TurnStep {
  if (turn.attempt.endingBy !== null) return stay(turn);
  return to(
    { ...turn, attempt: { ...turn.attempt, endingBy: by } },
    [],
    [{ do: "hang-up", attempt: turn.attempt.id }],
  );
}

function ended(turn: OnTheLine, now: EpochMs, told: CallEnd): TurnStep {
  const { attempt } = turn;
  // An answered call that the far end closed a moment before our BYE is still the agent's hang-up.
  const end =
    attempt.endingBy === null || told.fault !== null ? told : { ...told, by: attempt.endingBy };
  return wrapUp(turn, now, end, false);
}

/** The app stopped in mid-attempt: what became of it is unknown, and it is never dialled again by itself. */
function lostSight(turn: OnTheLine, now: EpochMs): TurnStep {
  const end: CallEnd = {
    by: "interrupted",
    sipStatus: null,
    sipReason: null,
    q850Cause: null,
    retryAfterSeconds: null,
    fault: null,
  };
  return wrapUp(turn, now, end, true);
}

function wrapUp(turn: OnTheLine, now: EpochMs, end: CallEnd, needsReview: boolean): TurnStep {
  const { brief, attempt } = turn;
  const verdict = judge(end, {
    isAnswered: attempt.answeredAt !== null,
    isRung: attempt.rungAt !== null,
    ringMs: attempt.rungAt === null ? 0 : elapsedMs(attempt.rungAt, attempt.answeredAt ?? now),
    talkMs: attempt.answeredAt === null ? 0 : elapsedMs(attempt.answeredAt, now),
  });
  const { id, number, startedAt, answeredAt } = attempt;
  const timeoutMs = brief.wrapUp.timeoutMs;
  const records: TurnRecord[] = [
    { write: "attempt-closed", attempt: id, at: now, end, verdict },
    ...(needsReview ? [{ write: "happened", what: "recovered", at: now } as const] : []),
  ];
  return to(
    {
      at: "wrap-up",
      brief,
      attempt: { id, number, startedAt, answeredAt, endedAt: now, verdict },
      since: now,
      // A review waits for the agent however long it takes.
      closesAt: timeoutMs === null || needsReview ? null : later(now, timeoutMs),
      needsReview: needsReview || verdict.outcome === "unknown",
      saved: null,
    },
    records,
    needsReview ? [] : [{ do: "release-media" }],
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
      const againAt = later(event.now, rules.againAfterMs);
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
  const outcome = draft.outcome ?? turn.attempt.verdict.outcome;
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

function to(
  turn: Turn,
  records: readonly TurnRecord[] = [],
  effects: readonly TurnEffect[] = [],
): TurnStep {
  return { turn, records, effects };
}

const stay = (turn: Turn): TurnStep => ({ turn, records: [], effects: [] });
