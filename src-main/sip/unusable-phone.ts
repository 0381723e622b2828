import type { Phone, PhoneFact } from "#desk/phone-port.ts";
import type { RegistrationView } from "#contract/view.ts";
import { blankEnd } from "./final-response.ts";

/**
 * A line for an account that cannot be used as it is written: it says so, sends nothing, and leaves
 * the rest of the desk to its work.
 */
export function createUnusablePhone(registration: RegistrationView): Phone {
  const listeners = new Set<(fact: PhoneFact) => void>();
  const tell = (fact: PhoneFact): void => {
    queueMicrotask(() => {
      for (const listener of listeners) listener(fact);
    });
  };
  const nothing = (): void => undefined;
  return {
    start: () => {
      tell({ type: "registration-changed", registration });
    },
    stop: () => Promise.resolve(),
    prepare: nothing,
    release: nothing,
    refresh: nothing,
    invite: (call) => {
      const end = { ...blankEnd, fault: "not-connected" } as const;
      tell({ type: "ended", call, end });
    },
    answer: nothing,
    decline: nothing,
    hangUp: nothing,
    hold: nothing,
    resume: nothing,
    mute: nothing,
    sendDigits: nothing,
    transfer: nothing,
    transferTo: nothing,
    join: nothing,
    sessionOf: () => null,
    subscribe(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
}
