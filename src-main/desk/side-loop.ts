import type { CallId } from "#core/call-id.ts";
import type { CallbackKey } from "#core/callback.ts";
import type { CallEnd } from "#core/outcome.ts";
import { stepSides } from "#core/side-calls-step.ts";
import {
  noSideCalls,
  type AttemptLine,
  type SideCall,
  type SideCalls,
  type SideEffect,
  type SideHappening,
  type SideRecord,
  type SideRules,
} from "#core/side-calls.ts";
import { nextSideDeadline } from "#core/side-deadline.ts";
import { activeCall } from "#core/side-line.ts";
import { later, type EpochMs } from "#core/time.ts";
import type { Applied } from "./agent-loop.ts";
import type { Caller, CallFact, Phone } from "./phone-port.ts";
import type { Clock, Report } from "./ports.ts";
import type { SideLedger } from "./side-ledger-port.ts";
import { isPassing } from "./store-fault.ts";

export interface SideLoop {
  /**
   * Closes what an ended process left open; called once, before anything else. Tried again until the
   * disk takes it.
   */
  recover(): void;
  calls(): SideCalls;
  /** The call beside that has the line, or is about to; undefined: an attempt may begin. */
  onTheLine(): SideCall | undefined;
  /** A wish of the agent. `nothing`: it means nothing now; `disk-full`: nothing was dialled, held or resumed. */
  apply(event: SideHappening): Applied;
  /** A fact of any call, the attempt's included: what waits for the line waits for that one too. */
  hear(fact: CallFact): void;
  /** The attempt has moved by something that was not told here. */
  look(): void;
}

export interface SideLoopParts {
  readonly ledger: SideLedger;
  readonly phone: Phone;
  readonly clock: Clock;
  readonly rules: SideRules;
  /** Runs `run` once after `delayMs` unless cancelled. */
  readonly after: (delayMs: number, run: () => void) => () => void;
  /** The attempt's call as it stands; null without one. */
  readonly attempt: () => AttemptLine | null;
  readonly holdAttempt: (isHeld: boolean) => Applied;
  /** A conference with the attempt's customer has begun, or has ended. */
  readonly conference: (isOn: boolean) => void;
  /** The open callback that a caller is about. */
  readonly about: (caller: Caller, isAnswerAsked: boolean) => CallbackKey | null;
  /** Whether a call may be answered by itself at this moment, where the network asks for that. */
  readonly mayAnswerItself: () => boolean;
  /** Lets the turn take an answered call for its attempt; false when it stays a call beside it. */
  readonly takeOver: (call: SideCall) => boolean;
  /** An incoming call ended and nobody had answered or declined it, be it that it heard busy. */
  readonly missed: (call: SideCall) => void;
  readonly ring: (isOn: boolean) => void;
  readonly changed: () => void;
  readonly report: Report;
}

/** Rows that wait for the disk are tried again this often. */
const RETRY_MS = 1_000;

/**
 * The loop of the calls beside the attempt: a fact or a wish enters, the pure step answers, its rows
 * commit, the effects run. A full disk stops no call that is there, for a caller must be heard; it
 * stops a new one from being dialled.
 */
