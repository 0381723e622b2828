import { nextDeadline } from "#core/deadline.ts";
import type { Obstacle } from "#core/countdown.ts";
import type { EpochMs } from "#core/time.ts";
import { step } from "#core/turn-step.ts";
import type { AttemptId, Brief, Turn, TurnEffect, TurnEvent, TurnRules } from "#core/turn.ts";
import { emptyDraft } from "#core/wrap-up.ts";
import type { CallFact, Phone } from "./phone-port.ts";
import type { Clock, Ids, Ledger, Report } from "./ports.ts";
import { isPassing } from "./store-fault.ts";

/** Wakes the loop; replaces the wake-up asked for before. Null: no wake-up. */
export type Alarm = (atMs: number | null) => void;

/** What became of an event: it moved the turn, it meant nothing there, or the disk refused it. */
export type Applied = "moved" | "nothing" | "disk-full";

export interface AgentLoop {
  /**
   * Takes up the turn an ended process left behind; called once, before anything else. While the disk
   * refuses what became of that turn it is shown already, tried again at every tick, and nothing else
   * moves the turn.
   */
  recover(): void;
  /** The turn in hand; null when the agent's hands are free. */
  turn(): Turn | null;
  /**
   * Applies one event: commits state and records first, then runs the effects, then tells the
   * listeners. When the disk refuses, nothing has changed and nothing was done.
   * @throws what the ledger throws when it contradicts the turn; nothing has changed then either.
   */
  apply(event: TurnEvent): Applied;
  /** Puts an offer into hands that are free; false when they are not. */
  take(turn: Turn): boolean;
  /** Forgets an offer that was taken and not accepted. */
  letGo(): void;
  /** A fact of a call. When the disk refuses, it is kept and tried again at every tick. */
  hear(fact: CallFact): void;
  /** The alarm rang, or the machine woke. */
  tick(): void;
  /** True while facts, or what became of an ended process's turn, wait for the disk. */
  isDiskFull(): boolean;
}

export interface AgentLoopParts {
  readonly ledger: Ledger;
  readonly phone: Phone;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly rules: TurnRules;
  readonly alarm: Alarm;
  /** What stands in the way of dialling by itself at this moment. */
  readonly obstacle: () => Obstacle | null;
  /** Called after every change, when its effects have been started. */
  readonly changed: () => void;
  readonly report: Report;
}

/** Facts that wait for the disk are tried again this often. */
const RETRY_MS = 1_000;

/**
 * The one loop: a fact or a wish enters, the pure step answers, its rows commit in one transaction,
 * then the effects run, then the listeners are told. Nothing else moves a turn. An attempt that was open when the last process
 * ended becomes a review, never a second call.
 */
export function createAgentLoop(parts: AgentLoopParts): AgentLoop {
  const { ledger, phone, clock, rules } = parts;
  let turn: Turn | null = null;
  const waiting: TurnEvent[] = [];
  let isRefused = false;

  function apply(event: TurnEvent): Applied {
    if (turn === null) return "nothing";
    const next = step(turn, event, rules);
    if (next.turn === turn && next.records.length === 0 && next.effects.length === 0) {
      return "nothing";
    }
    try {
      ledger.commit(next.turn, next.records, clock());
    } catch (error) {
      if (!isPassing(error)) throw error;
      parts.report("a change could not be written to disk", error);
      return "disk-full";
    }
    turn = next.turn.at === "closed" ? null : next.turn;
    for (const effect of next.effects) perform(phone, effect, next.turn.brief);
    setAlarm();
    parts.changed();
    return "moved";
  }

  /** Whether the turn is still as an ended process left it on disk. */
  const isRecovering = (): boolean => waiting[0]?.type === "recovered";

  function setAlarm(): void {
    const deadline = turn === null || isRecovering() ? null : nextDeadline(turn, rules);
    const retryAt = waiting.length === 0 ? null : clock() + RETRY_MS;
    parts.alarm(
      deadline === null || retryAt === null ? (deadline ?? retryAt) : Math.min(deadline, retryAt),
    );
  }

  /** Facts keep their order: nothing overtakes one that still waits for the disk. */
  function flush(): void {
    while (waiting[0] !== undefined) {
      const wasRefused = isRefused;
      isRefused = false;
      try {
        isRefused = apply(waiting[0]) === "disk-full";
      } catch (error) {
        // A fact that the ledger contradicts must not hold up those behind it; a call that is over
        // must never be shown as one that lives.
        parts.report("a fact of the line could not be recorded", error);
        isRefused = isRecovering();
      }
      if (isRefused !== wasRefused) parts.changed();
      if (isRefused) break;
      waiting.shift();
    }
    setAlarm();
  }

  function tick(): void {
    flush();
    if (turn === null || isRecovering()) return;
    const isWrapUp = turn.at === "wrap-up";
    const applied = apply({
      type: "ticked",
      now: clock(),
      attempt: parts.ids() as AttemptId,
      obstacle: parts.obstacle(),
      draft: (isWrapUp ? ledger.draft(turn.brief.key) : null) ?? emptyDraft,
    });
    if (applied === "nothing") setAlarm();
    if (applied === "disk-full") parts.alarm(clock() + RETRY_MS);
  }

  return {
    recover() {
      turn = ledger.openTurn();
      if (turn !== null) waiting.push({ type: "recovered", now: clock() });
      flush();
    },
    turn() {
      const [first] = waiting;
      return turn !== null && first?.type === "recovered" ? step(turn, first, rules).turn : turn;
    },
    apply(event) {
      if (isRecovering()) flush();
      return isRecovering() ? "disk-full" : apply(event);
    },
    take(offered) {
      if (turn !== null) return false;
      turn = offered;
      return true;
    },
    letGo() {
      if (turn?.at === "offered") turn = null;
    },
    hear(fact) {
      const event = eventOf(fact, clock());
      if (event === null) return;
      waiting.push(event);
      flush();
    },
    tick,
    isDiskFull: () => isRefused,
  };
}

/** What a call's fact means to the attempt of the same id; null: nothing. */
function eventOf(fact: CallFact, now: EpochMs): TurnEvent | null {
  const { call, ...happening } = fact;
  switch (happening.type) {
    case "sent":
    case "progressed":
    case "answered":
    case "hold-settled":
    case "hold-refused":
    case "far-end-held":
    case "transferred-away":
    case "transfer-failed":
    case "ended":
      // A call that is no attempt bears an id that no turn has, and moves none.
      return { ...happening, attempt: call as AttemptId, now };
    case "transfer-asked":
      return {
        type: "transfer-refused",
        target: happening.target,
        attempt: call as AttemptId,
        now,
      };
    default:
      return null;
  }
}

function perform(phone: Phone, effect: TurnEffect, { callerId, callerIdName }: Brief): void {
  switch (effect.do) {
    case "prepare-media":
      phone.prepare();
      break;
    case "release-media":
      phone.release();
      break;
    case "invite":
      phone.invite(effect.attempt, effect.number, {
        ...(callerId !== null && { callerId }),
        ...(callerIdName !== null && { callerIdName }),
      });
      break;
    case "hang-up":
      phone.hangUp(effect.attempt);
      break;
    case "hold":
      phone.hold(effect.attempt);
      break;
    case "resume":
      phone.resume(effect.attempt);
      break;
    case "mute":
      phone.mute(effect.attempt, effect.isMuted);
      break;
    case "transfer":
      phone.transfer(effect.attempt, effect.number);
      break;
    case "transfer-to":
      phone.transferTo(effect.attempt, effect.other);
      break;
  }
}
