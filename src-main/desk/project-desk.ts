import { elapsedMs, type EpochMs } from "#core/time.ts";
import type { Transfer } from "#core/transfer.ts";
import type { LiveAttempt, Turn } from "#core/turn.ts";
import { emptyDraft, type WrapUpDraft } from "#core/wrap-up.ts";
import type { TurnView } from "#contract/view.ts";
import type { Numbers, StoredAttempt } from "./ports.ts";
import { redirectsOf } from "./read-address.ts";

export interface TurnSights {
  readonly numbers: Numbers;
  readonly draft: WrapUpDraft | null;
  /** The ledger's row of the turn's attempt, null before there is one. */
  readonly attempt: StoredAttempt | null;
}

/** The turn as the window shows it; null for an offer or a closed turn, which are not in hand. */
export function projectTurn(turn: Turn, sights: TurnSights): TurnView | null {
  const { key } = turn.brief;
  switch (turn.at) {
    case "offered":
    case "closed":
      return null;
    case "preview":
      return {
        at: "preview",
        key,
        acceptedAt: turn.acceptedAt,
        countdown: turn.countdown,
        number: turn.number,
        isSkipEnabled: turn.brief.isSkipEnabled,
      };
    case "dialing":
      return { at: "dialing", key, ...projectLive(turn.attempt, sights.numbers) };
    case "ringing":
      return {
        at: "ringing",
        key,
        ...projectLive(turn.attempt, sights.numbers),
        hasEarlyMedia: turn.hasEarlyMedia,
      };
    case "talking":
      return {
        at: "talking",
        key,
        ...projectLive(turn.attempt, sights.numbers),
        hold: turn.hold,
        isHeldByFarEnd: turn.isHeldByFarEnd,
        isMuted: turn.isMuted,
        trouble: turn.trouble,
        transfer: projectTransfer(turn.transfer, sights.numbers),
        draft: sights.draft ?? emptyDraft,
      };
    case "wrap-up":
      return projectWrapUp(turn, sights);
  }
}

export const projectTransfer = (transfer: Transfer | null, numbers: Numbers) =>
  transfer === null
    ? null
    : { kind: transfer.kind, display: numbers.read(transfer.number).display };

function projectWrapUp(turn: Extract<Turn, { at: "wrap-up" }>, sights: TurnSights): TurnView {
  const { attempt, brief } = turn;
  const { answeredAt } = attempt;
  return {
    at: "wrap-up",
    key: brief.key,
    attempt: attempt.id,
    number: attempt.number,
    display: sights.numbers.read(attempt.number).display,
    since: turn.since,
    closesAt: turn.closesAt,
    totalMs: turn.closesAt === null ? null : elapsedMs(turn.since, turn.closesAt),
    talkMs: answeredAt === null ? 0 : elapsedMs(answeredAt, attempt.endedAt),
    needsReview: turn.needsReview,
    isInterrupted: sights.attempt?.endedBy === "interrupted",
    verdict: attempt.verdict.outcome,
    ...heardOf(sights.attempt),
    redirects: sights.attempt === null ? [] : redirectsOf(sights.attempt, sights.numbers),
    retryAfterSeconds: sights.attempt?.retryAfterSeconds ?? null,
    // A turn that an older build left in hand has none.
    notBefore: attempt.notBefore ?? null,
    prompt: brief.wrapUp.prompt,
    isSaved: turn.saved !== null,
    draft: sights.draft ?? emptyDraft,
  };
}

function projectLive(attempt: LiveAttempt, numbers: Numbers) {
  return {
    attempt: attempt.id,
    number: attempt.number,
    display: numbers.read(attempt.number).display,
    startedAt: attempt.startedAt,
    rungAt: attempt.rungAt,
    answeredAt: attempt.answeredAt,
    isEnding: attempt.endingBy !== null,
  };
}

/** What the line told about the end; beside a fault of our own there are no words of the line, only ours for the ledger. */
export function heardOf(attempt: StoredAttempt | null) {
  if (attempt === null) return { sipStatus: null, sipReason: null, q850Cause: null, fault: null };
  const { sipStatus, sipReason, q850Cause, fault } = attempt;
  return { sipStatus, sipReason: fault === null ? sipReason : null, q850Cause, fault };
}

/** Ring and talk time of a ledger row; a live attempt counts up to `now`. */
export function durationsOf(attempt: StoredAttempt, now: EpochMs) {
  const endAt = attempt.endedAt ?? now;
  const { rangAt, answeredAt } = attempt;
  return {
    ringMs: rangAt === null ? 0 : elapsedMs(rangAt, answeredAt ?? endAt),
    talkMs: answeredAt === null ? 0 : elapsedMs(answeredAt, endAt),
  };
}
