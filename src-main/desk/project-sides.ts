import type { CallbackKey } from "#core/callback.ts";
import type { AttemptLine, SideCall, SideCalls } from "#core/side-calls.ts";
import type { Turn } from "#core/turn.ts";
import type { SideView } from "#contract/side-view.ts";
import type { Numbers } from "./ports.ts";
import { projectTransfer } from "./project-desk.ts";

export interface SideSights {
  readonly numbers: Numbers;
  /** Name of the customer of a callback; null when the record tells none, or is gone. */
  readonly nameOf: (key: CallbackKey) => string | null;
  readonly waiting: SideCalls["waiting"];
}

/** A call beside the attempt as the window shows it. */
export function projectSide(call: SideCall, { numbers, nameOf, waiting }: SideSights): SideView {
  const { id, kind, at, number, name, beside, about, startedAt, answeredAt, answersAt } = call;
  const { hold, isHeldByFarEnd, isMuted, transfer, endingBy, trouble } = call;
  return {
    call: id,
    kind,
    at,
    display: number === null ? null : numbers.read(number).display,
    name,
    beside,
    about: about === null ? null : { key: about, name: nameOf(about) },
    startedAt,
    answeredAt,
    answersAt,
    hold,
    isHeldByFarEnd,
    isMuted,
    transfer: projectTransfer(transfer, numbers),
    isEnding: endingBy !== null,
    isWaiting: waiting?.call === id,
    trouble,
  };
}

/** The attempt's call as the calls beside it must know it; null without a live one. */
export function attemptLine(turn: Turn | null): AttemptLine | null {
  if (turn?.at !== "dialing" && turn?.at !== "ringing" && turn?.at !== "talking") return null;
  return {
    id: turn.attempt.id,
    at: turn.at,
    hold: turn.at === "talking" ? turn.hold : "off",
    isEnding: turn.attempt.endingBy !== null,
  };
}
