import type { CallbackKey } from "./callback.ts";
import type { CallId } from "./call-id.ts";
import type { Countdown, Obstacle } from "./countdown.ts";
import type { CallEnd, JudgeRules, Verdict } from "./outcome.ts";
import type { EpochMs } from "./time.ts";
import type { Transfer } from "./transfer.ts";
import type { WrapUp, WrapUpDraft, WrapUpRule } from "./wrap-up.ts";

/** One try at a callback; a UUID given before the intent to dial is committed. Its call bears the same id. */
export type AttemptId = CallId & { readonly brand: "AttemptId" };

/** What a turn must know of its record, taken when it is offered; the record may change meanwhile. */
export interface Brief {
  readonly key: CallbackKey;
  /** Numbers that can be called, in the record's order, as they are dialled. */
  readonly numbers: readonly string[];
  readonly isSkipEnabled: boolean;
  readonly countdown: Countdown;
  readonly wrapUp: WrapUpRule;
  /** What the record wishes the called person to see; null: what the account shows. */
  readonly callerId: string | null;
  readonly callerIdName: string | null;
}

/** The one live attempt of a turn. Instants are local clock; null means it has not happened. */
export interface LiveAttempt {
  readonly id: AttemptId;
  readonly number: string;
  readonly startedAt: EpochMs;
  readonly rungAt: EpochMs | null;
  readonly answeredAt: EpochMs | null;
  /** The agent, or the no-answer timer, has asked for the end and the line has not confirmed it. */
  readonly endingBy: "agent" | "no-answer-timer" | null;
}

/** Ours: what the far end has confirmed, and what we are still asking it for. */
export type Hold = "off" | "asking" | "on" | "releasing";

/** How an attempt ended, as the agent reviews it in wrap-up. */
export interface EndedAttempt {
  readonly id: AttemptId;
  readonly number: string;
  readonly startedAt: EpochMs;
  readonly answeredAt: EpochMs | null;
  readonly endedAt: EpochMs;
  readonly verdict: Verdict;
  /** The network asks for no other try before; null: it does not. */
  readonly notBefore: EpochMs | null;
}

/** What may be wrong with a live call that the agent must know at once. */
export const callTroubles = ["hold-failed", "resume-failed", "transfer-failed"] as const;
export type CallTrouble = (typeof callTroubles)[number];

/** How an attempt began: dialled by the agent or the countdown, rung in by the customer, or by the platform. */
export type AttemptHow = "agent" | "countdown" | "incoming" | "station";

/**
 * One callback in the agent's hands, from the offer to the last word about it. At most one attempt
 * is made in a turn; calling again is another turn.
 * ```txt
 *                      declined                     skipped, rescheduled
 *            offered --------------> closed <------------------------ preview
 *               '------accepted-------------------------------------->--'
 * preview --called | ticked past dialAt, nothing in the way--> dialing
 * dialing --progressed--> ringing        dialing, ringing --answered--> talking
 * offered, preview --rung in and answered--> talking
 * talking: hold off -> asking -> on -> releasing -> off, each step confirmed by the far end
 * dialing, ringing, talking --ended--> wrap-up        (recovered after a restart: also wrap-up)
 * wrap-up --wrapped up | skipped | ticked past its deadline--> closed
 * ```
 */
