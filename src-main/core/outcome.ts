import type { DisconnectType } from "./callback.ts";

/**
 * How one attempt ended, in the agent's words. `unknown` is the honest answer when the app died or
 * lost its connection in mid-attempt: it asks for review and never counts as "not reached".
 */
export type Outcome =
  | "answered"
  | "no-answer"
  | "busy"
  | "declined"
  | "answering-machine"
  | "fax"
  /** Answered, and nobody said a word. */
  | "silence"
  | "wrong-person"
  | "wrong-number"
  | "bad-number"
  | "number-changed"
  | "do-not-call"
  /** She needs no call any more. */
  | "cancelled"
  | "given-up"
  | "redirected"
  | "network-busy"
  | "call-failed"
  | "account-refused"
  | "dropped"
  | "transferred"
  | "conferenced"
  | "unknown";

/** What should become of the callback, by default, after an attempt with this outcome. */
export type Aftermath = "done" | "again" | "review";

/** Numbers of the Engage enumeration `call_result`. */
export type CallResult = number & { readonly brand: "CallResult" };
const result = (value: number) => value as CallResult;

/** Who or what ended the attempt. */
export type EndedBy =
  | "agent"
  | "far-end"
  | "no-answer-timer"
  | "network"
  /** The customer went on to somebody else, blind or after a consultation. */
  | "transfer"
  | "consult-transfer"
  | "interrupted";

/** A fault of our own side or of the media path, as distinct from an answer of the network. */
export const callFaults = ["media-path", "microphone", "signalling-lost", "not-connected"] as const;
export type CallFault = (typeof callFaults)[number];

/** Everything the line told about the end of an attempt; kept as data, judged once. */
export interface CallEnd {
  readonly by: EndedBy;
  /** Final SIP status of the INVITE as it came; null when none came. 200 when the call was answered. */
  readonly sipStatus: number | null;
  /** Reason phrase of that status, or the text of the Reason header. */
  readonly sipReason: string | null;
  /** Q.850 cause from a Reason header (RFC 3326, RFC 6432); it outranks the SIP status. */
  readonly q850Cause: number | null;
  /** `Retry-After` in seconds, when told. */
  readonly retryAfterSeconds: number | null;
  readonly fault: CallFault | null;
}

/** What else the judgement needs to know of the attempt. */
export interface CallCourse {
  readonly isAnswered: boolean;
  /** True once any 18x arrived. */
  readonly isRung: boolean;
  readonly ringMs: number;
  readonly talkMs: number;
}

export interface Verdict {
  readonly outcome: Outcome;
  /** null: nothing was dialled, so there is no result and the attempt does not count. */
  readonly callResult: CallResult | null;
  readonly disconnectType: DisconnectType;
}

const verdict = (
  outcome: Outcome,
  callResult: number | null,
  disconnectType: DisconnectType,
): Verdict => ({
  outcome,
  callResult: callResult === null ? null : result(callResult),
  disconnectType,
});

/** Settings that the judgement depends on. */
export interface JudgeRules {
  /** A far end that hangs up sooner than this after the answer "released" rather than "talked". */
  readonly shortTalkMs: number;
  /** An agent who gives up after ringing at least this long "got no answer" rather than "cleared". */
  readonly longRingMs: number;
}

/** Q.850 cause to verdict. Causes not listed fall back to the SIP status. */
const byQ850: Readonly<Record<number, Verdict>> = {
  1: verdict("bad-number", 11, "uncallable"),
  2: verdict("bad-number", 12, "uncallable"),
  3: verdict("bad-number", 12, "uncallable"),
  17: verdict("busy", 6, "endpoint"),
  18: verdict("no-answer", 7, "timeout"),
  19: verdict("no-answer", 7, "timeout"),
  20: verdict("no-answer", 7, "endpoint"),
  21: verdict("declined", 5, "peer"),
  22: verdict("number-changed", 13, "uncallable"),
  27: verdict("call-failed", 43, "error"),
  28: verdict("bad-number", 11, "uncallable"),
  31: verdict("call-failed", 3, "error"),
  34: verdict("network-busy", 15, "system"),
  38: verdict("call-failed", 43, "error"),
  41: verdict("call-failed", 3, "error"),
  42: verdict("network-busy", 16, "system"),
  44: verdict("network-busy", 10, "system"),
  47: verdict("network-busy", 10, "system"),
  102: verdict("call-failed", 36, "timeout"),
  127: verdict("call-failed", 3, "error"),
};

