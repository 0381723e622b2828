import type { CallId } from "./call-id.ts";
import { unreachable } from "./outcome.ts";
import type {
  AttemptLine,
  SideAct,
  SideCalls,
  SideEvent,
  SideRecord,
  SideStep,
} from "./side-calls.ts";
import { find, put, stay, to, without } from "./side-moves.ts";
import type { EpochMs } from "./time.ts";

/** What the line tells of any call, the attempt's included. */
export type LineFact = Extract<
  SideEvent,
  {
    type: "progressed" | "answered" | "ended" | "hold-settled" | "hold-refused" | "far-end-held";
  }
>;

/** Does what waited for the line when the call that had it has given way; drops it when it did not. */
export function resolve(step: SideStep, event: LineFact, attempt: AttemptLine | null): SideStep {
  const { waiting } = step.sides;
  if (waiting === null) return step;
  const free: SideCalls = { ...step.sides, waiting: null };
  // What waited is itself gone: the caller gave up, the held one hung up.
  if (event.type === "ended" && event.call === waiting.act.call) return { ...step, sides: free };
  if (event.call !== waiting.after) return step;
  const isFree = event.type === "ended" || (event.type === "hold-settled" && event.isHeld);
  if (isFree) {
    const done = perform(free, waiting.act, attempt);
    return {
      sides: done.sides,
      records: [...step.records, ...done.records],
      effects: [...step.effects, ...done.effects],
    };
  }
  if (event.type !== "hold-refused") return step;
  // An incoming call goes on ringing; a consultation of which nothing left is over.
  if (waiting.act.do !== "invite") return { ...step, sides: free };
  const given = giveUp(free, waiting.act.call, event.now);
  return { ...given, records: [...step.records, ...given.records], effects: step.effects };
}

/** Ends a consultation that was never dialled. */
export const giveUp = (sides: SideCalls, call: CallId, now: EpochMs): SideStep =>
  to({ ...without(sides, call), waiting: null }, [
    { write: "side-closed", call, at: now, outcome: "given-up", end: null },
  ]);

/** Does `act` when nobody has the line, else holds whoever has it first; null while that cannot be held. */
export function withFreeLine(
  sides: SideCalls,
  act: SideAct,
  attempt: AttemptLine | null,
  records: readonly SideRecord[] = [],
): SideStep | null {
  // While the attempt rings nothing can be held; she hangs up first.
  if (attempt !== null && attempt.at !== "talking") return null;
  const active = activeCall(sides, attempt);
  if (active === null || active === act.call) {
    const done = perform(sides, act, attempt);
    return { ...done, records: [...records, ...done.records] };
  }
  const call = find(sides, active);
  const waiting: SideCalls = { ...sides, waiting: { after: active, act } };
  if (call === undefined) return to(waiting, records, [{ do: "hold", call: active }]);
  // Still being set up: it cannot be held, so nothing else may start.
  if (call.at !== "talking") return null;
  const isAsked = call.hold === "asking";
  return to(
    put(waiting, { ...call, hold: "asking", trouble: null }),
    records,
    isAsked ? [] : [{ do: "hold", call: active }],
  );
}

function perform(sides: SideCalls, act: SideAct, attempt: AttemptLine | null): SideStep {
  const call = find(sides, act.call);
  switch (act.do) {
    case "answer":
      return call === undefined
        ? stay(sides)
        : to(
            put(sides, { ...call, at: "answering", answersAt: null }),
            [],
            [{ do: "answer", call: act.call }],
          );
    case "invite":
      return call === undefined || call.number === null
        ? stay(sides)
        : to(
            put(sides, { ...call, at: "dialing" }),
            [],
            [{ do: "invite", call: act.call, number: call.number }],
          );
    case "resume":
      if (call !== undefined) {
        return to(
          put(sides, { ...call, hold: "releasing", trouble: null }),
          [],
          [{ do: "resume", call: act.call }],
        );
      }
      return attempt?.id === act.call
        ? to(sides, [], [{ do: "resume", call: act.call }])
        : stay(sides);
    default:
      return unreachable(act);
  }
}

/** The call that has the line: spoken on, or being set up. */
export function activeCall(sides: SideCalls, attempt: AttemptLine | null): CallId | null {
  if (attempt !== null && (attempt.at !== "talking" || attempt.hold !== "on")) return attempt.id;
  const active = sides.calls.find(
    ({ at, hold }) => at !== "alerting" && at !== "parked" && hold !== "on",
  );
  return active?.id ?? null;
}
