import { judge, type CallEnd, type Verdict } from "./outcome.ts";
import { elapsedMs, later, type EpochMs } from "./time.ts";
import { handedOn, type Transfer } from "./transfer.ts";
import { stay, talking, to, type At } from "./turn-moves.ts";
import type { TurnEffect, TurnEvent, TurnRecord, TurnRules, TurnStep } from "./turn.ts";

type OnTheLine = At<"dialing"> | At<"ringing"> | At<"talking">;

/** A turn with a live attempt: from the intent to dial until the line, or a restart, ends it. */
export function stepOnTheLine(turn: OnTheLine, event: TurnEvent, rules: TurnRules): TurnStep {
  const { brief, attempt } = turn;
  if (event.type === "recovered") return lostSight(turn, event.now, rules);
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
      return to(talking(brief, { ...attempt, answeredAt: event.now }), [
        { write: "attempt-answered", attempt: attempt.id, at: event.now },
      ]);
    case "ended":
      return ended(turn, event.now, event.end, rules);
    case "hang-up-asked":
      return hangUp(turn, "agent");
    case "transfer-refused": {
      const { now, target } = event;
      return to(turn, [{ write: "happened", what: "transfer-refused", at: now, detail: target }]);
    }
    case "ticked": {
      const isOver =
        turn.at !== "talking" &&
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
    return hasEarlyMedia === turn.hasEarlyMedia ? stay(turn) : to({ ...turn, hasEarlyMedia });
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
    case "transfer-asked":
      return transfer(turn, event.now, "blind", event.number, {
        do: "transfer",
        attempt: id,
        number: event.number,
      });
    case "transfer-completed":
      return transfer(turn, event.now, "attended", event.number, {
        do: "transfer-to",
        attempt: id,
        other: event.to,
      });
    case "transferred-away":
      return turn.transfer === null || turn.transfer.isDone
        ? stay(turn)
        : to({ ...turn, transfer: { ...turn.transfer, isDone: true } });
    case "transfer-failed":
      return turn.transfer === null || turn.transfer.isDone
        ? stay(turn)
        : to({ ...turn, transfer: null, trouble: "transfer-failed" }, [
            { write: "happened", what: "transfer-failed", at: event.now },
          ]);
    case "noted":
      return to(turn, [
        {
          write: "happened",
          what: event.what,
          at: event.now,
          ...(event.detail !== undefined && { detail: event.detail }),
        },
      ]);
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

/** One transfer at a time; while it is under way the call is still the agent's. */
function transfer(
  turn: At<"talking">,
  now: EpochMs,
  kind: Transfer["kind"],
  number: string,
  effect: TurnEffect,
): TurnStep {
  if (turn.transfer !== null) return stay(turn);
  return to(
    { ...turn, transfer: { kind, number, isDone: false }, trouble: null },
    [{ write: "happened", what: "transfer-asked", at: now }],
    [effect],
  );
}

function hangUp(turn: OnTheLine, by: "agent" | "no-answer-timer"): TurnStep {
  if (turn.attempt.endingBy !== null) return stay(turn);
  return to(
    { ...turn, attempt: { ...turn.attempt, endingBy: by } },
    [],
    [{ do: "hang-up", attempt: turn.attempt.id }],
  );
}

function ended(turn: OnTheLine, now: EpochMs, told: CallEnd, rules: TurnRules): TurnStep {
  const { attempt } = turn;
  // An answered call that the far end closed a moment before our BYE is still the agent's hang-up.
  const end: CallEnd =
    (turn.at === "talking" ? handedOn(turn.transfer, told) : null) ??
    (attempt.endingBy === null || told.fault !== null ? told : { ...told, by: attempt.endingBy });
  return wrapUp(turn, now, judged(turn, now, end, rules), false);
}

/** A longer wait than this the network may ask for, but no callback is put off for it by itself. */
const LONGEST_WAIT_SECONDS = 24 * 3_600;

function notBefore({ retryAfterSeconds }: CallEnd, now: EpochMs): EpochMs | null {
  if (retryAfterSeconds === null) return null;
  return later(now, Math.min(retryAfterSeconds, LONGEST_WAIT_SECONDS) * 1_000);
}

/** The app stopped in mid-attempt: what became of it is unknown, and it is never dialled again by itself. */
function lostSight(turn: OnTheLine, now: EpochMs, rules: TurnRules): TurnStep {
  const end: CallEnd = {
    by: "interrupted",
    sipStatus: null,
    sipReason: null,
    q850Cause: null,
    retryAfterSeconds: null,
    fault: null,
  };
  return wrapUp(turn, now, judged(turn, now, end, rules), true);
}

interface Judged {
  readonly end: CallEnd;
  readonly verdict: Verdict;
}

function judged({ attempt }: OnTheLine, now: EpochMs, end: CallEnd, rules: TurnRules): Judged {
  const { rungAt, answeredAt } = attempt;
  const course = {
    isAnswered: answeredAt !== null,
    isRung: rungAt !== null,
    ringMs: rungAt === null ? 0 : elapsedMs(rungAt, answeredAt ?? now),
    talkMs: answeredAt === null ? 0 : elapsedMs(answeredAt, now),
  };
  return { end, verdict: judge(end, course, rules) };
}

function wrapUp(
  turn: OnTheLine,
  now: EpochMs,
  { end, verdict }: Judged,
  isRecovered: boolean,
): TurnStep {
  const { brief, attempt } = turn;
  const { id, number, startedAt, answeredAt } = attempt;
  const timeoutMs = brief.wrapUp.timeoutMs;
  const needsReview = verdict.outcome === "unknown";
  const records: TurnRecord[] = [
    { write: "attempt-closed", attempt: id, at: now, end, verdict },
    ...(isRecovered ? [{ write: "happened", what: "recovered", at: now } as const] : []),
  ];
  return to(
    {
      at: "wrap-up",
      brief,
      attempt: {
        id,
        number,
        startedAt,
        answeredAt,
        endedAt: now,
        verdict,
        notBefore: notBefore(end, now),
      },
      since: now,
      // A review waits for the agent however long it takes.
      closesAt: timeoutMs === null || needsReview ? null : later(now, timeoutMs),
      needsReview,
      saved: null,
    },
    records,
    isRecovered ? [] : [{ do: "release-media" }],
  );
}
