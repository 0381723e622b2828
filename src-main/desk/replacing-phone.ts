import type { CallId } from "#core/call-id.ts";
import type { CallFact, Phone, PhoneFact } from "./phone-port.ts";

/** A call that comes in to take the place of one of ours, until it is answered. */
interface Coming {
  /** What the one it replaces is called by everybody but the phone. */
  readonly name: CallId;
  /** The end of the replaced call, when that came first; it counts only if nothing takes its place. */
  end: CallFact | null;
}

/** What the agent has made of a call, by its name; the dialog that takes its place has to be told. */
interface Kept {
  /** On hold, or asked to be. */
  isHeld: boolean;
  isMuted: boolean;
  /** The new dialog is silent until it is on hold as the old one was. */
  isRestoring: boolean;
}

/**
 * The phone as it looks when a far end puts somebody else into our conversation (an INVITE with
 * Replaces, RFC 3891, as the end of an attended transfer). The new dialog is answered at once and goes
 * on under the id of the call it replaces: it is the same conversation, and has one attempt.
 */
export function followReplacements(
  phone: Phone,
  onReplaced: (call: CallId) => void = () => undefined,
): Phone {
  /** From the name of a call to the dialog that carries it now; and back. */
  const carrier = new Map<CallId, CallId>();
  const names = new Map<CallId, CallId>();
  const coming = new Map<CallId, Coming>();
  /** Dialogs whose place was taken, each with the name it had; what they still tell means nothing. */
  const replaced = new Map<CallId, CallId>();
  const kept = new Map<CallId, Kept>();
  /** Names of the calls that are to hear each other. */
  let joined: readonly CallId[] = [];
  /** The one of them that another dialog takes over: until that is mixed, the others are not parted. */
  let remixing: CallId | null = null;
  const listeners = new Set<(fact: PhoneFact) => void>();

  const real = (call: CallId): CallId => carrier.get(call) ?? call;
  const tell = (fact: PhoneFact): void => {
    for (const listener of listeners) listener(fact);
  };

  function keep(call: CallId, change: Partial<Kept>): Kept {
    const former = kept.get(call) ?? { isHeld: false, isMuted: false, isRestoring: false };
    const next = { ...former, ...change };
    kept.set(call, next);
    return next;
  }

  function mixAnew(): void {
    phone.join(joined.map(real));
  }

  function hear(fact: PhoneFact): void {
    if (fact.type === "registration-changed") {
      tell(fact);
    } else if (fact.type === "arrived" && fact.replaces !== null) {
      const name = names.get(fact.replaces) ?? fact.replaces;
      coming.set(fact.call, { name, end: null });
      if (joined.includes(name)) remixing = name;
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
      if (next.end === null) replaced.set(before, name);
      names.delete(before);
      carrier.set(name, fact.call);
      names.set(fact.call, name);
      goOn(name);
      if (next.end !== null && joined.includes(name)) mixAnew();
    } else if (fact.type === "ended") {
      coming.delete(fact.call);
      if (remixing === name) remixing = null;
      if (next.end !== null) over(name, next.end);
    }
  }

  /** The new dialog is held by nobody, whatever the old one was. */
  function goOn(name: CallId): void {
    if (kept.get(name)?.isHeld === true) {
      keep(name, { isRestoring: true });
      phone.mute(real(name), true);
      phone.hold(real(name));
    } else tell({ type: "hold-settled", call: name, isHeld: false });
    tell({ type: "far-end-held", call: name, isHeld: false });
    onReplaced(name);
  }

  /** The hold of the old dialog is in force on the new one, or cannot be. */
  function restored(call: CallId): void {
    const state = kept.get(call);
    if (state?.isRestoring !== true) return;
    keep(call, { isRestoring: false });
    phone.mute(real(call), state.isMuted);
  }

  function over(name: CallId, end: CallFact): void {
    kept.delete(name);
    if (joined.includes(name)) joined = [];
    tell(end);
  }

  function hearOf(fact: CallFact): void {
    const former = replaced.get(fact.call);
    if (former !== undefined) {
      if (fact.type === "ended") left(fact.call, former);
      return;
    }
    const call = names.get(fact.call) ?? fact.call;
    switch (fact.type) {
      case "ended":
        ended(fact, call);
        return;
      case "asked-by-network":
        keep(call, { isHeld: fact.what === "hold" });
        break;
      case "joined":
        if (remixing === call) remixing = null;
        // The old dialog left the mix; that this ends no conference is told when the new one is in it.
        else if (remixing !== null && !fact.isJoined) return;
        break;
      case "hold-settled":
        keep(call, { isHeld: fact.isHeld });
        restored(call);
        break;
      case "hold-refused": {
        const isLost = kept.get(call)?.isRestoring === true;
        keep(call, { isHeld: kept.get(call)?.isHeld !== true });
        restored(call);
        // To everybody else it was on hold all the time.
        if (isLost) {
          tell({ type: "hold-settled", call, isHeld: false });
          return;
        }
        break;
      }
      default:
        break;
    }
    tell({ ...fact, call });
  }

  /** A replaced dialog is over: with it the mix lost the party that goes on in the other one. */
  function left(dialog: CallId, name: CallId): void {
    replaced.delete(dialog);
    if (joined.includes(name)) mixAnew();
  }

  function ended(fact: CallFact, call: CallId): void {
    const successor = [...coming.values()].find(({ name }) => name === call);
    if (successor !== undefined) {
      successor.end = { ...fact, call };
      return;
    }
    names.delete(fact.call);
    carrier.delete(call);
    over(call, { ...fact, call });
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
      keep(call, { isHeld: true });
      phone.hold(real(call));
    },
    resume: (call) => {
      keep(call, { isHeld: false });
      phone.resume(real(call));
    },
    mute: (call, isMuted) => {
      const { isRestoring } = keep(call, { isMuted });
      if (!isRestoring) phone.mute(real(call), isMuted);
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
      joined = calls;
      remixing = null;
      mixAnew();
    },
    sessionOf: (call) => phone.sessionOf(real(call)),
    subscribe(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
}
