import type { CallbackKey } from "#core/callback.ts";
import type { CountdownRules } from "#core/countdown.ts";
import type { SideCall } from "#core/side-calls.ts";
import { offer } from "#core/turn-step.ts";
import type { AttemptId, Turn } from "#core/turn.ts";
import type { AgentLoop } from "./agent-loop.ts";
import { briefOf } from "./brief.ts";
import type { Caller } from "./phone-port.ts";
import type { CallerNumbers, Callbacks, Clock } from "./ports.ts";

export interface CallersParts {
  readonly callbacks: Callbacks;
  readonly loop: AgentLoop;
  readonly numbers: CallerNumbers;
  readonly clock: Clock;
  readonly countdown: CountdownRules;
}

export interface Callers {
  /**
   * The open callback a caller is about: that of her number; else, when the network asks for the call
   * to be answered by itself, the one being prepared, for whose customer the platform then rings us.
   */
  about(caller: Caller, isAnswerAsked: boolean): CallbackKey | null;
  /**
   * Makes an answered call the attempt of its callback: with free hands that one is taken in hand,
   * and one in preview is not dialled any more. False when the agent is busy with something else.
   */
  takeOver(call: SideCall): boolean;
}

/** Who rings, and what becomes of the callback she asked for. */
export function createCallers({
  callbacks,
  loop,
  numbers,
  clock,
  countdown,
}: CallersParts): Callers {
  /** A callback nobody has in hand, taken for the call that is there; null when it cannot be. */
  function taken(key: CallbackKey): Turn | null {
    const stored = callbacks.read(key);
    if (stored === null || loop.turn() !== null) return null;
    loop.take(offer(briefOf(stored, numbers, clock(), countdown)));
    return loop.turn();
  }

  return {
    about({ number }, isAnswerAsked) {
      const turn = loop.turn();
      const known = number === null ? [] : numbers.callers(number);
      if (known.some((each) => turn?.brief.numbers.includes(each))) return turn?.brief.key ?? null;
      for (const each of known) {
        const key = callbacks.openWith(each);
        if (key !== null) return key;
      }
      return isAnswerAsked && turn?.at === "preview" ? turn.brief.key : null;
    },
    takeOver({ id, about, number, startedAt }) {
      if (about === null) return false;
      const turn = loop.turn() ?? taken(about);
      if (turn?.brief.key !== about || (turn.at !== "preview" && turn.at !== "offered"))
        return false;
      const known = number === null ? [] : numbers.callers(number);
      const hers = known.find((each) => turn.brief.numbers.includes(each));
      const applied = loop.apply({
        type: "rung-in",
        now: clock(),
        attempt: id as AttemptId,
        number: hers ?? known[0] ?? number ?? "",
        how: hers === undefined ? "station" : "incoming",
        startedAt,
      });
      if (applied !== "moved") loop.letGo();
      return applied === "moved";
    },
  };
}
