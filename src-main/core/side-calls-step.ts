import type { CallId } from "./call-id.ts";
import { unreachable } from "./outcome.ts";
import type {
  AttemptLine,
  SideCall,
  SideAct,
  SideCalls,
  SideEvent,
  SideRules,
  SideStep,
} from "./side-calls.ts";
import { consult, join, part } from "./side-consult.ts";
import { deadlineOf } from "./side-deadline.ts";
import { heard } from "./side-facts.ts";
import { activeCall, giveUp, oneLine, waitFor } from "./side-line.ts";
import { blank, find, inCall, isTalkedTo, put, stay, to, without } from "./side-moves.ts";
import { transferBlind, transferToConsulted } from "./side-transfer.ts";
import type { EpochMs } from "./time.ts";

type Ask<K extends SideEvent["type"]> = Extract<SideEvent, { type: K }>;

/**
 * Moves the calls beside the attempt by one event. One line is active at a time: what needs the line
 * waits until the call that has it confirms its hold. Total: an event that means nothing returns the
 * very same calls with nothing to write and nothing to do.
 */
export function stepSides(
  sides: SideCalls,
  event: SideEvent,
  attempt: AttemptLine | null,
  rules: SideRules,
): SideStep {
  return oneLine(moved(sides, event, attempt, rules), attempt, event.now);
}

function moved(
  sides: SideCalls,
  event: SideEvent,
  attempt: AttemptLine | null,
  rules: SideRules,
): SideStep {
  switch (event.type) {
    case "arrived":
      return arrived(sides, event, attempt, rules);
    case "consult-asked":
      return consult(sides, event, attempt);
    case "answer-asked":
      return answer(sides, event.call, attempt);
    case "decline-asked":
    case "hang-up-asked":
      return inCall(sides, event.call, (call) => hangUp(sides, call, event.now));
    case "hold-asked":
      return inCall(sides, event.call, (call) => hold(sides, call));
    case "resume-asked":
      return resume(sides, event.call, attempt);
    case "mute-set":
      return inCall(sides, event.call, (call) =>
        call.isMuted === event.isMuted || call.at !== "talking"
          ? stay(sides)
          : to(
              put(sides, { ...call, isMuted: event.isMuted }),
              [],
              [{ do: "mute", call: call.id, isMuted: event.isMuted }],
            ),
      );
    case "transfer-asked":
      return inCall(sides, event.call, (call) => transferBlind(sides, call, event.number));
    case "transfer-completed":
      return inCall(sides, event.call, (call) => transferToConsulted(sides, call));
    case "join-asked":
      return join(sides, event.call, attempt);
    case "part-asked":
      return part(sides);
    case "noted":
      return inCall(sides, event.call, (call) => noted(sides, call, event));
    case "ticked":
      return ticked(sides, event, attempt, rules);
    case "looked":
      return stay(sides);
    case "handed-over":
      return handedOver(sides, event);
    case "asked-by-network":
    case "progressed":
    case "answered":
    case "ended":
    case "hold-settled":
    case "hold-refused":
    case "far-end-held":
    case "transferred-away":
    case "transfer-failed":
    case "joined":
      return heard(sides, event, attempt, rules);
    default:
      return unreachable(event);
  }
}

function arrived(
  sides: SideCalls,
  event: Ask<"arrived">,
  attempt: AttemptLine | null,
  rules: SideRules,
): SideStep {
  const { call: id, number, name, about, now } = event;
  if (find(sides, id) !== undefined || attempt?.id === id) return stay(sides);
  const alerting = sides.calls.filter(({ at }) => at === "alerting").length;
  const isOnTheLine = attempt !== null || sides.calls.some(({ at }) => at !== "alerting");
  const isBusy = alerting >= rules.mostAlerting || (isOnTheLine && !rules.isWaitingAllowed);
  const call: SideCall = {
    ...blank(id, "incoming", number, now),
    name,
    about,
    // Nobody's conversation is interrupted by an answer that nobody gave.
    answersAt: isOnTheLine ? null : event.answersAt,
    endingBy: isBusy ? "busy" : null,
  };
  return to(
    { ...sides, calls: [...sides.calls, call] },
    [
      {
        write: "side-opened",
        call: id,
        kind: "incoming",
        number,
        name,
        about,
        beside: null,
        at: now,
      },
    ],
    isBusy ? [{ do: "decline", call: id, how: "busy" }] : [],
  );
}

function answer(sides: SideCalls, id: CallId, attempt: AttemptLine | null): SideStep {
  const call = find(sides, id);
  if (call?.at !== "alerting" || call.endingBy !== null) return stay(sides);
  return wait(sides, { do: "answer", call: id }, attempt);
}

/** One wish waits at a time. */
function wait(sides: SideCalls, act: SideAct, attempt: AttemptLine | null): SideStep {
  const asked = sides.waiting === null ? waitFor(sides, act, attempt) : null;
  return asked === null ? stay(sides) : to(asked);
}

function ticked(
  sides: SideCalls,
  { now, mayAnswer }: Ask<"ticked">,
  attempt: AttemptLine | null,
  rules: SideRules,
): SideStep {
  const due = sides.calls.find((call) => now >= (deadlineOf(call, rules) ?? Infinity));
  if (due === undefined) return stay(sides);
  if (due.at !== "alerting") return hangUp(sides, due, now, "no-answer-timer");
  // The line was taken meanwhile, or nobody is there: it goes on ringing for the agent.
  if (!mayAnswer || attempt !== null || activeCall(sides, attempt) !== null) {
    return to(put(sides, { ...due, answersAt: null }));
  }
  // It is tried once: an alarm that moves nothing would ring for ever.
  return answer(put(sides, { ...due, answersAt: null }), due.id, attempt);
}

/** Works at any state of a call. */
function hangUp(
  sides: SideCalls,
  call: SideCall,
  now: EpochMs,
  by: "agent" | "no-answer-timer" = "agent",
): SideStep {
  const { id } = call;
  if (call.endingBy !== null) return stay(sides);
  if (call.at === "parked") return giveUp(sides, id, now);
  return to(
    put(sides, { ...call, endingBy: by }),
    [],
    [
      call.at === "alerting"
        ? { do: "decline", call: id, how: "declined" }
        : { do: "hang-up", call: id },
    ],
  );
}

function hold(sides: SideCalls, call: SideCall): SideStep {
  if (call.at !== "talking" || call.hold !== "off" || call.endingBy !== null) return stay(sides);
  return to(
    put(sides, { ...call, hold: "asking", trouble: null }),
    [],
    [{ do: "hold", call: call.id }],
  );
}

function resume(sides: SideCalls, id: CallId, attempt: AttemptLine | null): SideStep {
  const call = find(sides, id);
  const isHeld =
    call === undefined
      ? attempt?.id === id && attempt.hold === "on" && !attempt.isEnding
      : call.hold === "on" && call.endingBy === null;
  return isHeld ? wait(sides, { do: "resume", call: id }, attempt) : stay(sides);
}

function noted(sides: SideCalls, call: SideCall, { what, detail, now }: Ask<"noted">): SideStep {
  // A call on its way out takes no more wishes.
  if (!isTalkedTo(call)) return stay(sides);
  const happened = { write: "side-happened", call: call.id, what, at: now } as const;
  return to(sides, [detail === undefined ? happened : { ...happened, detail }]);
}

function handedOver(sides: SideCalls, event: Ask<"handed-over">): SideStep {
  return inCall(sides, event.call, () =>
    to(without(sides, event.call), [
      {
        write: "side-closed",
        call: event.call,
        at: event.now,
        outcome: "answered",
        end: null,
      },
    ]),
  );
}
