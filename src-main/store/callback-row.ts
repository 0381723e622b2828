import { emptyCallback, type Callback } from "#core/callback.ts";
import { uncallable, type Uncallable } from "#core/countdown.ts";
import type { EpochMs } from "#core/time.ts";
import type { CallbackStatus } from "#desk/operations-port.ts";
import type { Numbers } from "#desk/ports.ts";
import { OVER_IN_ENGAGE } from "./newer.ts";
import { sourceIdOf } from "./telling.ts";

/** What the narrow row keeps of a record; replaced whenever a different record of it comes. */
export interface RecordColumns {
  readonly shape: string;
  readonly source_id: string;
  readonly conversation_id: string | null;
  readonly participant_id: string | null;
  readonly communication_id: string | null;
  readonly interaction_id: string | null;
  readonly created_at: number | null;
  readonly scheduled_at: number | null;
  readonly expires_at: number | null;
  readonly name: string | null;
  readonly number: string | null;
  readonly has_dialable: number;
  readonly tag: string | null;
  readonly is_owned: number;
  readonly is_flagged: number;
  readonly is_external: number;
  readonly automation_id: string | null;
  readonly response_type: string | null;
}

export interface NumberRow {
  readonly text: string;
  readonly dialable: string | null;
}

/**
 * The canonical record as it is kept: what is null is left out, for most of a record is. What this
 * returns is the same for the same record.
 */
export function canonicalText(callback: Callback): string {
  const kept: Record<string, unknown> = {};
  for (const name in callback) {
    const value = callback[name as keyof Callback];
    if (value !== null) kept[name] = value;
  }
  return JSON.stringify(kept);
}

/** The record of a canonical text, also of one that an older build kept. */
export function readCanonical(text: string): Callback {
  const kept = JSON.parse(text) as Pick<Callback, "shape"> & Partial<Callback>;
  return { ...emptyCallback(kept.shape), ...kept };
}

export const numberRows = (callback: Callback, numbers: Numbers): NumberRow[] =>
  callback.numbers.map((text) => ({ text, dialable: numbers.read(text).dialable }));

export function columnsOf(
  callback: Callback,
  numbers: readonly NumberRow[],
  isFlagged: boolean,
): RecordColumns {
  const { identity } = callback;
  return {
    shape: callback.shape,
    source_id: sourceIdOf(callback),
    conversation_id: identity.conversationId,
    participant_id: identity.participantId,
    communication_id: identity.communicationId,
    interaction_id: identity.interactionId,
    created_at: instant(callback.createdAt),
    scheduled_at: instant(callback.scheduledAt),
    expires_at: instant(callback.expiresAt),
    name: callback.customerName,
    number: callback.numbers[0] ?? null,
    has_dialable: flag(numbers.some(({ dialable }) => dialable !== null)),
    tag: callback.queue?.name ?? callback.engage?.subject ?? null,
    is_owned: flag(callback.routing?.scoredAgents.some(({ score }) => score === 100) ?? false),
    is_flagged: flag(isFlagged),
    is_external: flag(callback.externalCampaign === true),
    automation_id: callback.automatedCallbackConfigId,
    response_type: callback.responseType?.value ?? null,
  };
}

/** True when the platform says that nothing more will come of it. */
export function isOver({ state, engage }: Callback): boolean {
  const value = state?.value ?? null;
  if (value === "disconnected" || value === "terminated") return true;
  return OVER_IN_ENGAGE.has(engage?.callbackStatus ?? null);
}

/** The facts of a row by which it is decided whether it can be called from here. */
export interface CallableFacts {
  readonly status: CallbackStatus;
  readonly superseded_by: number | null;
  readonly number: string | null;
  readonly has_dialable: number;
  readonly expires_at: number | null;
  readonly is_external: number;
  readonly automation_id: string | null;
  readonly response_type: string | null;
}

const blank = emptyCallback("callback");

/** The core's verdict on a listed row, without reading the whole record. */
export function whyUncallable(row: CallableFacts, now: EpochMs): Uncallable | null {
  if (row.superseded_by !== null) return "superseded";
  const type = row.response_type as NonNullable<Callback["responseType"]>["value"];
  const sketch: Callback = {
    ...blank,
    numbers: row.number === null ? [] : [row.number],
    externalCampaign: row.is_external === 1,
    automatedCallbackConfigId: row.automation_id,
    responseType: type === null ? null : { value: type, raw: type },
    expiresAt: row.expires_at as EpochMs | null,
  };
  const reason = uncallable(sketch, row.status === "closed", now);
  // A number that the numbering plan cannot read is none to call.
  return reason ?? (row.has_dialable === 1 ? null : "no-number");
}

export const flag = (is: boolean): number => (is ? 1 : 0);

/** Instants are whole milliseconds here; one that no calendar reaches is kept in the payload alone. */
function instant(at: EpochMs | null): number | null {
  if (at === null) return null;
  const whole = Math.floor(at);
  return Number.isSafeInteger(whole) ? whole : null;
}
