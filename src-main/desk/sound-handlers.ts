import type { CallbackKey } from "#core/callback.ts";
import type { TurnEvent } from "#core/turn.ts";
import type { Handlers, Reply } from "#contract/ipc.ts";
import type { PlainWhy } from "#contract/refusal-why.ts";
import { microphoneTrouble, type MediaReply } from "#contract/media.ts";
import type { RegistrationView } from "#contract/view.ts";
import type { AgentLoop } from "./agent-loop.ts";
import type { Clock, Report } from "./ports.ts";
import { done, refuse } from "./replies.ts";
import type { Sound } from "./sound.ts";

export interface SoundHandlerParts {
  readonly loop: AgentLoop;
  readonly sound: Sound;
  readonly clock: Clock;
  /** Whose line it is: who gives her word for the customer's. */
  readonly registration: () => RegistrationView;
  /** Applies a wish about the callback in hand; a turn of another callback refuses it. */
  readonly wish: (key: CallbackKey, event: TurnEvent, otherwise: PlainWhy) => Reply<null>;
  readonly report: Report;
}

type SoundCommand = Extract<keyof Handlers, `sound.${string}` | "call.record">;

/** Commands about devices and recording. */
export function createSoundHandlers(parts: SoundHandlerParts): Pick<Handlers, SoundCommand> {
  const { loop, sound } = parts;

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
    "call.record": ({ key, isOn, hasCustomerAgreed = false }) => {
      const turn = loop.turn();
      const isTalking = turn?.at === "talking" && turn.brief.key === key;
      if (!isTalking) return refuse("wrong-state", "no-customer-call");
      const call = turn.attempt.id;
      const answer = sound.record(call, isOn, hasCustomerAgreed);
      if (answer === "no-consent") return refuse("no-consent", "no-consent");
      if (answer === "nothing") {
        return refuse("wrong-state", isOn ? "not-recordable" : "nothing-recorded");
      }
      const { account } = parts.registration();
      const isAgreed = isOn && hasCustomerAgreed;
      const begun = isAgreed ? "recording-agreed" : "recording-started";
      const noted = parts.wish(
        key,
        {
          type: "noted",
          now: parts.clock(),
          what: isOn ? begun : "recording-stopped",
          ...(isAgreed && account !== null && { detail: account }),
        },
        "no-customer-call",
      );
      // Nothing is recorded that the callback's story does not tell: it holds whose word there is for it.
      if (isOn && !noted.ok) sound.record(call, false, false);
      return noted;
    },
    "sound.devices": async () => replyOf(await sound.devices()),
    "sound.use": async (choice) => replyOf(await sound.use(choice)),
    "sound.test-ringer": async () => doneOr(await sound.testRinger()),
    "sound.process": async (wanted) => doneOr(await sound.process(wanted)),
  };
}