export type Turn =
  | { readonly at: "offered"; readonly brief: Brief }
  | {
      readonly at: "preview";
      readonly brief: Brief;
      readonly acceptedAt: EpochMs;
      readonly countdown: Countdown;
      /** Number the call goes to, one of the brief's. */
      readonly number: string;
    }
  | { readonly at: "dialing"; readonly brief: Brief; readonly attempt: LiveAttempt }
  | {
      readonly at: "ringing";
      readonly brief: Brief;
      readonly attempt: LiveAttempt;
      /** The network sends sound of its own; our ringback stays silent. */
      readonly hasEarlyMedia: boolean;
    }
  | {
      readonly at: "talking";
      readonly brief: Brief;
      readonly attempt: LiveAttempt;
      readonly hold: Hold;
      readonly isHeldByFarEnd: boolean;
      readonly isMuted: boolean;
      readonly trouble: CallTrouble | null;
      /** Null: she stays with the agent. */
      readonly transfer: Transfer | null;
    }
  | {
      readonly at: "wrap-up";
      readonly brief: Brief;
      readonly attempt: EndedAttempt;
      readonly since: EpochMs;
      /** When the form closes by itself; null: never. */
      readonly closesAt: EpochMs | null;
      /** Nobody saw how the attempt ended, for the app or the line broke; only the agent can say what happened. */
      readonly needsReview: boolean;
      /** What was saved under a forced timeout; counts when the clock runs out. */
      readonly saved: WrapUp | null;
    }
  | { readonly at: "closed"; readonly brief: Brief; readonly how: ClosedHow };

export type ClosedHow = "declined" | "skipped" | "rescheduled" | "wrapped-up";

/** Facts and wishes that move a turn. Facts of the line name their attempt; those of another are ignored. */
export type TurnEvent =
  | { readonly type: "accepted"; readonly now: EpochMs }
  | { readonly type: "declined"; readonly now: EpochMs }
  | { readonly type: "number-chosen"; readonly number: string }
  | { readonly type: "countdown-paused"; readonly now: EpochMs }
  | { readonly type: "countdown-resumed"; readonly now: EpochMs }
  | { readonly type: "skipped"; readonly now: EpochMs }
  | { readonly type: "rescheduled"; readonly now: EpochMs; readonly againAt: EpochMs }
  | { readonly type: "called"; readonly now: EpochMs; readonly attempt: AttemptId }
  | {
      readonly type: "ticked";
      readonly now: EpochMs;
      /** The id an attempt gets if this tick dials. */
      readonly attempt: AttemptId;
      /** What stands in the way of dialling by itself right now; null: nothing. */
      readonly obstacle: Obstacle | null;
      /** The draft that counts if this tick closes the wrap-up. */
      readonly draft: WrapUpDraft;
    }
  | { readonly type: "sent"; readonly now: EpochMs; readonly attempt: AttemptId }
  | {
      readonly type: "progressed";
      readonly now: EpochMs;
      readonly attempt: AttemptId;
      readonly hasEarlyMedia: boolean;
    }
  | { readonly type: "answered"; readonly now: EpochMs; readonly attempt: AttemptId }
  | {
      readonly type: "ended";
      readonly now: EpochMs;
      readonly attempt: AttemptId;
      readonly end: CallEnd;
    }
  | { readonly type: "hang-up-asked"; readonly now: EpochMs }
  /** An incoming call about this callback was answered: it is the turn's attempt from now on. */
  | {
      readonly type: "rung-in";
      readonly now: EpochMs;
      readonly attempt: AttemptId;
      readonly number: string;
      readonly how: "incoming" | "station";
      readonly startedAt: EpochMs;
    }
  | { readonly type: "hold-asked" }
  | { readonly type: "resume-asked" }
  | { readonly type: "transfer-asked"; readonly now: EpochMs; readonly number: string }
  | {
      readonly type: "transfer-completed";
      readonly now: EpochMs;
      /** The call of the consulted party. */
      readonly to: CallId;
      readonly number: string;
    }
  | { readonly type: "transferred-away"; readonly now: EpochMs; readonly attempt: AttemptId }
  | { readonly type: "transfer-failed"; readonly now: EpochMs; readonly attempt: AttemptId }
  /** The far end wished to hand us on to `target`; the line has refused it. */
  | {
      readonly type: "transfer-refused";
      readonly now: EpochMs;
      readonly attempt: AttemptId;
      readonly target: string;
    }
  /** Something the agent did with the call that changes nothing of the turn but belongs to its story. */
  | {
      readonly type: "noted";
      readonly now: EpochMs;
      readonly what: Happening;
      readonly detail?: string;
    }
  | {
      readonly type: "hold-settled";
      readonly now: EpochMs;
      readonly attempt: AttemptId;
      readonly isHeld: boolean;
    }
  | { readonly type: "hold-refused"; readonly now: EpochMs; readonly attempt: AttemptId }
  | {
      readonly type: "far-end-held";
      readonly now: EpochMs;
      readonly attempt: AttemptId;
      readonly isHeld: boolean;
    }
  | { readonly type: "mute-set"; readonly isMuted: boolean }
  | { readonly type: "wrapped-up"; readonly now: EpochMs; readonly wrapUp: WrapUp }
  | { readonly type: "wrap-up-saved"; readonly now: EpochMs; readonly wrapUp: WrapUp }
  | { readonly type: "recovered"; readonly now: EpochMs };

