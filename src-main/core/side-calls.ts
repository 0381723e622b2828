import type { CallId } from "./call-id.ts";
import type { CallbackKey } from "./callback.ts";
import type { CallEnd, JudgeRules, Outcome } from "./outcome.ts";
import type { EpochMs } from "./time.ts";
import type { Transfer } from "./transfer.ts";
import type { Hold, RecordingNote } from "./turn.ts";

/**
 * A call beside the attempt of the turn: one that came in, or one placed to consult somebody.
 * ```txt
 * incoming:  alerting --answer asked--> answering --answered--> talking
 * consult:   parked --line free--> dialing --progressed--> ringing --answered--> talking
 * talking: hold off -> asking -> on -> releasing -> off, each step confirmed by the far end
 * incoming, talking: transfer asked -> under way -> done, or refused and the call goes on
 * any --ended--> gone
 * ```
 */
export interface SideCall {
  readonly id: CallId;
  readonly kind: "incoming" | "consult";
  /** `parked`: a consultation that waits until the line is free; nothing has left for it. */
  readonly at: "alerting" | "answering" | "parked" | "dialing" | "ringing" | "talking";
  /** E.164 or SIP address; null when the caller hides it. */
  readonly number: string | null;
  /** What the far end calls itself; good for reading only. */
  readonly name: string | null;
  /** The answered call that somebody is consulted about: the attempt's, or a caller's; null for a caller. */
  readonly beside: CallId | null;
  /** Open callback of the same person, null when none is known. */
  readonly about: CallbackKey | null;
  readonly startedAt: EpochMs;
  /** When it began to ring, for a consultation; null before. */
  readonly rungAt: EpochMs | null;
  readonly answeredAt: EpochMs | null;
  /** When it is answered by itself, as the network asked; null: only by the agent. */
  readonly answersAt: EpochMs | null;
  readonly hold: Hold;
  readonly isHeldByFarEnd: boolean;
  readonly isMuted: boolean;
  /** The caller on her way to somebody else; null: she stays with the agent. */
  readonly transfer: Transfer | null;
  /** Who has asked for its end; `busy`: every way in was taken when it came. Null: it goes on. */
  readonly endingBy: "agent" | "no-answer-timer" | "busy" | null;
  /** What did not work last; null: all did. */
  readonly trouble: SideTrouble | null;
}

/**
 * Its hold, resume or transfer was refused; `line-kept`: what she wished waited for another call to go
 * on hold, which it did not; `join-failed`: it could not be heard in the conference.
 */
export const sideTroubles = [
  "hold-failed",
  "resume-failed",
  "transfer-failed",
  "line-kept",
  "join-failed",
] as const;
export type SideTrouble = (typeof sideTroubles)[number];

/** What is done as soon as the line is free for it; `resume` may name the attempt's call too. */
export interface SideAct {
  readonly do: "answer" | "invite" | "resume";
  readonly call: CallId;
}

export interface SideCalls {
  /** In the order they began. */
  readonly calls: readonly SideCall[];
  /** Waits until no other call has the line; dropped when one keeps it. */
  readonly waiting: SideAct | null;
  /** The call that took the line last; whoever else has it is put on hold. Null: nobody has it. */
  readonly line: CallId | null;
  /** Calls asked to go on hold for that; one of them that is off hold again has refused. */
  readonly asked: readonly CallId[];
  /** Somebody consulted and whom it is about are to hear each other and the agent; null: no conference. */
  readonly joined: Conference | null;
}

export interface Conference {
  /** The call that somebody is consulted about. */
  readonly subject: CallId;
  readonly consult: CallId;
  /** The media window has confirmed it. */
  readonly isMixed: boolean;
}

export const noSideCalls: SideCalls = {
  calls: [],
  waiting: null,
  line: null,
  asked: [],
  joined: null,
};

/** The attempt's call as the calls beside it must know it. */
export interface AttemptLine {
  readonly id: CallId;
  readonly at: "dialing" | "ringing" | "talking";
  readonly hold: Hold;
  readonly isEnding: boolean;
}

