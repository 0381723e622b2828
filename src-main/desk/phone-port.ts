import type { CallId } from "#core/call-id.ts";
import type { CallEnd } from "#core/outcome.ts";
import type { RegistrationView } from "#contract/view.ts";

/** Whoever calls, as far as the caller and the network let it be known. */
export interface Caller {
  /** Telephone number or SIP address that would reach the caller; null when it is withheld. */
  readonly number: string | null;
  readonly name: string | null;
  /** What to read where there is no name; empty when everything is withheld. */
  readonly display: string;
}

/**
 * What the phone reports. Facts of a call come in the order they happened; `ended` is the last of
 * each and comes exactly once.
 */
export type PhoneFact =
  { readonly type: "registration-changed"; readonly registration: RegistrationView } | CallFact;

export type CallFact = { readonly call: CallId } & CallHappening;

export type CallHappening =
  | ArrivedFact
  | { readonly type: "sent" }
  | { readonly type: "progressed"; readonly hasEarlyMedia: boolean }
  | { readonly type: "answered" }
  | { readonly type: "hold-settled"; readonly isHeld: boolean }
  | { readonly type: "hold-refused" }
  | { readonly type: "far-end-held"; readonly isHeld: boolean }
  /** These have left, in the order asked for. */
  | { readonly type: "digits-sent"; readonly digits: string }
  /** None of these has left. */
  | { readonly type: "digits-failed"; readonly digits: string }
  /** The far end has taken the wish to transfer; how it goes is told next. */
  | { readonly type: "transfer-accepted" }
  /** What the far end hears from the target: 180 when it rings there. */
  | { readonly type: "transfer-progressed"; readonly sipStatus: number }
  /** The call is still ours. Null: the far end never said what became of it. */
  | {
      readonly type: "transfer-failed";
      readonly sipStatus: number | null;
      readonly reason: string | null;
    }
  /** The far end talks to the target now; `ended` follows. */
  | { readonly type: "transferred-away" }
  /** The far end asked us to call somebody else instead. It was refused. */
  | { readonly type: "transfer-asked"; readonly target: string }
  /**
   * The platform wants an answered call resumed (`talk`) or held: it is being done, and its own facts
   * follow. Or it wants one answered that rings: whoever may grant that calls `answer` while being
   * told, else the platform is refused and the call rings on.
   */
  | { readonly type: "asked-by-network"; readonly what: "talk" | "hold" }
  /** Whether this call is one of those that all hear each other now. */
  | { readonly type: "joined"; readonly isJoined: boolean }
  | { readonly type: "ended"; readonly end: CallEnd };

/** An incoming call. It rings until it is answered, declined, given up by the caller, or too long. */
interface ArrivedFact {
  readonly type: "arrived";
  readonly from: Caller;
  /** The address that was called: of ours, or a queue's. */
  readonly to: string;
  /** The caller, or its server, wishes that it be answered without a person after so long; null: no wish. */
  readonly answerAfterSeconds: number | null;
  /** The caller's word about how it should ring, as it came; null without one. */
  readonly alertInfo: string | null;
  /** The live call of ours that this one takes the place of: answering it ends that one. */
  readonly replaces: CallId | null;
}

export interface InviteOptions {
  /** Number to show to the called party, told to our own server (RFC 3325), which decides. */
  readonly callerId?: string;
  readonly callerIdName?: string;
  /** The answered call which this one is a consultation for; without it the call is an attempt. */
  readonly beside?: CallId;
  /** An answered call of ours that the called party gives up for this one (RFC 3891). */
  readonly replaces?: CallId;
}

/** How an incoming call is refused: 486, 603 or 480. */
export type DeclineHow = "busy" | "declined" | "unavailable";

/**
 * The agent's line. Methods return at once; what comes of them is told as facts. A method that means
 * nothing for the state its call is in does nothing, unless it says otherwise.
 */
export interface Phone {
  /** Registers and keeps the registration; safe to call once. */
  start(): void;
  /** Ends every call, unregisters and closes the socket; resolves within two seconds whatever happens. */
  stop(): Promise<void>;
  /** Opens the microphone and gathers candidates for a call to come. Idempotent. */
  prepare(): void;
  /** Lets go of what `prepare` took, when no call comes of it. Idempotent. */
  release(): void;
  /** Finds out now whether the line and its calls still stand, and mends what does not. */
  refresh(why: "woke" | "network-changed"): void;
  /**
   * Sends one INVITE for this call. An id that was used before, or one after `stop`, sends nothing
   * and is told nothing. A new one that must not be sent, because an attempt lives, or because the
   * call beside which it would be is not answered or has a consultation already, is told as `ended`.
   * `number` is E.164 or a SIP URI.
   */
  invite(call: CallId, number: string, options?: InviteOptions): void;
  /** Takes an incoming call. */
  answer(call: CallId): void;
  decline(call: CallId, how: DeclineHow): void;
  /** CANCEL, BYE or a refusal, whichever it needs; `ended` follows within a few seconds in any case. */
  hangUp(call: CallId): void;
  hold(call: CallId): void;
  resume(call: CallId): void;
  mute(call: CallId, isMuted: boolean): void;
  /** Sends digits (`0-9`, `*`, `#`, `A-D`; a comma waits two seconds) after those asked for before. */
  sendDigits(call: CallId, digits: string): void;
  /** Blind: the far end calls the number, and leaves us when that is answered. */
  transfer(call: CallId, number: string): void;
  /** Attended: the far end of `call` and that of `other`, which must be answered, talk to each other. */
  transferTo(call: CallId, other: CallId): void;
  /** Lets the far ends of these calls hear each other, and nobody else; an empty list parts them. Those held by us are resumed. */
  join(calls: readonly CallId[]): void;
  /** The media session that carries a call now; null before and after. */
  sessionOf(call: CallId): string | null;
  subscribe(listener: (fact: PhoneFact) => void): () => void;
}