export function createSideLoop(parts: SideLoopParts): SideLoop {
  const { ledger, phone, clock } = parts;
  let sides = noSideCalls;
  let isRinging = false;
  let cancelAlarm: () => void = () => undefined;
  let unwritten: SideRecord[] = [];
  /** When this process found what the last one left open; null once that is closed. */
  let leftOpenAt: EpochMs | null = null;

  /** True when nothing is left open. It closes every row that is open, so no other is written before. */
  function closeLeftOpen(): boolean {
    if (leftOpenAt === null) return true;
    try {
      ledger.recover(leftOpenAt);
      leftOpenAt = null;
      return true;
    } catch (error) {
      parts.report("calls that an ended process left open could not be closed on disk", error);
      return false;
    }
  }

  function write(records: readonly SideRecord[]): boolean {
    if (!closeLeftOpen()) return false;
    const all = [...unwritten, ...records];
    if (all.length === 0) return true;
    try {
      ledger.commit(all);
      unwritten = [];
      return true;
    } catch (error) {
      if (!isPassing(error)) throw error;
      parts.report("a call beside the attempt could not be written to disk", error);
      return false;
    }
  }

  function apply(happening: SideHappening): Applied {
    const event = { ...happening, now: clock() };
    const before = sides;
    const next = stepSides(sides, event, parts.attempt(), parts.rules);
    if (next.sides === sides && next.records.length === 0 && next.effects.length === 0) {
      return "nothing";
    }
    if (!write(next.records)) {
      const invited = next.effects.find((effect) => effect.do === "invite");
      if (invited !== undefined) {
        if (happening.type === "consult-asked") return "disk-full";
        // The fact that would have let it be dialled still counts; the consultation is over.
        apply({ type: "hang-up-asked", call: invited.call });
        apply(happening);
        return "disk-full";
      }
      // Nothing is recorded that its story does not tell; that it has stopped is told when there is room.
      if (happening.type === "noted" && happening.what !== "recording-stopped") return "disk-full";
      unwritten.push(...next.records);
    }
    sides = next.sides;
    const refused = next.effects.filter((effect) => perform(effect) === "disk-full");
    const isMixed = sides.joined?.isMixed === true;
    if (isMixed !== (before.joined?.isMixed === true)) {
      // A caller's conference is no part of the story of the callback in hand.
      const subject = (sides.joined ?? before.joined)?.subject;
      if (subject === parts.attempt()?.id) parts.conference(isMixed);
    }
    ringAsNeeded();
    setAlarm();
    parts.changed();
    if (refused.length === 0) return "moved";
    // Whoever waits for a call that cannot be put on hold waits no longer.
    apply({ type: "looked" });
    return "disk-full";
  }

  /** What the turn says to an effect on its own call; `moved` for any other. */
  function perform(effect: SideEffect): Applied {
    const attempt = parts.attempt()?.id;
    switch (effect.do) {
      case "answer":
        phone.answer(effect.call);
        break;
      case "decline":
        phone.decline(effect.call, effect.how);
        break;
      case "invite":
        phone.invite(effect.call, effect.number, { beside: effect.beside });
        break;
      case "hang-up":
        phone.hangUp(effect.call);
        break;
      case "hold":
        if (effect.call === attempt) return parts.holdAttempt(true);
        phone.hold(effect.call);
        break;
      case "resume":
        if (effect.call === attempt) return parts.holdAttempt(false);
        phone.resume(effect.call);
        break;
      case "mute":
        phone.mute(effect.call, effect.isMuted);
        break;
      case "transfer":
        phone.transfer(effect.call, effect.number);
        break;
      case "transfer-to":
        phone.transferTo(effect.call, effect.other);
        break;
      case "join":
        phone.join(effect.calls);
        break;
    }
    return "moved";
  }

  function ringAsNeeded(): void {
    const isNeeded = sides.calls.some(({ at, endingBy }) => at === "alerting" && endingBy === null);
    if (isNeeded === isRinging) return;
    isRinging = isNeeded;
    parts.ring(isNeeded);
  }

  function setAlarm(): void {
    cancelAlarm();
    const dueAt = nextSideDeadline(sides, parts.rules);
    const isOwed = unwritten.length > 0 || leftOpenAt !== null;
    const retryAt = isOwed ? later(clock(), RETRY_MS) : null;
    const at = Math.min(dueAt ?? Infinity, retryAt ?? Infinity);
    if (at === Infinity) return;
    cancelAlarm = parts.after(Math.max(0, at - clock()), () => {
      write([]);
      apply({ type: "ticked", mayAnswer: parts.mayAnswerItself() });
      setAlarm();
    });
  }

  function arrived(fact: Extract<CallFact, { type: "arrived" }>): void {
    const now = clock();
    const { from, answerAfterSeconds } = fact;
    const isAsked = answerAfterSeconds !== null;
    apply({
      type: "arrived",
      call: fact.call,
      number: from.number,
      name: from.name,
      about: parts.about(from, isAsked),
      answersAt: isAsked && parts.mayAnswerItself() ? later(now, answerAfterSeconds * 1_000) : null,
    });
  }

  function ended(id: CallId, end: CallEnd): void {
    const call = sides.calls.find((each) => each.id === id);
    apply({ type: "ended", call: id, end });
    if (call?.kind !== "incoming" || call.answeredAt !== null) return;
    // Whoever heard busy was declined by nobody.
    if (call.endingBy === null || call.endingBy === "busy") parts.missed(call);
  }

  function answered(id: CallId): void {
    const call = sides.calls.find((each) => each.id === id);
    if (call?.kind !== "incoming" || call.about === null || call.endingBy !== null) return;
    if (sides.joined === null && parts.takeOver(call)) apply({ type: "handed-over", call: id });
  }

  /** What it is answered for may be known by that alone: no caller, and no wish with the call. */
  function askedByNetwork(id: CallId): void {
    const call = sides.calls.find((each) => each.id === id);
    if (call?.at !== "alerting" || !parts.mayAnswerItself()) return;
    // While it is told: the phone refuses the platform otherwise.
    phone.answer(id);
    const { number, name } = call;
    const about = call.about ?? parts.about({ number, name, display: "" }, true);
    apply({ type: "asked-by-network", call: id, about });
  }

  return {
    recover() {
      leftOpenAt = clock();
      closeLeftOpen();
      setAlarm();
    },
    calls: () => sides,
    onTheLine() {
      const id = sides.waiting?.call ?? activeCall(sides, null);
      return sides.calls.find((call) => call.id === id);
    },
    apply,
    hear(fact) {
      const { call } = fact;
      switch (fact.type) {
        case "arrived":
          arrived(fact);
          break;
        case "asked-by-network":
          if (fact.what === "talk") askedByNetwork(call);
          break;
        case "answered":
          apply({ type: "answered", call });
          answered(call);
          break;
        case "ended":
          ended(call, fact.end);
          break;
        case "progressed":
          apply({ type: "progressed", call });
          break;
        case "hold-refused":
        case "hold-settled":
        case "far-end-held":
        case "transferred-away":
        case "transfer-failed":
        case "joined":
          apply(fact);
          break;
        default:
          // What is left concerns the attempt alone, or is known already.
          break;
      }
    },
    look() {
      apply({ type: "looked" });
    },
  };
}
