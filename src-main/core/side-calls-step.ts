import type { CallId } from "./call-id.ts";
import { unreachable } from "./outcome.ts";
import type {
  AttemptLine,
  SideCall,
  SideAct,
  SideCalls,
  SideEffect,
  SideEvent,
  SideRecord,
  SideRules,
  SideStep,
} from "./side-calls.ts";
import { deadlineOf } from "./side-deadline.ts";
import { heard } from "./side-facts.ts";
import { activeCall, giveUp, oneLine, waitFor } from "./side-line.ts";
import { blank, find, inCall, put, stay, to, without } from "./side-moves.ts";
import { transferBlind } from "./side-transfer.ts";
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
    case "join-asked":
      return join(sides, attempt);
    case "part-asked":
      return part(sides);
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
    [{ write: "side-opened", call: id, kind: "incoming", number, name, about, at: now }],
    isBusy ? [{ do: "decline", call: id, how: "busy" }] : [],
  );
}

function consult(
  sides: SideCalls,
  event: Ask<"consult-asked">,
  attempt: AttemptLine | null,
): SideStep {
  const { call: id, number, now } = event;
  const isPossible =
    attempt?.at === "talking" &&
    !attempt.isEnding &&
    attempt.id !== id &&
    find(sides, id) === undefined &&
    sides.waiting === null &&
    !sides.calls.some(({ kind }) => kind === "consult");
  if (!isPossible) return stay(sides);
  const call: SideCall = { ...blank(id, "consult", number, now), at: "parked" };
  const opened: SideRecord = {
    write: "side-opened",
    call: id,
    kind: "consult",
    number,
    name: null,
    about: null,
    at: now,
  };
  const asked = waitFor(
    { ...sides, calls: [...sides.calls, call] },
    { do: "invite", call: id },
    attempt,
  );
  return asked === null ? stay(sides) : to(asked, [opened]);
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

function join(sides: SideCalls, attempt: AttemptLine | null): SideStep {
  const consulted = sides.calls.find(({ kind, at }) => kind === "consult" && at === "talking");
  const isPossible =
    attempt?.at === "talking" &&
    !attempt.isEnding &&
    consulted !== undefined &&
    consulted.endingBy === null &&
    sides.joined === null &&
    sides.waiting === null;
  if (!isPossible) return stay(sides);
  const held: SideEffect[] = [];
  if (attempt.hold === "on") held.push({ do: "resume", call: attempt.id });
  let calls = put(sides, { ...consulted, trouble: null });
  if (consulted.hold === "on") {
    calls = put(calls, { ...consulted, hold: "releasing", trouble: null });
    held.push({ do: "resume", call: consulted.id });
  }
  return to(
    { ...calls, joined: { attempt: attempt.id, consult: consulted.id, isMixed: false } },
    [],
    [...held, { do: "join", calls: [attempt.id, consulted.id] }],
  );
}

/** The customer keeps the line; the consulted party goes on hold. */
function part(sides: SideCalls): SideStep {
  if (sides.joined === null) return stay(sides);
  const apart: SideCalls = { ...sides, joined: null, line: sides.joined.attempt };
  return to(apart, [], [{ do: "join", calls: [] }]);
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
