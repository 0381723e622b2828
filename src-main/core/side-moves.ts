import type { CallId } from "./call-id.ts";
import type {
  AttemptLine,
  SideCall,
  SideCalls,
  SideEffect,
  SideRecord,
  SideStep,
} from "./side-calls.ts";
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
  beside: null,
  about: null,
  startedAt: now,
  rungAt: null,
  answeredAt: null,
  answersAt: null,
  hold: "off",
  isHeldByFarEnd: false,
  isMuted: false,
  transfer: null,
  endingBy: null,
  trouble: null,
});

export const find = (sides: SideCalls, id: CallId) => sides.calls.find((call) => call.id === id);

/**
 * An answered call that somebody may be consulted about: the attempt's, or a caller's; undefined when it
 * is none, or on its way out.
 */
export function subjectOf(
  sides: SideCalls,
  id: CallId | null,
  attempt: AttemptLine | null,
): AttemptLine | SideCall | undefined {
  if (attempt?.id === id) {
    return attempt.at === "talking" && !attempt.isEnding ? attempt : undefined;
  }
  return sides.calls.find((call) => {
    return call.id === id && call.kind === "incoming" && isTalkedTo(call);
  });
}

/** Who was consulted about this call and has answered. */
export const consultedAbout = (sides: SideCalls, id: CallId): SideCall | undefined =>
  sides.calls.find((call) => call.beside === id && isTalkedTo(call));

/** Answered, and not on its way out. */
export const isTalkedTo = ({ at, endingBy }: SideCall): boolean =>
  at === "talking" && endingBy === null;

/** What `step` makes of the call; nothing when there is none of that id. */
export function inCall(sides: SideCalls, id: CallId, step: (call: SideCall) => SideStep): SideStep {
  const call = find(sides, id);
  return call === undefined ? stay(sides) : step(call);
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

/** One step after another, as one. */
export const followedBy = (first: SideStep, second: SideStep): SideStep => ({
  sides: second.sides,
  records: [...first.records, ...second.records],
  effects: [...first.effects, ...second.effects],
});

/** Nothing moves. */
export const stay = (sides: SideCalls): SideStep => to(sides);
