import type { CallId } from "#core/call-id.ts";
import type { CallbackKey } from "#core/callback.ts";
import { isTalkedTo } from "#core/side-moves.ts";
import type { RecordingNote, TurnEvent } from "#core/turn.ts";
import { refuse, type Handlers, type Input, type Reply } from "#contract/ipc.ts";
import type { PlainWhy } from "#contract/refusal-why.ts";
import { microphoneTrouble, type MediaReply } from "#contract/media.ts";
import type { RegistrationView } from "#contract/view.ts";
import type { AgentLoop } from "./agent-loop.ts";
import type { Clock, Report } from "./ports.ts";
import { done, replyTo } from "./replies.ts";
import type { SideLoop } from "./side-loop.ts";
import type { Sound } from "./sound.ts";

export interface SoundHandlerParts {
  readonly loop: AgentLoop;
  readonly sides: SideLoop;
  readonly sound: Sound;
  readonly clock: Clock;
  /** Whose line it is: who gives her word for the customer's. */
  readonly registration: () => RegistrationView;
  /** Applies a wish about the callback in hand; a turn of another callback refuses it. */
  readonly wish: (key: CallbackKey, event: TurnEvent, otherwise: PlainWhy) => Reply<null>;
  readonly report: Report;
}

type SoundCommand = Extract<keyof Handlers, `sound.${string}` | `${string}.record`>;
type RecordWish = Omit<Input<"line.record">, "call">;

interface Note {
  readonly what: RecordingNote;
  readonly detail?: string;
}

/** Commands about devices and recording. */
export function createSoundHandlers(parts: SoundHandlerParts): Pick<Handlers, SoundCommand> {
  const { loop, sides, sound } = parts;

  function record(
    call: CallId,
    { isOn, hasCustomerAgreed = false }: RecordWish,
    tell: (note: Note) => Reply<null>,
  ): Reply<null> {
    const answer = sound.record(call, isOn, hasCustomerAgreed);
    if (answer === "no-consent") return refuse("no-consent", "no-consent");
    if (answer === "nothing") {
      return refuse("wrong-state", isOn ? "not-recordable" : "nothing-recorded");
    }
    const { account } = parts.registration();
    const isAgreed = isOn && hasCustomerAgreed;
    const begun = isAgreed ? "recording-agreed" : "recording-started";
    const noted = tell({
      what: isOn ? begun : "recording-stopped",
      ...(isAgreed && account !== null && { detail: account }),
    });
    // Nothing is recorded that the story does not tell: it holds whose word there is for it.
    if (isOn && !noted.ok) sound.record(call, false, false);
    return noted;
  }

  /** What the media window could not do, as the contract with the agent's window has it. */
  function replyOf<T>(reply: MediaReply<T>): Reply<T> {
    if (reply.ok) return reply;
    const { code, reason } = reply.failure;
    if (code !== "microphone") {
      parts.report(`the media window could not do as told: ${reason}`);
      return refuse("fault", "sound-failed");
    }
    const trouble = microphoneTrouble.options.find((known) => known === reason);
    return refuse("no-microphone", trouble ? { is: "microphone", trouble } : "no-microphone");
  }

  function doneOr(reply: MediaReply<unknown>): Reply<null> {
    const told = replyOf(reply);
    return told.ok ? done : told;
  }

  return {
    "call.record": ({ key, ...wanted }) => {
      const turn = loop.turn();
      const isTalking = turn?.at === "talking" && turn.brief.key === key;
      if (!isTalking) return refuse("wrong-state", "no-customer-call");
      return record(turn.attempt.id, wanted, (note) =>
        parts.wish(key, { type: "noted", now: parts.clock(), ...note }, "no-customer-call"),
      );
    },
    "line.record": ({ call, ...wanted }) => {
      const caller = sides.calls().calls.find(({ id }) => id === call);
      if (caller?.kind !== "incoming" || !isTalkedTo(caller)) {
        return refuse("wrong-state", "no-such-call");
      }
      return record(call, wanted, (note) =>
        replyTo(sides.apply({ type: "noted", call, ...note }), "no-such-call"),
      );
    },
    "sound.devices": async () => replyOf(await sound.devices()),
    "sound.use": async (choice) => replyOf(await sound.use(choice)),
    "sound.test-ringer": async () => doneOr(await sound.testRinger()),
    "sound.process": async (wanted) => doneOr(await sound.process(wanted)),
  };
}
