import type { Transfer } from "./transfer.ts";
import type { SideCall, SideCalls, SideEffect, SideStep } from "./side-calls.ts";
import { put, stay, to } from "./side-moves.ts";

/** An answered caller who stays, and is on her way to nobody yet. */
const mayBeSent = ({ kind, at, endingBy, transfer }: SideCall): boolean =>
  kind === "incoming" && at === "talking" && endingBy === null && transfer === null;

/** Without asking there first. */
export const transferBlind = (sides: SideCalls, call: SideCall, number: string): SideStep =>
  transfer(
    sides,
    call,
    { kind: "blind", number, isDone: false },
    {
      do: "transfer",
      call: call.id,
      number,
    },
  );

/** One transfer of a call at a time; while it is under way the call is still the agent's. */
function transfer(sides: SideCalls, call: SideCall, next: Transfer, effect: SideEffect): SideStep {
  if (!mayBeSent(call)) return stay(sides);
  return to(put(sides, { ...call, transfer: next, trouble: null }), [], [effect]);
}

/** The network says that the far end is there, or that the transfer came to nothing: the call goes on. */
export function transferSettled(sides: SideCalls, call: SideCall, isThere: boolean): SideStep {
  if (call.transfer === null || call.transfer.isDone) return stay(sides);
  return to(
    put(
      sides,
      isThere
        ? { ...call, transfer: { ...call.transfer, isDone: true } }
        : { ...call, transfer: null, trouble: "transfer-failed" },
    ),
  );
}
