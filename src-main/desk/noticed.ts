import type { CallbackKey } from "#core/callback.ts";
import type { SideCall } from "#core/side-calls.ts";
import type { Payload } from "#contract/ipc.ts";
import type { CallFact } from "./phone-port.ts";
import type { Numbers } from "./ports.ts";
import { readAddress } from "./read-address.ts";

type Noticed = Payload<"desk.noticed">;

/** What a fact of a call has to be told for besides all that the screen shows; null: nothing. */
export function noticedIn(fact: CallFact, numbers: Numbers): Noticed | null {
  if (fact.type === "digits-failed") return { what: "digits-failed" };
  return fact.type === "transfer-asked"
    ? { what: "transfer-refused", number: readAddress(fact.target, numbers).display }
    : null;
}

/** An incoming call nobody answered: by the customer's name, else by what she calls herself. */
export function missedCall(
  { about, name, number, startedAt }: SideCall,
  numbers: Numbers,
  nameOf: (key: CallbackKey) => string | null,
): Noticed {
  const display = number === null ? null : numbers.read(number).display;
  const known = about === null ? null : nameOf(about);
  return { what: "missed-call", at: startedAt, who: known ?? name ?? display, key: about };
}
