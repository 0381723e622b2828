import { judge, unreachable, type CallEnd } from "./outcome.ts";
import type {
  AttemptLine,
  SideCall,
  SideCalls,
  SideEffect,
  SideEvent,
  SideOutcome,
  SideRecord,
  SideRules,
  SideStep,
} from "./side-calls.ts";
import { find, inCall, put, stay, to, without } from "./side-moves.ts";
import { transferSettled } from "./side-transfer.ts";
import { elapsedMs, type EpochMs } from "./time.ts";
import { handedOn } from "./transfer.ts";

/** What the line tells of any call, the attempt's included. */
type LineFact = Extract<
  SideEvent,
  {
    type:
      | "asked-by-network"
      | "progressed"
      | "answered"
      | "ended"
      | "hold-settled"
      | "hold-refused"
      | "far-end-held"
      | "transferred-away"
      | "transfer-failed"
      | "joined";
  }
>;

/** Takes in a fact of the line, of whichever call. */
export function heard(
  sides: SideCalls,
  event: LineFact,
  attempt: AttemptLine | null,
  rules: SideRules,
): SideStep {
  if (event.type === "joined") return mixed(sides, event);
  if (attempt?.id === event.call) return heardOfAttempt(sides, event);
  return inCall(sides, event.call, (call) => stepCall(sides, call, event, rules));
}

/** Answered, or resumed by the platform: it is the one that the agent talks on. */
function heardOfAttempt(sides: SideCalls, event: LineFact): SideStep {
  const isTaken = event.type === "answered" || (event.type === "hold-settled" && !event.isHeld);
  return isTaken && sides.line !== event.call ? to({ ...sides, line: event.call }) : stay(sides);
}

function stepCall(
  sides: SideCalls,
  call: SideCall,
  event: Exclude<LineFact, { type: "joined" }>,
  rules: SideRules,
): SideStep {
  switch (event.type) {
    case "asked-by-network":
      if (call.at !== "alerting") return stay(sides);
      return to(
        put(sides, { ...call, at: "answering", about: call.about ?? event.about, answersAt: null }),
        [],
        hangUpDeclined(call),
      );
    case "progressed":
      return call.at === "dialing"
        ? to(put(sides, { ...call, at: "ringing", rungAt: event.now }))
        : stay(sides);
    case "answered":
      if (call.at === "talking") return stay(sides);
      return to(
        {
          ...put(sides, { ...call, at: "talking", answeredAt: event.now, answersAt: null }),
          line: call.id,
        },
        [{ write: "side-answered", call: call.id, at: event.now }],
        hangUpDeclined(call),
      );
    case "ended":
      return to(without(sides, call.id), [closed(call, event.now, event.end, rules)]);
    case "hold-settled": {
      // That the conference failed is not mended by a hold.
      const trouble = call.trouble === "join-failed" ? call.trouble : null;
      const next = put(sides, { ...call, hold: event.isHeld ? "on" : "off", trouble });
      // Resumed though nobody here asked for it: by the platform, for the agent.
      const isTaken = !event.isHeld && call.hold === "on";
      return to(isTaken ? { ...next, line: call.id } : next);
    }
    case "hold-refused": {
      const wasHeld = call.hold === "releasing";
      const trouble = wasHeld ? "resume-failed" : "hold-failed";
      return to(put(sides, { ...call, hold: wasHeld ? "on" : "off", trouble }));
    }
    case "far-end-held":
      return call.isHeldByFarEnd === event.isHeld
        ? stay(sides)
        : to(put(sides, { ...call, isHeldByFarEnd: event.isHeld }));
    case "transferred-away":
    case "transfer-failed":
      return transferSettled(sides, call, event.type === "transferred-away");
    default:
      return unreachable(event);
  }
}

/** The platform was faster than the agent, who has declined it: the phone could not refuse it any more. */
const hangUpDeclined = ({ id, endingBy }: SideCall): SideEffect[] =>
  endingBy !== null ? [{ do: "hang-up", call: id }] : [];

/** A conference is what the media window says it is. */
function mixed(
  sides: SideCalls,
  { call, isJoined }: Extract<LineFact, { type: "joined" }>,
): SideStep {
  const { joined } = sides;
  if (joined === null) return isJoined ? to(sides, [], [{ do: "join", calls: [] }]) : stay(sides);
  if (call !== joined.subject && call !== joined.consult) return stay(sides);
  if (isJoined) {
    return joined.isMixed ? stay(sides) : to({ ...sides, joined: { ...joined, isMixed: true } });
  }
  const apart: SideCalls = { ...sides, joined: null, line: joined.subject };
  const consulted = find(sides, joined.consult);
  if (joined.isMixed || consulted === undefined) return to(apart);
  return to(put(apart, { ...consulted, trouble: "join-failed" }));
}

function closed(call: SideCall, now: EpochMs, told: CallEnd, rules: SideRules): SideRecord {
  const away = handedOn(call.transfer, told);
  const outcome = outcomeOf(call, now, away ?? endedHere(call, told), rules);
  return { write: "side-closed", call: call.id, at: now, outcome, end: away ?? told };
}

/** That the far end was faster by a moment does not make it less our hang-up. */
function endedHere({ endingBy }: SideCall, told: CallEnd): CallEnd {
  return endingBy === null || endingBy === "busy" || told.fault !== null
    ? told
    : { ...told, by: endingBy };
}

function outcomeOf(call: SideCall, now: EpochMs, end: CallEnd, rules: SideRules): SideOutcome {
  if (call.kind === "incoming" && call.answeredAt === null) {
    if (call.endingBy === "busy") return "busy";
    return call.endingBy === null ? "missed" : "refused";
  }
  const course = {
    isAnswered: call.answeredAt !== null,
    isRung: call.rungAt !== null,
    ringMs: call.rungAt === null ? 0 : elapsedMs(call.rungAt, call.answeredAt ?? now),
    talkMs: call.answeredAt === null ? 0 : elapsedMs(call.answeredAt, now),
  };
  return judge(end, course, rules).outcome;
}
