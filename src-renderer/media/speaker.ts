import { atGestures } from "./gesture.ts";
import type { Outputs } from "./outputs.ts";

/** Plays one far end to the agent. */
export interface Speaker {
  /** Begins; idempotent. */
  play(): void;
  close(): void;
}

/**
 * A far end is played by an element of its own: only then Chromium gives its sound to the graph as well.
 * Where the browser does not let it play, `tellBlocked` is told, and it is tried again whenever the agent
 * clicks or types.
 */
export function createSpeaker(options: {
  remote: MediaStreamTrack;
  outputs: Outputs;
  tellBlocked: (isBlocked: boolean) => void;
  report: (what: string, error: unknown) => void;
}): Speaker {
  const element = new Audio();
  const detach = options.outputs.attach(element, "speaker");
  let stopTrying: (() => void) | null = null;
  let isClosed = false;

  function rest(): void {
    stopTrying?.();
    stopTrying = null;
  }

  async function start(): Promise<void> {
    try {
      await element.play();
    } catch (error) {
      if (isClosed || stopTrying !== null) return;
      options.report("the far end cannot be played", error);
      stopTrying = atGestures(() => void start());
      options.tellBlocked(true);
      return;
    }
    if (isClosed || stopTrying === null) return;
    rest();
    options.tellBlocked(false);
  }

  return {
    play() {
      element.srcObject ??= new MediaStream([options.remote]);
      void start();
    },
    close() {
      isClosed = true;
      rest();
      detach();
      element.pause();
      element.srcObject = null;
    },
  };
}
