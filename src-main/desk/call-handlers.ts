import type { CallId } from "#core/call-id.ts";
import type { CallbackKey } from "#core/callback.ts";
import type { SideHappening } from "#core/side-calls.ts";
import { consultedAbout } from "#core/side-moves.ts";
import type { Turn, TurnEvent } from "#core/turn.ts";
import { refuse, type Handlers, type Reply } from "#contract/ipc.ts";
import type { PlainWhy } from "#contract/refusal-why.ts";
import type { AgentLoop } from "./agent-loop.ts";
import type { Phone } from "./phone-port.ts";
import type { Clock, Ids, Numbers } from "./ports.ts";
import { done, replyTo } from "./replies.ts";
import type { SideLoop } from "./side-loop.ts";

export interface CallHandlerParts {
  readonly loop: AgentLoop;
  readonly sides: SideLoop;
  readonly phone: Phone;
  readonly numbers: Numbers;
  readonly clock: Clock;
  readonly ids: Ids;
  /** Applies a wish about the callback in hand; a turn of another callback refuses it. */
  readonly wish: (key: CallbackKey, event: TurnEvent, otherwise: PlainWhy) => Reply<null>;
}

type CallCommand = Exclude<
  Extract<keyof Handlers, `call.${string}` | `line.${string}`>,
  `${string}.record`
>;
type Talking = Extract<Turn, { at: "talking" }>;

/** Commands of the live calls: the attempt's and those beside it. */
export function createCallHandlers(parts: CallHandlerParts): Pick<Handlers, CallCommand> {
  const { loop, sides, phone, clock, wish } = parts;

  const beside = (event: SideHappening, otherwise: PlainWhy): Reply<null> =>
    replyTo(sides.apply(event), otherwise);

  const talkingAbout = (key: CallbackKey): Talking | null => {
    const turn = loop.turn();
    return turn?.at === "talking" && turn.brief.key === key ? turn : null;
  };
  const noCall = refuse("wrong-state", "no-customer-call");
  const nobodyConsulted = refuse("wrong-state", "nobody-consulted-answered");

  /** The number as it is dialled, or why it cannot be. */
  function dialled(text: string): Reply<string> {
    const { dialable } = parts.numbers.read(text);
    return dialable === null ? refuse("bad-input", "no-number") : { ok: true, value: dialable };
  }

  /** Calls somebody to consult about an answered call, the customer's or a caller's. */
  function consult(about: CallId, number: string): Reply<null> {
    const read = dialled(number);
    if (!read.ok) return read;
    const call = parts.ids() as CallId;
    return beside(
      { type: "consult-asked", call, number: read.value, beside: about },
      "no-consultation-now",
    );
  }

  function join(call: CallId): Reply<null> {
    if (sides.calls().joined !== null) return done;
    return beside({ type: "join-asked", call }, "nothing-to-join");
  }

  const part = (): Reply<null> => beside({ type: "part-asked" }, "no-conference");

  /** With another call on the line the two take turns; alone, the customer is simply resumed. */
  function resume(key: CallbackKey): Reply<null> {
    const turn = talkingAbout(key);
    const isAlone = sides.calls().calls.length === 0;
    if (turn === null || isAlone) {
      return wish(key, { type: "resume-asked" }, "not-on-hold");
    }
    if (isUnderWay(turn.attempt.id)) return done;
    return beside({ type: "resume-asked", call: turn.attempt.id }, "not-on-hold");
  }

  /** Pressed again before it was done: it is asked for once. */
  function isUnderWay(call: CallId): boolean {
    const { calls, waiting } = sides.calls();
    if (waiting?.call === call) return true;
    return calls.some(({ id, at, hold, endingBy }) => {
      return id === call && endingBy === null && (at === "answering" || hold === "releasing");
    });
  }

  const isLive = (call: CallId): boolean => {
    const turn = loop.turn();
    const isAttempt = turn?.at === "talking" && turn.attempt.id === call;
    return isAttempt || sides.calls().calls.some(({ id, at }) => id === call && at === "talking");
  };

  return {
    "call.hang-up": ({ key }) =>
      wish(key, { type: "hang-up-asked", now: clock() }, "nothing-to-hang-up"),
    "call.hold": ({ key }) => wish(key, { type: "hold-asked" }, "not-to-be-held"),
    "call.resume": ({ key }) => resume(key),
    "call.mute": ({ key, isMuted }) => {
      if (talkingAbout(key)?.isMuted === isMuted) return done;
      return wish(key, { type: "mute-set", isMuted }, "nothing-to-mute");
    },
    "call.digits": ({ call, digits }) => {
      if (!isLive(call)) return refuse("wrong-state", "no-answered-call");
      phone.sendDigits(call, digits);
      return done;
    },
    "call.consult": ({ key, number }) => {
      const turn = talkingAbout(key);
      return turn === null ? noCall : consult(turn.attempt.id, number);
    },
    "call.transfer": ({ key, number }) => {
      const read = dialled(number);
      if (!read.ok) return read;
      return wish(
        key,
        { type: "transfer-asked", now: clock(), number: read.value },
        "not-to-be-transferred",
      );
    },
    "call.complete-transfer": ({ key }) => {
      const turn = talkingAbout(key);
      const party = turn === null ? undefined : consultedAbout(sides.calls(), turn.attempt.id);
      if (party === undefined) return nobodyConsulted;
      const { id, number } = party;
      return wish(
        key,
        { type: "transfer-completed", now: clock(), to: id, number: number ?? "" },
        "not-to-be-transferred",
      );
    },
    "call.join": ({ key }) => {
      const turn = talkingAbout(key);
      return turn === null ? noCall : join(turn.attempt.id);
    },
    "call.part": part,
    "line.answer": ({ call }) =>
      isUnderWay(call) ? done : beside({ type: "answer-asked", call }, "not-to-be-answered"),
    "line.decline": ({ call }) => beside({ type: "decline-asked", call }, "rings-no-more"),
    "line.hang-up": ({ call }) => beside({ type: "hang-up-asked", call }, "no-such-call"),
    "line.hold": ({ call }) => beside({ type: "hold-asked", call }, "not-to-be-held"),
    "line.resume": ({ call }) =>
      isUnderWay(call) ? done : beside({ type: "resume-asked", call }, "not-on-hold"),
    "line.mute": ({ call, isMuted }) =>
      beside({ type: "mute-set", call, isMuted }, "nothing-to-mute"),
    "line.transfer": ({ call, number }) => {
      const read = dialled(number);
      if (!read.ok) return read;
      return beside({ type: "transfer-asked", call, number: read.value }, "not-to-be-transferred");
    },
    "line.consult": ({ call, number }) => consult(call, number),
    "line.complete-transfer": ({ call }) =>
      consultedAbout(sides.calls(), call) === undefined
        ? nobodyConsulted
        : beside({ type: "transfer-completed", call }, "not-to-be-transferred"),
    "line.join": ({ call }) => join(call),
    "line.part": part,
  };
}
