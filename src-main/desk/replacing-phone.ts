import type { CallId } from "#core/call-id.ts";
import type { CallFact, Phone, PhoneFact } from "./phone-port.ts";

/** A call that comes in to take the place of one of ours, until it is answered. */
interface Coming {
  /** What the one it replaces is called by everybody but the phone. */
  readonly name: CallId;
  /** The end of the replaced call, when that came first; it counts only if nothing takes its place. */
  end: CallFact | null;
}

/**
 * The phone as it looks when a far end puts somebody else into our conversation (an INVITE with
 * Replaces, RFC 3891, as the end of an attended transfer). The new dialog is answered at once and goes
 * on under the id of the call it replaces: it is the same conversation, and has one attempt.
 */
export function followReplacements(phone: Phone): Phone {
  /** From the name of a call to the dialog that carries it now; and back. */
  const carrier = new Map<CallId, CallId>();
  const names = new Map<CallId, CallId>();
  const coming = new Map<CallId, Coming>();
  /** Dialogs whose place was taken; their end means nothing. */
  const replaced = new Set<CallId>();
  const listeners = new Set<(fact: PhoneFact) => void>();

  const real = (call: CallId): CallId => carrier.get(call) ?? call;
  const tell = (fact: PhoneFact): void => {
    for (const listener of listeners) listener(fact);
  };

  function hear(fact: PhoneFact): void {
    if (fact.type === "registration-changed") {
      tell(fact);
    } else if (fact.type === "arrived" && fact.replaces !== null) {
      coming.set(fact.call, { name: names.get(fact.replaces) ?? fact.replaces, end: null });
      phone.answer(fact.call);
    } else {
      const next = coming.get(fact.call);
      if (next === undefined) hearOf(fact);
      else hearComing(fact, next);
    }
  }

  function hearComing(fact: CallFact, next: Coming): void {
    const { name } = next;
    if (fact.type === "answered") {
      coming.delete(fact.call);
      const before = real(name);
      if (next.end === null) replaced.add(before);
      names.delete(before);
      carrier.set(name, fact.call);
      names.set(fact.call, name);
      // The new dialog is held by nobody, whatever the old one was.
      tell({ type: "hold-settled", call: name, isHeld: false });
      tell({ type: "far-end-held", call: name, isHeld: false });
    } else if (fact.type === "ended") {
      coming.delete(fact.call);
      if (next.end !== null) tell(next.end);
    }
  }

  function hearOf(fact: CallFact): void {
    const call = names.get(fact.call) ?? fact.call;
    if (fact.type === "ended") {
      if (replaced.delete(fact.call)) return;
      const successor = [...coming.values()].find(({ name }) => name === call);
      if (successor !== undefined) {
        successor.end = { ...fact, call };
        return;
      }
      names.delete(fact.call);
      carrier.delete(call);
    }
    tell({ ...fact, call });
  }

  phone.subscribe(hear);
  return {
    start: () => {
      phone.start();
    },
    stop: () => phone.stop(),
    prepare: () => {
      phone.prepare();
    },
    release: () => {
      phone.release();
    },
    refresh: (why) => {
      phone.refresh(why);
    },
    invite(call, number, options = {}) {
      const { beside, replaces } = options;
      phone.invite(call, number, {
        ...options,
        ...(beside !== undefined && { beside: real(beside) }),
        ...(replaces !== undefined && { replaces: real(replaces) }),
      });
    },
    answer: (call) => {
      phone.answer(real(call));
    },
    decline: (call, how) => {
      phone.decline(real(call), how);
    },
    hangUp: (call) => {
      phone.hangUp(real(call));
    },
    hold: (call) => {
      phone.hold(real(call));
    },
    resume: (call) => {
      phone.resume(real(call));
    },
    mute: (call, isMuted) => {
      phone.mute(real(call), isMuted);
    },
    sendDigits: (call, digits) => {
      phone.sendDigits(real(call), digits);
    },
    transfer: (call, number) => {
      phone.transfer(real(call), number);
    },
    transferTo: (call, other) => {
      phone.transferTo(real(call), real(other));
    },
    join: (calls) => {
      phone.join(calls.map(real));
    },
    sessionOf: (call) => phone.sessionOf(real(call)),
    subscribe(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
}
