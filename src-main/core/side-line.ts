import type { CallId } from "./call-id.ts";
import { unreachable } from "./outcome.ts";
import type {
  AttemptLine,
  SideAct,
  SideCalls,
  SideEffect,
  SideStep,
  SideTrouble,
} from "./side-calls.ts";
import { find, followedBy, put, subjectOf, to, without } from "./side-moves.ts";
import type { EpochMs } from "./time.ts";
import type { Hold } from "./turn.ts";

/** A call whose far end hears the agent, or will when it is answered. */
interface Line {
  readonly id: CallId;
  /** Answered; one that is being set up cannot be held. */
  readonly isTalking: boolean;
  readonly hold: Hold;
  readonly isEnding: boolean;
}

/**
 * One active line, whatever came: of the calls that have the line all but one are put on hold, and
 * what waits for the line is done when it is free. The one that keeps it is the one that waits for
 * it, else one that is being set up, else the one that took it last. The parties of a conference have
 * the line together, and lose it together. A call that refuses its hold keeps the line: what waits is
 * dropped, or the other is held instead; when that refuses too, the call beside is hung up.
 */
export function oneLine(step: SideStep, attempt: AttemptLine | null, now: EpochMs): SideStep {
  const next = freed(withoutGone(step, attempt), attempt, now);
  const { sides } = next;
  const open = openLines(sides, attempt);
  const keeper = sides.waiting?.call ?? keeperOf(sides, open);
  const others = open.filter(({ id }) => id !== keeper && !areJoined(sides, id, keeper));
  if (others.length === 0) return settled(next, keeper, attempt);
  const refused = others.find(({ id, hold, isTalking, isEnding }) => {
    return isTalking && hold === "off" && !isEnding && sides.asked.includes(id);
  });
  const cannotHold = others.some(({ isTalking, isEnding }) => !isTalking && !isEnding);
  if (sides.waiting !== null && (refused !== undefined || cannotHold)) {
    return oneLine(dropped(next, sides.waiting, "line-kept", now), attempt, now);
  }
  if (refused !== undefined) {
    const kept = open.find(({ id }) => id === keeper);
    if (kept?.isTalking === true && !sides.asked.includes(kept.id)) {
      return oneLine({ ...next, sides: { ...sides, line: refused.id } }, attempt, now);
    }
    const beside = find(sides, refused.id) ?? (keeper === null ? undefined : find(sides, keeper));
    if (beside !== undefined) {
      const ending = put(sides, { ...beside, endingBy: "agent" });
      const hungUp = to(ending, [], [{ do: "hang-up", call: beside.id }]);
      return oneLine(followedBy(next, hungUp), attempt, now);
    }
  }
  return followedBy(next, askHold(sides, others, keeper));
}

/** The wish is kept until the line is free for it; null while a call is being set up, which cannot be held. */
export function waitFor(
  sides: SideCalls,
  act: SideAct,
  attempt: AttemptLine | null,
): SideCalls | null {
  const isBlocked = openLines(sides, attempt).some(({ id, isTalking, isEnding }) => {
    return id !== act.call && !isTalking && !isEnding;
  });
  return isBlocked ? null : { ...sides, waiting: act, asked: [] };
}

/** Ends a consultation that was never dialled. */
export const giveUp = (sides: SideCalls, call: CallId, now: EpochMs): SideStep =>
  to({ ...without(sides, call), waiting: null }, [
    { write: "side-closed", call, at: now, outcome: "given-up", end: null },
  ]);

/** The call that has the line: spoken on, or being set up. */
export const activeCall = (sides: SideCalls, attempt: AttemptLine | null): CallId | null =>
  openLines(sides, attempt)[0]?.id ?? null;

function openLines(sides: SideCalls, attempt: AttemptLine | null): Line[] {
  const beside = sides.calls.map(({ id, at, hold, endingBy }) => {
    return { id, at, hold, isEnding: endingBy !== null };
  });
  return [...(attempt === null ? [] : [attempt]), ...beside]
    .filter(({ at, hold }) => at !== "alerting" && at !== "parked" && hold !== "on")
    .map(({ id, at, hold, isEnding }) => ({ id, isTalking: at === "talking", hold, isEnding }));
}

function keeperOf({ line }: SideCalls, open: readonly Line[]): CallId | null {
  const staying = open.filter(({ isEnding }) => !isEnding);
  const kept =
    staying.find(({ isTalking }) => !isTalking) ??
    staying.find(({ id }) => id === line) ??
    staying[0] ??
    open[0];
  return kept?.id ?? null;
}