/** Facts of the line and wishes of the agent about calls beside the attempt; facts come of every call. */
export type SideHappening =
  | {
      readonly type: "arrived";
      readonly call: CallId;
      readonly number: string | null;
      readonly name: string | null;
      readonly about: CallbackKey | null;
      readonly answersAt: EpochMs | null;
    }
  | { readonly type: "answer-asked"; readonly call: CallId }
  | { readonly type: "decline-asked"; readonly call: CallId }
  /** `beside`: the call it is about, the attempt's or, while there is no attempt, a caller's. */
  | {
      readonly type: "consult-asked";
      readonly call: CallId;
      readonly number: string;
      readonly beside: CallId;
    }
  | { readonly type: "hang-up-asked"; readonly call: CallId }
  | { readonly type: "hold-asked"; readonly call: CallId }
  | { readonly type: "resume-asked"; readonly call: CallId }
  | { readonly type: "mute-set"; readonly call: CallId; readonly isMuted: boolean }
  /** Hands an answered caller on to a number without asking there first. */
  | { readonly type: "transfer-asked"; readonly call: CallId; readonly number: string }
  /** Hands a caller on to the party that was consulted about her. */
  | { readonly type: "transfer-completed"; readonly call: CallId }
  /** The call that somebody is consulted about, and the consultation. */
  | { readonly type: "join-asked"; readonly call: CallId }
  | { readonly type: "part-asked" }
  /** Something the agent did with a call that changes nothing of it but belongs to its story. */
  | {
      readonly type: "noted";
      readonly call: CallId;
      readonly what: RecordingNote;
      readonly detail?: string;
    }
  | {
      readonly type: "ticked";
      /** Whether anybody is there to talk; else only the agent answers, however long it rings. */
      readonly mayAnswer: boolean;
    }
  /** The attempt may stand otherwise than when these calls were looked at last. */
  | { readonly type: "looked" }
  /** The turn has taken an answered incoming call for its attempt. */
  | { readonly type: "handed-over"; readonly call: CallId }
  /** The platform answers an incoming call for the agent. `about`: the callback it is for, if any. */
  | {
      readonly type: "asked-by-network";
      readonly call: CallId;
      readonly about: CallbackKey | null;
    }
  | { readonly type: "progressed"; readonly call: CallId }
  | { readonly type: "answered"; readonly call: CallId }
  | { readonly type: "ended"; readonly call: CallId; readonly end: CallEnd }
  | { readonly type: "hold-settled"; readonly call: CallId; readonly isHeld: boolean }
  | { readonly type: "hold-refused"; readonly call: CallId }
  | { readonly type: "far-end-held"; readonly call: CallId; readonly isHeld: boolean }
  | { readonly type: "transferred-away"; readonly call: CallId }
  | { readonly type: "transfer-failed"; readonly call: CallId }
  /** Whether it hears, and is heard in, the conference by word of the media window. */
  | { readonly type: "joined"; readonly call: CallId; readonly isJoined: boolean };

export type SideEvent = SideHappening & { readonly now: EpochMs };

/** How a call beside the attempt ended: `missed`, `refused` and, heard by the caller, `busy` are incoming calls nobody answered here. */
export type SideOutcome = Outcome | "missed" | "refused";

/** Rows that are committed before any effect runs. */
export type SideRecord =
  | {
      readonly write: "side-opened";
      readonly call: CallId;
      readonly kind: SideCall["kind"];
      readonly number: string | null;
      readonly name: string | null;
      readonly about: CallbackKey | null;
      readonly beside: CallId | null;
      readonly at: EpochMs;
    }
  | { readonly write: "side-answered"; readonly call: CallId; readonly at: EpochMs }
  | {
      readonly write: "side-happened";
      readonly call: CallId;
      readonly what: RecordingNote;
      readonly at: EpochMs;
      /** What there is to add, as it was told. */
      readonly detail?: string;
    }
  | {
      readonly write: "side-closed";
      readonly call: CallId;
      readonly at: EpochMs;
      readonly outcome: SideOutcome;
      /** Null: nothing was dialled, or the attempt it became tells the end. */
      readonly end: CallEnd | null;
    };

/** Work for the rim; `hold` and `resume` may name the attempt's call too. */
export type SideEffect =
  | { readonly do: "answer"; readonly call: CallId }
  | { readonly do: "decline"; readonly call: CallId; readonly how: "declined" | "busy" }
  | {
      readonly do: "invite";
      readonly call: CallId;
      readonly number: string;
      readonly beside: CallId;
    }
  | { readonly do: "hang-up"; readonly call: CallId }
  | { readonly do: "hold"; readonly call: CallId }
  | { readonly do: "resume"; readonly call: CallId }
  | { readonly do: "mute"; readonly call: CallId; readonly isMuted: boolean }
  | { readonly do: "transfer"; readonly call: CallId; readonly number: string }
  | { readonly do: "transfer-to"; readonly call: CallId; readonly other: CallId }
  /** Both hear each other and the agent; an empty list parts them. */
  | { readonly do: "join"; readonly calls: readonly CallId[] };

export interface SideStep {
  readonly sides: SideCalls;
  readonly records: readonly SideRecord[];
  readonly effects: readonly SideEffect[];
}

export interface SideRules extends JudgeRules {
  /** A consultation that nobody answers for longer than this is given up; 0: never. */
  readonly noAnswerMs: number;
  /** Incoming calls that may alert at once; one more hears busy. */
  readonly mostAlerting: number;
  /** Whether a call may alert while the agent talks. */
  readonly isWaitingAllowed: boolean;
}
