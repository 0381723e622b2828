import type { EngageFacts } from "./callback-models.ts";

/*
 * The closed sets of Genesys Engage. The place in a list is the number; the numbers count, the names
 * only help to read.
 */

const callbackStatus = [
  "UNKNOWN",
  "RECEIVED",
  "TIMER",
  "QUEUED",
  "DISTRIBUTED",
  "SUBMITTED_TO_AGT",
  "REJECTED_BY_AGT",
  "CANCELED_BY_AGT",
  // The document itself says PORCESSED_BY_AGT; readers accept that spelling too.
  "PROCESSED_BY_AGT",
  "FINAL",
  "NOT_QUEUED",
  "ERROR",
  "REPLACED",
  "AGT_TRANSFER",
  "ENDTIME_EXPIRED",
] as const;

const callResult = [
  "OK",
  "TRANSFERRED",
  "CONFERENCED",
  "GENERAL_ERROR",
  "SYSTEM_ERROR",
  "REMOTE_RELEASE",
  "BUSY",
  "NO_ANSWER",
  "SIT_DETECTED",
  "ANSWERING_MACHINE",
  "ALL_TRUNKS_BUSY",
  "SIT_INVALID_NUM",
  "SIT_VACANT",
  "SIT_OPER_INTERCEPT",
  "SIT_UNKNOWN",
  "SIT_NO_CIRCUIT",
  "SIT_REORDER",
  "SIT_FAX_DETECTED",
  "QUEUE_FULL",
  "CLEARED",
  "OVERFLOWED",
  "ABANDONED",
  "REDIRECTED",
  "FORWARDED",
  "CONSULT",
  "PICKEDUP",
  "DROPPED",
  "DROPPED_NO_ANSWER",
  "UNKNOWN",
  "COVERED",
  "CONVERSE_ON",
  "BRIDGED",
  "SILENCE",
  "ANSWER",
  "NU_TONE",
  "NO_DIAL_TONE",
  "NO_PROGRESS",
  "NO_RING_BACK",
  "NO_ESTABLISHED",
  "PAGER_DETECTED",
  "WRONG_PARTY",
  "DIAL_ERROR",
  "CALL_DROPPED_ERROR",
  "SWITCH_ERROR",
  "NO_FREE_PORT_ERROR",
  "TRANSFER_ERROR",
  "STALE",
  "AGT_CALLBACK_ERROR",
  "GRP_CALLBACK_ERROR",
  "DEAFENED",
  "HELD",
  "DO_NOT_CALL",
  "CANCEL_RECORD",
  "WRONG_NUMBER",
] as const;

const callbackType = ["UNKNOWN", "ASAP", "SCHEDULED"] as const;
const status = ["NEW", "PENDING", "IN_PROCESS", "STOPPED"] as const;
const entityType = [
  "EMAIL_IN",
  "EMAIL_OUT",
  "CHAT",
  "PHONE_CALL",
  null,
  "CALLBACK",
  "COBROWSE",
  "INTERACTION",
] as const;

/** Names of the codes by the fact they stand in. Null: the document defines no such number. */
export const engageCodes = {
  callbackStatus,
  callResult,
  callbackType,
  status,
  entityType,
} as const satisfies Partial<Record<keyof EngageFacts, readonly (string | null)[]>>;

/** A fact of Engage that is a number of a closed set. */
export type EngageCode = keyof typeof engageCodes;

/** The document's name of a number; null when it defines no such number. */
export const codeName = (code: EngageCode, value: number): string | null =>
  engageCodes[code][value] ?? null;