const isIn = ({ joined }: SideCalls, id: CallId | null): boolean =>
  joined !== null && (joined.subject === id || joined.consult === id);

const areJoined = (sides: SideCalls, one: CallId, other: CallId | null): boolean =>
  isIn(sides, one) && isIn(sides, other);

/** A conference of which one party left is a call of two again. */
function withoutGone(step: SideStep, attempt: AttemptLine | null): SideStep {
  const { sides } = step;
  const { joined } = sides;
  if (joined === null) return step;
  const { subject, consult } = joined;
  const isThere = subject === attempt?.id || find(sides, subject) !== undefined;
  if (isThere && find(sides, consult) !== undefined) return step;
  return followedBy(step, to({ ...sides, joined: null }, [], [{ do: "join", calls: [] }]));
}

/** Forgets a wish whose call has moved on by itself, or is gone. */
function freed(step: SideStep, attempt: AttemptLine | null, now: EpochMs): SideStep {
  const { waiting } = step.sides;
  if (waiting === null) return step;
  const call = find(step.sides, waiting.call);
  const isThere = call !== undefined && call.endingBy === null;
  let isWanted: boolean;
  switch (waiting.do) {
    case "answer":
      isWanted = isThere && call.at === "alerting";
      break;
    case "invite":
      // Nobody is asked about somebody who has hung up.
      isWanted =
        isThere &&
        call.at === "parked" &&
        subjectOf(step.sides, call.beside, attempt) !== undefined;
      break;
    case "resume":
      isWanted =
        call === undefined
          ? attempt?.id === waiting.call && attempt.hold === "on" && !attempt.isEnding
          : isThere && call.hold === "on";
      break;
    default:
      return unreachable(waiting.do);
  }
  return isWanted ? step : dropped(step, waiting, null, now);
}

function dropped(
  step: SideStep,
  { call: id }: SideAct,
  trouble: SideTrouble | null,
  now: EpochMs,
): SideStep {
  const sides = { ...step.sides, waiting: null, asked: [] };
  const call = find(sides, id);
  // A consultation of which nothing left is over; an incoming call goes on ringing.
  if (call?.at === "parked") return followedBy(step, giveUp(sides, id, now));
  return { ...step, sides: call === undefined ? sides : put(sides, { ...call, trouble }) };
}

/** Nobody else has the line. */
function settled(step: SideStep, keeper: CallId | null, attempt: AttemptLine | null): SideStep {
  const { sides } = step;
  const { waiting, line, asked } = sides;
  if (waiting === null) {
    const isSame = line === keeper && asked.length === 0;
    return isSame ? step : { ...step, sides: { ...sides, line: keeper, asked: [] } };
  }
  const free: SideCalls = { ...sides, waiting: null, line: waiting.call, asked: [] };
  return followedBy(step, perform(free, waiting, attempt));
}

function perform(sides: SideCalls, act: SideAct, attempt: AttemptLine | null): SideStep {
  const call = find(sides, act.call);
  if (call === undefined) {
    return to(sides, [], attempt?.id === act.call ? [{ do: "resume", call: act.call }] : []);
  }
  const { id, number, beside } = call;
  switch (act.do) {
    case "answer":
      return to(
        put(sides, { ...call, at: "answering", answersAt: null, trouble: null }),
        [],
        [{ do: "answer", call: id }],
      );
    case "invite":
      return number === null || beside === null
        ? to(sides)
        : to(
            put(sides, { ...call, at: "dialing" }),
            [],
            [{ do: "invite", call: id, number, beside }],
          );
    case "resume":
      return to(
        put(sides, { ...call, hold: "releasing", trouble: null }),
        [],
        [{ do: "resume", call: id }],
      );
    default:
      return unreachable(act.do);
  }
}

/** Asks each that can be held now; one that is being resumed is asked when that is settled. */
function askHold(sides: SideCalls, others: readonly Line[], keeper: CallId | null): SideStep {
  const effects: SideEffect[] = [];
  let next = sides;
  if (sides.joined !== null && !isIn(sides, keeper)) {
    next = { ...next, joined: null };
    effects.push({ do: "join", calls: [] });
  }
  for (const { id, hold, isTalking, isEnding } of others) {
    if (!isTalking || isEnding || hold === "releasing" || next.asked.includes(id)) continue;
    next = { ...next, asked: [...next.asked, id] };
    if (hold !== "off") continue;
    const call = find(next, id);
    if (call !== undefined) next = put(next, { ...call, hold: "asking" });
    effects.push({ do: "hold", call: id });
  }
  return to(next, [], effects);
}
