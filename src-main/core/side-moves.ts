import type { CallId } from "./call-id.ts";
import type { SideCall, SideCalls, SideEffect, SideRecord, SideStep } from "./side-calls.ts";
import type { EpochMs } from "./time.ts";

/** A call of which nothing has happened yet. */
export const blank = (
  id: CallId,
  kind: SideCall["kind"],
  number: string | null,
  now: EpochMs,
): SideCall => ({
  id,
  kind,
  at: "alerting",
  number,
  name: null,
  about: null,
  startedAt: now,
  rungAt: null,
  answeredAt: null,
  answersAt: null,
  hold: "off",
  isHeldByFarEnd: false,
  isMuted: false,
  endingBy: null,
  trouble: null,
});

export const find = (sides: SideCalls, id: CallId) => sides.calls.find((call) => call.id === id);

/** Asks for the end of a call that something has left for, or that was answered. */
export const hangUp = (
  sides: SideCalls,
  call: SideCall,
  by: "agent" | "no-answer-timer",
): SideStep => to(put(sides, { ...call, endingBy: by }), [], [{ do: "hang-up", call: call.id }]);

/** What `then` makes of the call; nothing when there is none of that id. */
export function inCall(sides: SideCalls, id: CallId, then: (call: SideCall) => SideStep): SideStep {
  const call = find(sides, id);
  return call === undefined ? stay(sides) : then(call);
}

export const put = (sides: SideCalls, next: SideCall): SideCalls => ({
  ...sides,
  calls: sides.calls.map((call) => (call.id === next.id ? next : call)),
});

export const without = (sides: SideCalls, id: CallId): SideCalls => ({
  ...sides,
  calls: sides.calls.filter((call) => call.id !== id),
});

export const to = (
  sides: SideCalls,
  records: readonly SideRecord[] = [],
  effects: readonly SideEffect[] = [],
): SideStep => ({ sides, records, effects });

/** Nothing moves. */
export const stay = (sides: SideCalls): SideStep => to(sides);
