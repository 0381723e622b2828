import type { MediaBridge, MediaFact, MediaFactName } from "#contract/media.ts";

type TellableName = Exclude<MediaFactName, "ready">;

/** Facts of one session, without its name. */
export type TellOfSession = <K extends TellableName>(
  name: K,
  fact: Omit<MediaFact<K>, "session">,
) => void;

/** Tells main facts that must not be lost while the wire is down. */
export interface Teller {
  tell<K extends TellableName>(name: K, fact: MediaFact<K>): void;
}

/** Of no use later, or told again by the bridge itself. */
const momentary: readonly TellableName[] = ["levels", "quality", "microphone", "devices"];

/** What is told while main cannot be reached waits for it, in order; what only counts at the moment does not. */
export function createTeller(bridge: MediaBridge): Teller {
  let isConnected = false;
  let waiting: (() => void)[] = [];
  bridge.onConnection((next) => {
    isConnected = next;
    if (!isConnected) return;
    const due = waiting;
    waiting = [];
    for (const tell of due) tell();
  });
  return {
    tell(name, fact) {
      if (isConnected || momentary.includes(name)) bridge.tell(name, fact);
      else waiting.push(() => bridge.tell(name, fact));
    },
  };
}
