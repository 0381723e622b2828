import type { CallbackState, DisconnectType } from "#core/callback.ts";
import { PREVIEW_SKIPPED_CODE } from "#core/wrap-up.ts";

/*
 * How Genesys Engage and Genesys Cloud tell the same. Neither maker has published a mapping: these
 * tables follow the meaning of the values. Where a value stands for several on the other side, the
 * first is written; whoever writes one notes what reading it back would not give again.
 */

/** What a `callback_status` says of the communication. Null: nothing that a state could say. */
export interface CloudFate {
  readonly state: CallbackState | null;
  /** Why it ended, where the status alone says so; the likeliest first. */
  readonly because: readonly DisconnectType[];
}

const fate = (state: CallbackState | null, ...because: readonly DisconnectType[]): CloudFate => ({
  state,
  because,
});

/** By number of `callback_status`. */
export const cloudByStatus: readonly CloudFate[] = [
  fate(null),
  fate("none"),
  fate("scheduled"),
  fate("offering"),
  fate("offering"),
  fate("alerting"),
  // An agent's rejection puts it back into the queue; her cancellation takes it out.
  fate("offering"),
  fate("disconnected", "client"),
  fate("disconnected"),
  fate("terminated"),
  fate(null),
  fate("disconnected", "error"),
  fate("disconnected", "system"),
  fate("disconnected", "transfer"),
  fate("disconnected", "timeout"),
];

/** Numbers of `callback_status`. */
const PROCESSED = 8;
const ERROR = 11;

/** Numbers of `call_result`: the second is what the agent ended before it was worked on. */
const OK = 0;
const CLEARED = 19;
const NOT_DIALLED = 28;

/** Number of `callback_type`. */
export const SCHEDULED = 2;

/** False for what stands in `call_result` before a call has been made. */
export const isResultSet = (status: number | null, result: number): boolean =>
  result !== NOT_DIALLED && (result !== OK || (status !== null && status >= PROCESSED));

export const statusByState: Readonly<Record<CallbackState, number | null>> = {
  none: 1,
  uploading: 1,
  scheduled: 2,
  offering: 3,
  alerting: 5,
  // Engage has no word for an agent at work on it: submitted to her is what stays true.
  contacting: 5,
  dialing: 5,
  connected: 5,
  disconnected: PROCESSED,
  terminated: 9,
  converting: null,
  transmitting: null,
  parked: null,
};

/** `callback_status` of a communication that ended in one of these ways; of all others `PROCESSED`. */
const statusByEnd: Partial<Record<DisconnectType, number>> = {
  transfer: 13,
  "transfer.consult": 13,
  "transfer.forward": 13,
};

/** `callback_status` of one that no agent ever worked on. */
const statusByEndUnworked: Partial<Record<DisconnectType, number>> = {
  "transfer.noanswer": 3,
  "transfer.notavailable": 3,
  "transfer.donotdisturb": 3,
  error: ERROR,
  system: ERROR,
  "transport.failure": ERROR,
};

export const statusOfEnd = (end: DisconnectType | null, isWorked: boolean): number =>
  (end === null
    ? undefined
    : (statusByEnd[end] ?? (isWorked ? undefined : statusByEndUnworked[end]))) ?? PROCESSED;

/** Why a call with this result ended, the likeliest first. Results that are not listed name no way of ending. */
export const endsByResult: Readonly<Partial<Record<number, readonly DisconnectType[]>>> = {
  0: ["client"],
  1: ["transfer"],
  2: ["transfer.conference"],
  3: ["error"],
  4: ["system"],
  5: ["peer"],
  6: ["endpoint"],
  7: ["timeout", "transfer.noanswer"],
  10: ["system"],
  11: ["uncallable"],
  12: ["uncallable"],
  13: ["uncallable"],
  15: ["system"],
  16: ["system"],
  19: ["client"],
  22: ["transfer.forward"],
  23: ["transfer.forward"],
  24: ["transfer.consult"],
  26: ["peer"],
  27: ["client"],
  33: ["client"],
  34: ["uncallable"],
  36: ["timeout"],
  41: ["error"],
  42: ["transport.failure"],
  43: ["error"],
  44: ["system"],
};

const resultByEnd: Readonly<Record<DisconnectType, number>> = {
  client: 0,
  endpoint: 5,
  "endpoint.donotdisturb": 7,
  peer: 5,
  system: 4,
  timeout: 7,
  transfer: 1,
  "transfer.conference": 2,
  "transfer.consult": 24,
  "transfer.forward": 23,
  "transfer.noanswer": 7,
  "transfer.notavailable": 7,
  "transfer.donotdisturb": 7,
  "transport.failure": 42,
  error: 3,
  // Never 51: that a contact is not to be called again is for a person to say.
  spam: NOT_DIALLED,
  uncallable: 11,
  other: NOT_DIALLED,
  inactivity: 46,
  "session.expired": 46,
  takeover: 46,
};

export const resultOfEnd = (end: DisconnectType, isWorked: boolean): number =>
  end === "client" && !isWorked ? CLEARED : resultByEnd[end];

/** Wrap-up codes that the platform itself gives, and the results they stand for; the first of a result is written. */
export const resultByCode: readonly (readonly [code: string, result: number])[] = [
  ["ININ-OUTBOUND-SIT-UNCALLABLE", 8],
  ["ININ-OUTBOUND-INVALID-PHONE-NUMBER", 11],
  ["ININ-OUTBOUND-PREVIEW-ERROR-PHONE-NUMBER", 11],
  ["ININ-OUTBOUND-ON-DO-NOT-CALL-LIST", 51],
  ["ININ-OUTBOUND-DNC-SKIPPED", 51],
];

/** Wrap-up codes of a callback that was closed without a call, and the `callback_status` they stand for. */
export const statusByCode: readonly (readonly [code: string, status: number])[] = [
  [PREVIEW_SKIPPED_CODE, 7],
];
