import type { CallbackKey } from "#core/callback.ts";
import type { TurnEvent } from "#core/turn.ts";
import type { Handlers, Reply } from "#contract/ipc.ts";
import type { MediaReply } from "#contract/media.ts";
import type { AgentLoop } from "./agent-loop.ts";
import type { Clock } from "./ports.ts";
import { done, refuse } from "./replies.ts";
import type { Sound } from "./sound.ts";

export interface SoundHandlerParts {
  readonly loop: AgentLoop;
  readonly sound: Sound;
  readonly clock: Clock;
  /** Applies a wish about the callback in hand; a turn of another callback refuses it. */
  readonly wish: (key: CallbackKey, event: TurnEvent, otherwise: string) => Reply<null>;
}

type SoundCommand = Extract<keyof Handlers, `sound.${string}` | "call.record">;

/** Commands about devices and recording. */
export function createSoundHandlers(parts: SoundHandlerParts): Pick<Handlers, SoundCommand> {
  const { loop, sound } = parts;
  return {
    "call.record": ({ key, isOn }) => {
      const turn = loop.turn();
      const isTalking = turn?.at === "talking" && turn.brief.key === key;
      if (!isTalking) return refuse("wrong-state", "There is no call with the customer.");
      if (!sound.record(turn.attempt.id, isOn)) {
        return refuse("wrong-state", isOn ? "It cannot be recorded." : "Nothing is recorded.");
      }
      const what = isOn ? "recording-started" : "recording-stopped";
      return parts.wish(key, { type: "noted", now: parts.clock(), what }, "");
    },
    "sound.devices": async () => replyOf(await sound.devices()),
    "sound.use": async (choice) => replyOf(await sound.use(choice)),
    "sound.test-ringer": async () => doneOr(await sound.testRinger()),
    "sound.process": async (wanted) => doneOr(await sound.process(wanted)),
  };
}

/** What the media window could not do, in the words of the contract with the agent's window. */
function replyOf<T>(reply: MediaReply<T>): Reply<T> {
  if (reply.ok) return reply;
  const { code, reason } = reply.failure;
  return refuse(code === "microphone" ? "no-microphone" : "fault", reason);
}

function doneOr(reply: MediaReply<unknown>): Reply<null> {
  const told = replyOf(reply);
  return told.ok ? done : told;
}
