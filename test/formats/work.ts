import type { Shape } from "#core/callback.ts";
import {
  untouched,
  type LocalWork,
  type WorkedAttempt,
  type WorkedWrapUp,
} from "#core/local-work.ts";
import { epochMs } from "#core/time.ts";
import { applyWork } from "#formats/apply-work.ts";

export const at = (text: string) => epochMs(Date.parse(text));

export const attempt = (
  callResult: number | null,
  disconnectType: string | null,
): WorkedAttempt => ({
  startedAt: at("2026-11-20T09:00:00Z"),
  answeredAt: null,
  endedAt: callResult === null ? null : at("2026-11-20T09:01:00Z"),
  callResult,
  disconnectType,
});

export const leftWrapUp: WorkedWrapUp = {
  outcome: "answered",
  code: "w-2",
  notes: "Will send the form",
  startedAt: at("2026-11-20T09:01:00Z"),
  at: at("2026-11-20T09:02:03.456Z"),
};

export const closed: LocalWork = {
  acceptedAt: at("2026-11-20T08:59:00.500Z"),
  over: { at: at("2026-11-20T09:02:03.456Z"), how: "wrapped-up" },
  againAt: null,
  attempts: [attempt(0, "peer")],
  wrapUp: leftWrapUp,
};
export const skipped: LocalWork = {
  ...untouched,
  acceptedAt: closed.acceptedAt,
  over: { at: at("2026-11-20T09:02:00Z"), how: "skipped" },
};
export const declined: LocalWork = {
  ...untouched,
  over: { at: at("2026-11-20T09:02:00Z"), how: "declined" },
};
export const again: LocalWork = { ...untouched, againAt: at("2026-11-21T10:00:00Z") };

/** The record after an export, as JSON. */
export const update = (value: unknown, shape: Shape, work: LocalWork) =>
  JSON.parse(applyWork(JSON.stringify(value), shape, work).text) as Record<string, unknown>;