/** SIP final status of an unanswered INVITE to verdict. Statuses not listed go by their class. */
const bySip: Readonly<Record<number, Verdict>> = {
  401: verdict("account-refused", 4, "error"),
  403: verdict("call-failed", 3, "uncallable"),
  404: verdict("bad-number", 11, "uncallable"),
  407: verdict("account-refused", 4, "error"),
  410: verdict("number-changed", 13, "uncallable"),
  480: verdict("no-answer", 7, "endpoint"),
  482: verdict("call-failed", 43, "error"),
  483: verdict("call-failed", 43, "error"),
  484: verdict("bad-number", 11, "uncallable"),
  485: verdict("bad-number", 11, "uncallable"),
  486: verdict("busy", 6, "endpoint"),
  487: verdict("dropped", 26, "peer"),
  500: verdict("call-failed", 3, "error"),
  501: verdict("call-failed", 43, "error"),
  502: verdict("call-failed", 43, "error"),
  503: verdict("network-busy", 10, "system"),
  504: verdict("call-failed", 36, "timeout"),
  505: verdict("call-failed", 41, "error"),
  513: verdict("call-failed", 41, "error"),
  600: verdict("busy", 6, "endpoint"),
  603: verdict("declined", 5, "peer"),
  604: verdict("bad-number", 11, "uncallable"),
  606: verdict("call-failed", 41, "error"),
  // 607 and 608 (RFC 8197, RFC 8688) only suggest do-not-call: the result says so once the agent does.
  607: verdict("do-not-call", 5, "spam"),
  608: verdict("do-not-call", 5, "uncallable"),
};

/** Statuses that say more than the cause which gateways add to them (21, call rejected). */
const outrankingCause: ReadonlySet<number | null> = new Set([401, 407, 607, 608]);

/**
 * What a verdict counts as when the agent has not said so herself: only she may close a callback as
 * one never to be called again.
 */
export const unlessConfirmed = (outcome: Outcome): Outcome =>
  outcome === "do-not-call" ? "declined" : outcome;

/**
 * The one judgement of how an attempt ended. Total and pure: the same facts give the same verdict.
 * Order of weight: interruption, our own faults, an answered call, a cancelled one, a few statuses
 * that need no cause, the Q.850 cause, the SIP status, the status class.
 */
export function judge(end: CallEnd, course: CallCourse, rules: JudgeRules): Verdict {
  if (end.by === "interrupted") return verdict("unknown", 28, "other");
  if (end.fault !== null) return judgeFault(end.fault, course);
  if (course.isAnswered) return judgeAnswered(end, course, rules);
  if (end.by === "agent") {
    return course.ringMs >= rules.longRingMs
      ? verdict("given-up", 27, "client")
      : verdict("given-up", 19, "client");
  }
  if (end.by === "no-answer-timer") return judgeTimeout(course);
  return judgeRefused(end, course);
}

function judgeFault(fault: CallFault, course: CallCourse): Verdict {
  switch (fault) {
    case "microphone":
      return verdict("call-failed", null, "error");
    case "not-connected":
      return verdict("call-failed", null, "transport.failure");
    case "media-path":
      return course.isAnswered
        ? verdict("dropped", 42, "transport.failure")
        : verdict("call-failed", 41, "transport.failure");
    case "signalling-lost":
      return verdict("unknown", 4, "transport.failure");
    default:
      return unreachable(fault);
  }
}

