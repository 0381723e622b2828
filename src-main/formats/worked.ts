import type { Callback, CallbackState, DisconnectType } from "#core/callback.ts";
import type { LocalWork } from "#core/local-work.ts";
import { elapsedMs } from "#core/time.ts";
import { PREVIEW_SKIPPED_CODE } from "#core/wrap-up.ts";
import type { Adapter, Draft } from "./adapter.ts";
import { emptyEngage } from "./engage-callback-interaction.ts";
import { SCHEDULED } from "./engage-mapping.ts";
import { callbackStates, disconnectTypes, isValueLost } from "./enums.ts";
import { homesOf } from "./homes.ts";
import { emptyWork, emptyWrapUp } from "./nested.ts";
import { resultsOf } from "./outcome-results.ts";
import { mayTell } from "./writing.ts";

/**
 * The record after what was done with it here, in facts that the target's document knows; the same
 * record when nothing was. What a platform has already said about its end stands.
 */
export function worked(callback: Callback, work: LocalWork, target: Adapter): Callback {
  if (isUntouched(work)) return callback;
  const draft: Draft = { ...callback };
  if (work.againAt !== null) draft.scheduledAt = work.againAt;
  leaveOutcome(draft, work);
  const { whole: homes } = homesOf(target.table);
  if (homes.has("engage.attempts")) countAttempts(draft, work);
  if (homes.has("state")) workOnCommunication(draft, work, target);
  else workOnInteraction(draft, work);
  return draft;
}

/** True when nothing was done with a record that it could tell: an agent may have looked at it. */
export const isUntouched = ({ over, againAt, attempts, wrapUp }: LocalWork): boolean =>
  over === null && againAt === null && attempts.length === 0 && wrapUp === null;

const known = <T extends string>(value: T) => ({ value, raw: value });

/** Wrap-up as the platforms of all documents have it; its other facts stay. */
function leaveOutcome(draft: Draft, { over, wrapUp }: LocalWork): void {
  const isSkipped = over?.how === "skipped";
  if (wrapUp === null && !isSkipped) return;
  const before = draft.wrapUp ?? emptyWrapUp();
  const code = isSkipped ? PREVIEW_SKIPPED_CODE : (unlessBlank(wrapUp?.code) ?? before.code);
  draft.wrapUp = {
    ...before,
    code,
    // The name of another code would be a lie beside this one.
    name: before.code === null || before.code === code ? before.name : null,
    notes: unlessBlank(wrapUp?.notes) ?? before.notes,
    endAt: isSkipped ? over.at : (wrapUp?.at ?? before.endAt),
    durationSeconds:
      wrapUp === null || isSkipped
        ? before.durationSeconds
        : Math.round(elapsedMs(wrapUp.startedAt, wrapUp.at) / 1_000),
    provisional: before.provisional === true ? false : before.provisional,
  };
}

const unlessBlank = (text: string | null | undefined): string | null =>
  text === undefined || text === null || text.trim() === "" ? null : text;

const overStates: readonly (CallbackState | null)[] = ["disconnected", "terminated"];

function workOnCommunication(draft: Draft, work: LocalWork, target: Adapter): void {
  const { over, againAt, acceptedAt } = work;
  const isOver = overStates.includes(draft.state?.value ?? null);
  if (over !== null && over.how !== "rescheduled") {
    if (!isOver) draft.state = known("disconnected");
    const before = draft.disconnectType;
    if (before === null || isValueLost(before.raw))
      draft.disconnectType = known(endOf(work, target));
    draft.endedAt ??= over.at;
    draft.connectedAt ??= acceptedAt;
  } else if (againAt !== null && !isOver && mayTell(target, callbackStates, "scheduled")) {
    draft.state = known("scheduled");
  }
  leaveAfterCallWork(draft, work, target);
}

/** Why it ended: as the last attempt did. What the document has no word for is "none of the others". */
function endOf({ attempts }: LocalWork, target: Adapter): DisconnectType {
  const told = attempts.findLast(({ endedAt }) => endedAt !== null)?.disconnectType ?? "client";
  const end = disconnectEnds.find((each) => each === told) ?? "other";
  return mayTell(target, disconnectTypes, end) ? end : "other";
}

const disconnectEnds = Object.keys(disconnectTypes) as readonly DisconnectType[];

/** Times of after-call work, where the document or the record has room for them. */
function leaveAfterCallWork(draft: Draft, { wrapUp }: LocalWork, target: Adapter): void {
  const { whole: homes, outer } = homesOf(target.table);
  if (wrapUp === null || (!outer.has("afterCallWork") && draft.afterCallWork === null)) return;
  const before = draft.afterCallWork ?? emptyWork();
  // Where there are only two times, the second one says that it is complete.
  const hasState = homes.has("afterCallWork") || before.state !== null;
  draft.afterCallWork = {
    state: hasState ? known("complete") : null,
    startAt: before.startAt ?? wrapUp.startedAt,
    endAt: wrapUp.at,
  };
}

/** Numbers of `callback_status` that an agent may set: rejected, cancelled, handled, and put off. */
const statusByHow = { declined: 6, skipped: 7, "wrapped-up": 8, rescheduled: 2 } as const;
const PUT_OFF = statusByHow.rescheduled;

/** Numbers after which nothing more comes of it: the platform has said so, and it stands. */
const settled: ReadonlySet<number | null> = new Set([7, 9, 12, 14]);

/**
 * The end of the interaction itself (`status`, `end_date`, `stopped_reason`) is left to the server:
 * after the agent it may still queue the callback again.
 */
function workOnInteraction(draft: Draft, { over, againAt }: LocalWork): void {
  const engage = { ...(draft.engage ?? emptyEngage()) };
  if (!settled.has(engage.callbackStatus)) {
    if (over !== null) engage.callbackStatus = statusByHow[over.how];
    else if (againAt !== null) engage.callbackStatus = PUT_OFF;
  }
  if (againAt !== null) engage.callbackType = SCHEDULED;
  draft.engage = engage;
}

function countAttempts(draft: Draft, work: LocalWork): void {
  const engage = draft.engage ?? emptyEngage();
  const made = work.attempts.length;
  draft.engage = {
    ...engage,
    attempts: made === 0 ? engage.attempts : (engage.attempts ?? 0) + made,
    callResult: resultOf(work) ?? engage.callResult,
  };
}

/** How the last attempt went: as the line told, unless the agent says otherwise. */
function resultOf({ attempts, wrapUp }: LocalWork): number | null {
  const told = attempts.findLast(({ endedAt }) => endedAt !== null)?.callResult ?? null;
  if (wrapUp === null) return told;
  const results = resultsOf[wrapUp.outcome];
  return told !== null && results.includes(told) ? told : (results[0] ?? told);
}
