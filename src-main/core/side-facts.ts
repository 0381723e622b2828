import { judge, unreachable, type CallEnd } from "./outcome.ts";
import type {
  AttemptLine,
  SideCall,
  SideCalls,
  SideOutcome,
  SideRecord,
  SideRules,
  SideStep,
} from "./side-calls.ts";
import { activeCall, resolve, type LineFact } from "./side-line.ts";
import { find, put, stay, to, without } from "./side-moves.ts";
import { elapsedMs, type EpochMs } from "./time.ts";

/** Takes in a fact of the line, of whichever call. */
export function heard(
  sides: SideCalls,
  event: LineFact,
  attempt: AttemptLine | null,
  rules: SideRules,
): SideStep {
  const call = find(sides, event.call);
  const moved = call === undefined ? stay(sides) : stepCall(sides, call, event, attempt, rules);
  const after = partLeft(moved, event);
  return resolve(after, event, attempt);
}

function stepCall(
  sides: SideCalls,
  call: SideCall,
  event: LineFact,
  attempt: AttemptLine | null,
  rules: SideRules,
): SideStep {
  switch (event.type) {
    case "progressed":
      return call.at === "dialing"
        ? to(put(sides, { ...call, at: "ringing", rungAt: event.now }))
        : stay(sides);
    case "answered":
      return call.at === "talking" ? stay(sides) : answered(sides, call, event.now, attempt);
    case "ended":
      return to(without(sides, call.id), [closed(call, event.now, event.end, rules)]);
    case "hold-settled":
      return to(put(sides, { ...call, hold: event.isHeld ? "on" : "off", trouble: null }));
    case "hold-refused": {
      const wasHeld = call.hold === "releasing";
      const trouble = wasHeld ? "resume-failed" : "hold-failed";
      return to(put(sides, { ...call, hold: wasHeld ? "on" : "off", trouble }));
    }
    case "far-end-held":
      return call.isHeldByFarEnd === event.isHeld
        ? stay(sides)
        : to(put(sides, { ...call, isHeldByFarEnd: event.isHeld }));
    default:
      return unreachable(event);
  }
}

/** One that the network answered for the agent did not wait for the line: whoever has it is held now. */
function answered(
  sides: SideCalls,
  call: SideCall,
  now: EpochMs,
  attempt: AttemptLine | null,
): SideStep {
  const active = call.at === "alerting" ? activeCall(sides, attempt) : null;
  const talking = put(sides, { ...call, at: "talking", answeredAt: now, answersAt: null });
  const other = active === null ? undefined : find(talking, active);
  return to(
    other === undefined ? talking : put(talking, { ...other, hold: "asking", trouble: null }),
    [{ write: "side-answered", call: call.id, at: now }],
    active === null ? [] : [{ do: "hold", call: active }],
  );
}

/** A conference of which one party left is a call of two again. */
function partLeft(step: SideStep, event: LineFact): SideStep {
  const { joined } = step.sides;
  if (event.type !== "ended" || joined === null) return step;
  if (joined.attempt !== event.call && joined.consult !== event.call) return step;
  return {
    ...step,
    sides: { ...step.sides, joined: null },
    effects: [...step.effects, { do: "join", calls: [] }],
  };
}

function closed(call: SideCall, now: EpochMs, end: CallEnd, rules: SideRules): SideRecord {
  const outcome = outcomeOf(call, now, end, rules);
  return { write: "side-closed", call: call.id, at: now, outcome, end };
}

function outcomeOf(call: SideCall, now: EpochMs, told: CallEnd, rules: SideRules): SideOutcome {
  if (call.kind === "incoming" && call.answeredAt === null) {
    if (call.endingBy === "busy") return "busy";
    return call.endingBy === null ? "missed" : "refused";
  }
  const by = call.endingBy === "busy" || told.fault !== null ? null : call.endingBy;
  const end = by === null ? told : { ...told, by };
  const course = {
    isAnswered: call.answeredAt !== null,
    isRung: call.rungAt !== null,
    ringMs: call.rungAt === null ? 0 : elapsedMs(call.rungAt, call.answeredAt ?? now),
    talkMs: call.answeredAt === null ? 0 : elapsedMs(call.answeredAt, now),
  };
  return judge(end, course, rules).outcome;
}