const cutOffCauses: ReadonlySet<number> = new Set([27, 34, 38, 39, 40, 41, 42, 44, 46, 47, 102]);

/**
 * Whether a Q.850 cause in a BYE tells of a failure between the two, not of a person who hung up: no
 * route or circuit left, equipment out of order, a timer that ran out. All others, 127 above all, say
 * nothing.
 */
export const isCutOffCause = (q850Cause: number): boolean => cutOffCauses.has(q850Cause);

/** The network ended it, and no cause says otherwise. */
const isCutOff = ({ by, q850Cause }: CallEnd): boolean =>
  q850Cause === null ? by === "network" : isCutOffCause(q850Cause);

function judgeAnswered(end: CallEnd, course: CallCourse, { shortTalkMs }: JudgeRules): Verdict {
  if (end.by === "agent") return verdict("answered", 0, "client");
  if (end.by === "transfer") return verdict("transferred", 1, "transfer");
  if (end.by === "consult-transfer") return verdict("transferred", 1, "transfer.consult");
  if (isCutOff(end)) return verdict("dropped", 42, "transport.failure");
  return course.talkMs < shortTalkMs
    ? verdict("answered", 5, "peer")
    : verdict("answered", 0, "peer");
}

/** Nothing came in time: it rang and nobody answered, or the network never got so far. */
const judgeTimeout = ({ isRung }: CallCourse): Verdict =>
  isRung ? verdict("no-answer", 7, "timeout") : verdict("call-failed", 36, "timeout");

function judgeRefused(end: CallEnd, course: CallCourse): Verdict {
  const status = end.sipStatus;
  // 102 is what 408 is made into on the telephone network: it adds nothing.
  const isTimeout = status === 408 && (end.q850Cause === null || end.q850Cause === 102);
  const isOutranked = end.q850Cause === null || isTimeout || outrankingCause.has(status);
  const cause = isOutranked ? undefined : byQ850[end.q850Cause];
  if (cause !== undefined) return cause;
  // Nobody answered the INVITE at all: that counts as 408 (RFC 3261 8.1.3.1).
  if (status === null || status === 408) return judgeTimeout(course);
  const known = bySip[status];
  if (known !== undefined) return known;
  if (status >= 300 && status < 400) return verdict("redirected", 22, "transfer.forward");
  if (status >= 400 && status < 500) return verdict("call-failed", 41, "error");
  if (status >= 500 && status < 600) return verdict("call-failed", 3, "error");
  return verdict("declined", 5, "peer");
}

/**
 * Whether an attempt counts as a try at the customer: not when nothing was dialled, nor when the
 * server refused our account. A live one, of which both are null, does.
 */
export const isMade = (outcome: Outcome | null, callResult: number | null): boolean =>
  outcome === null || (callResult !== null && outcome !== "account-refused");

/** Default fate of the callback; the agent may decide otherwise in wrap-up. */
export const aftermathOf: Readonly<Record<Outcome, Aftermath>> = {
  answered: "done",
  "no-answer": "again",
  busy: "again",
  declined: "review",
  "answering-machine": "again",
  fax: "review",
  silence: "again",
  "wrong-person": "review",
  "wrong-number": "review",
  "bad-number": "review",
  "number-changed": "review",
  "do-not-call": "done",
  cancelled: "done",
  "given-up": "again",
  redirected: "review",
  "network-busy": "again",
  "call-failed": "again",
  "account-refused": "again",
  dropped: "again",
  transferred: "done",
  conferenced: "done",
  unknown: "review",
};

/** What the agent may say happened, in the order of the picker; the line's own verdict is preselected. */
export const outcomes = Object.keys(aftermathOf) as readonly Outcome[];

/** The compiler proves that a switch is complete; at run time it names what slipped through. */
export function unreachable(value: never): never {
  throw new TypeError(`unexpected ${JSON.stringify(value)}`);
}