/** Rows that are committed together with the new state, before any effect runs. */
export type TurnRecord =
  | {
      readonly write: "attempt-opened";
      readonly attempt: AttemptId;
      readonly number: string;
      readonly at: EpochMs;
      readonly how: AttemptHow;
    }
  | { readonly write: "attempt-sent"; readonly attempt: AttemptId; readonly at: EpochMs }
  | { readonly write: "attempt-rang"; readonly attempt: AttemptId; readonly at: EpochMs }
  | { readonly write: "attempt-answered"; readonly attempt: AttemptId; readonly at: EpochMs }
  | {
      readonly write: "attempt-closed";
      readonly attempt: AttemptId;
      readonly at: EpochMs;
      readonly end: CallEnd;
      readonly verdict: Verdict;
    }
  | {
      readonly write: "happened";
      readonly what: Happening;
      readonly at: EpochMs;
      /** What there is to add, as it was told. */
      readonly detail?: string;
    }
  | {
      readonly write: "wrapped-up";
      readonly attempt: AttemptId;
      readonly at: EpochMs;
      readonly wrapUp: WrapUp;
    }
  | { readonly write: "skipped"; readonly at: EpochMs; readonly code: string }
  | { readonly write: "declined"; readonly at: EpochMs }
  | { readonly write: "rescheduled"; readonly at: EpochMs; readonly againAt: EpochMs };

/** Entries of the time line that are neither an attempt nor a wrap-up of their own. */
export const happenings = [
  "accepted",
  "countdown-paused",
  "countdown-resumed",
  "countdown-asked",
  "held",
  "resumed",
  "hold-failed",
  "resume-failed",
  "transfer-asked",
  "transfer-failed",
  "transfer-refused",
  "joined",
  "parted",
  "recording-started",
  /** It started, and the agent named in the detail has said that the customer agreed. */
  "recording-agreed",
  "recording-stopped",
  "recovered",
] as const;
export type Happening = (typeof happenings)[number];
/** What is told of a recording, be it of the attempt's call or of another. */
export type RecordingNote = Extract<Happening, `recording-${string}`>;

/** Work for the rim; runs after the commit, in this order. */
export type TurnEffect =
  | { readonly do: "prepare-media" }
  | { readonly do: "invite"; readonly attempt: AttemptId; readonly number: string }
  | { readonly do: "hang-up"; readonly attempt: AttemptId }
  | { readonly do: "hold"; readonly attempt: AttemptId }
  | { readonly do: "resume"; readonly attempt: AttemptId }
  | { readonly do: "mute"; readonly attempt: AttemptId; readonly isMuted: boolean }
  | { readonly do: "transfer"; readonly attempt: AttemptId; readonly number: string }
  | { readonly do: "transfer-to"; readonly attempt: AttemptId; readonly other: CallId }
  | { readonly do: "release-media" };

export interface TurnStep {
  readonly turn: Turn;
  readonly records: readonly TurnRecord[];
  readonly effects: readonly TurnEffect[];
}

/** Settings a step depends on; all in milliseconds. */
export interface TurnRules extends JudgeRules {
  /** A deadline noticed later than this asks instead of dialling. */
  readonly lateAfterMs: number;
  /** A call that nobody answers is given up after ringing so long, or after so long without ringing; 0: never. */
  readonly noAnswerMs: number;
  /** How long after a wrap-up that ran out of time a callback that was not reached is due again. */
  readonly againAfterMs: number;
}
