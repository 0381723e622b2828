import type { Transfer } from "./transfer.ts";
import type { SideCall, SideCalls, SideEffect, SideStep } from "./side-calls.ts";
import { consultedAbout, isTalkedTo, put, stay, to } from "./side-moves.ts";

/** An answered caller who stays, and is on her way to nobody yet. */
const mayBeSent = (call: SideCall): boolean =>
  call.kind === "incoming" && isTalkedTo(call) && call.transfer === null;

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

/** To the party that was consulted about her, in the agent's place. */
export function transferToConsulted(sides: SideCalls, call: SideCall): SideStep {
  const party = consultedAbout(sides, call.id);
  if (party === undefined) return stay(sides);
  return transfer(
    sides,
    call,
    { kind: "attended", number: party.number ?? "", isDone: false },
    { do: "transfer-to", call: call.id, other: party.id },
  );
}

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
