import type { Callback, DisconnectType } from "#core/callback.ts";
import { emptyEngage } from "./engage-callback-interaction.ts";
import {
  cloudByStatus,
  endsByResult,
  isResultSet,
  resultByCode,
  resultOfEnd,
  SCHEDULED,
  statusByCode,
  statusByState,
  statusOfEnd,
} from "./engage-mapping.ts";
import { callbackStates, disconnectTypes } from "./enums.ts";
import { emptyWrapUp } from "./nested.ts";
import type { Translating } from "./translating.ts";
import { mayTell } from "./writing.ts";

const isWorkedOn = ({ connectedAt, wrapUp }: Callback): boolean =>
  connectedAt !== null || wrapUp !== null;

/** State, disconnect type and the platform's own wrap-up codes as Engage's codes. */
export function toEngage(record: Translating): void {
  const { draft, covers } = record;
  if (!covers("engage.callbackStatus") || covers("state")) return;
  const engage = draft.engage ?? emptyEngage();
  const callbackStatus = engage.callbackStatus ?? statusFor(record);
  const callResult = engage.callResult ?? resultFor(record, callbackStatus);
  const callbackType = engage.callbackType ?? (draft.scheduledAt === null ? null : SCHEDULED);
  draft.engage = { ...engage, callbackStatus, callResult, callbackType };
}

function statusFor({ draft, blur, say }: Translating): number | null {
  const state = draft.state?.value ?? null;
  if (state === null) return null;
  const byCode = statusByCode.find(([code]) => code === draft.wrapUp?.code)?.[1];
  if (byCode !== undefined) blur("wrapUp.code", `told only as callback_status ${byCode}`);
  const end = draft.disconnectType?.value ?? null;
  const status =
    byCode ??
    (state === "disconnected" ? statusOfEnd(end, isWorkedOn(draft)) : statusByState[state]);
  if (status === null) {
    blur("state", `callback_status has nothing for ${state}`);
  } else if (cloudByStatus[status]?.state === state) {
    say("state");
  } else {
    blur("state", `told only as callback_status ${status}`);
  }
  return status;
}

function resultFor({ draft, blur, say }: Translating, status: number | null): number | null {
  const code = draft.wrapUp?.code ?? null;
  const byCode = resultByCode.find(([each]) => each === code)?.[1];
  if (byCode !== undefined) {
    if (codeFor(byCode) === code) say("wrapUp.code");
    else blur("wrapUp.code", `told only as call_result ${byCode}`);
  }
  const end = draft.disconnectType?.value ?? null;
  if (end === null) return byCode ?? null;
  const result = byCode ?? resultOfEnd(end, isWorkedOn(draft));
  const isToldBack = status !== null && isOver(status) && endsFor(status, result)[0] === end;
  if (isToldBack) say("disconnectType");
  else blur("disconnectType", `told only as call_result ${result}`);
  return result;
}

/** Engage's codes as state, disconnect type and, where the platform has one of its own, wrap-up code. */
export function fromEngage(record: Translating): void {
  const { draft, covers, say } = record;
  if (!covers("state") || covers("engage.callbackStatus") || draft.engage === null) return;
  const { callbackStatus: status, callResult: result, callbackType } = draft.engage;
  if (callbackType === SCHEDULED && draft.scheduledAt !== null) say("engage.callbackType");
  // What is not set yet tells nothing that could be lost.
  if (result !== null && !isResultSet(status, result)) say("engage.callResult");
  if (status === null) return;
  if (isOver(status)) endFrom(record, status, result);
  stateFrom(record, status);
}

function stateFrom({ draft, target, blur, say }: Translating, status: number): void {
  const state = cloudByStatus[status]?.state ?? null;
  if (state === null || !mayTell(target, callbackStates, state)) {
    blur("engage.callbackStatus", `${target.shape} has no state for it`);
    return;
  }
  draft.state ??= { value: state, raw: state };
  const end = draft.disconnectType?.value ?? null;
  const back =
    state === "disconnected" ? statusOfEnd(end, isWorkedOn(draft)) : statusByState[state];
  if (back === status) say("engage.callbackStatus");
  else blur("engage.callbackStatus", `told only as state ${state}`);
}

function endFrom(record: Translating, status: number, result: number | null): void {
  const { draft, target, covers, blur, say } = record;
  const code = result === null ? null : codeFor(result);
  if (code !== null && covers("wrapUp") && draft.wrapUp === null) {
    draft.wrapUp = { ...emptyWrapUp(), code };
    say("engage.callResult");
  }
  const end = endsFor(status, result).find((each) => mayTell(target, disconnectTypes, each));
  if (end === undefined) return;
  draft.disconnectType ??= { value: end, raw: end };
  if (result === null || code !== null || !isResultSet(status, result)) return;
  if (resultOfEnd(end, isWorkedOn(draft)) === result) say("engage.callResult");
  else blur("engage.callResult", `told only as disconnectType ${end}`);
}

function isOver(status: number): boolean {
  const state = cloudByStatus[status]?.state;
  return state === "disconnected" || state === "terminated";
}

/** Ways of ending that status and result together tell, the likeliest first. */
const endsFor = (status: number, result: number | null): readonly DisconnectType[] => [
  ...(result !== null && isResultSet(status, result) ? (endsByResult[result] ?? []) : []),
  ...(cloudByStatus[status]?.because ?? []),
];

const codeFor = (result: number): string | null =>
  resultByCode.find(([, each]) => each === result)?.[0] ?? null;
