import type { Callback } from "./callback.ts";
import { codeName, engageCodes, type EngageCode } from "./engage-codes.ts";
import { elapsedMs, epochMs, later, type EpochMs } from "./time.ts";

/** Why a callback is never dialled from here, neither by itself nor by the agent. */
export const uncallables = [
  "no-number",
  "email-only",
  "external-dialing",
  "platform-placed",
  "closed",
  "window-passed",
  "superseded",
] as const;
export type Uncallable = (typeof uncallables)[number];

/** Why nothing may happen by itself for a record that the agent may still call by hand. */
export const notAutomatics = [
  "not-asked-for",
  "unknown-value",
  "flagged",
  "scheduled-later",
] as const;
export type NotAutomatic = (typeof notAutomatics)[number];

/** Why a deadline that came did not dial. Each is shown to the agent, who then decides. */
export const obstacles = [
  "late",
  "not-registered",
  "no-microphone",
  "nobody-at-the-desk",
  "another-call",
] as const;
export type Obstacle = (typeof obstacles)[number];

/**
 * ```txt
 * off
 * running --paused--> paused --resumed--> running
 * running --due, nothing in the way--> (the call goes out)
 * running --due, an obstacle, or noticed late--> asking
 * ```
 */
export type Countdown =
  | { readonly mode: "off"; readonly because: NotAutomatic | Uncallable }
  | { readonly mode: "running"; readonly dialAt: EpochMs; readonly totalMs: number }
  | { readonly mode: "paused"; readonly remainingMs: number; readonly totalMs: number }
  | { readonly mode: "asking"; readonly dialAt: EpochMs; readonly because: Obstacle };

/** Where the seconds of `timeoutSeconds` are counted from; the platform does not document it. */
export type CountdownAnchor = "platform" | "accepted";

export interface CountdownRules {
  /** `platform`: connected, else first alerting, else accepted here. `accepted`: always accepted here. */
  readonly anchor: CountdownAnchor;
  /** A deadline noticed later than this after it came asks instead of dialling. */
  readonly lateAfterMs: number;
}

/** Null when the agent may call; otherwise the first reason why nobody may from here. */
export function uncallable(callback: Callback, isClosed: boolean, now: EpochMs): Uncallable | null {
  if (isClosed) return "closed";
  if (callback.externalCampaign === true) return "external-dialing";
  if (callback.automatedCallbackConfigId !== null) return "platform-placed";
  if (callback.responseType?.value === "email") return "email-only";
  if (callback.numbers.length === 0) return "no-number";
  if (callback.expiresAt !== null && now > callback.expiresAt) return "window-passed";
  return null;
}

/** Null when the countdown may dial; otherwise why it may not. `isFlagged`: the importer could not read a field. */
export function notAutomatic(
  callback: Callback,
  isFlagged: boolean,
  now: EpochMs,
): NotAutomatic | null {
  if (callback.timeoutSeconds === null || callback.timeoutSeconds <= 0) return "not-asked-for";
  if (isFlagged) return "flagged";
  if (hasUnknownValue(callback)) return "unknown-value";
  if (callback.scheduledAt !== null && callback.scheduledAt > now) return "scheduled-later";
  return null;
}

/** True when some enumerated field carries a value this build does not know, a number of Engage included. */
export function hasUnknownValue(callback: Callback): boolean {
  const isUnknown = [
    callback.state,
    callback.initialState,
    callback.direction,
    callback.disconnectType,
    callback.responseType,
    callback.wrapUpPrompt,
    callback.flaggedReason,
    callback.voicemail?.uploadStatus ?? null,
    callback.afterCallWork?.state ?? null,
  ].some((coded) => coded !== null && coded.value === null);
  return isUnknown || codes.some((code) => isUndefined(code, callback.engage?.[code] ?? null));
}

const codes = Object.keys(engageCodes) as readonly EngageCode[];

const isUndefined = (code: EngageCode, value: number | null): boolean =>
  value !== null && codeName(code, value) === null;

/** The countdown of a callback accepted at `acceptedAt`; a deadline already past asks. */
export function startCountdown(
  callback: Callback,
  isFlagged: boolean,
  acceptedAt: EpochMs,
  rules: CountdownRules,
): Countdown {
  const never =
    uncallable(callback, false, acceptedAt) ?? notAutomatic(callback, isFlagged, acceptedAt);
  if (never !== null) return { mode: "off", because: never };
  const totalMs = (callback.timeoutSeconds ?? 0) * 1_000;
  const from = rules.anchor === "accepted" ? acceptedAt : anchorOf(callback, acceptedAt);
  const dialAt = later(from, totalMs);
  return acceptedAt - dialAt > rules.lateAfterMs
    ? { mode: "asking", dialAt, because: "late" }
    : { mode: "running", dialAt, totalMs };
}

function anchorOf(callback: Callback, acceptedAt: EpochMs): EpochMs {
  const told = callback.connectedAt ?? callback.startAlertingAt ?? acceptedAt;
  // The platform's clock may run ahead of ours; a start in the future is no start.
  return epochMs(Math.min(told, acceptedAt));
}

/** Stops the clock; anything but a running countdown is returned as it was. */
export function pause(countdown: Countdown, now: EpochMs): Countdown {
  if (countdown.mode !== "running") return countdown;
  const remainingMs = elapsedMs(now, countdown.dialAt);
  return { mode: "paused", remainingMs, totalMs: countdown.totalMs };
}

/** Lets a paused clock run on from where it stood; anything else is returned as it was. */
export function resume(countdown: Countdown, now: EpochMs): Countdown {
  if (countdown.mode !== "paused") return countdown;
  return {
    mode: "running",
    dialAt: later(now, countdown.remainingMs),
    totalMs: countdown.totalMs,
  };
}

/** What a tick means to the countdown: nothing yet, dial now, or ask because of an obstacle. */
export function due(
  countdown: Countdown,
  now: EpochMs,
  obstacle: Obstacle | null,
  lateAfterMs: number,
): "wait" | "dial" | Countdown {
  if (countdown.mode !== "running" || now < countdown.dialAt) return "wait";
  const because = now - countdown.dialAt > lateAfterMs ? "late" : obstacle;
  return because === null ? "dial" : { mode: "asking", dialAt: countdown.dialAt, because };
}
