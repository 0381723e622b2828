import type { Outputs } from "./outputs.ts";

/** Plays one far end to the agent. */
export interface Speaker {
  /** Begins; idempotent. */
  play(): void;
  close(): void;
}

/** A far end is played by an element of its own: only then Chromium gives its sound to the graph as well. */
export function createSpeaker(
  remote: MediaStreamTrack,
  outputs: Outputs,
  report: (what: string, error: unknown) => void,
): Speaker {
  const element = new Audio();
  const detach = outputs.attach(element, "speaker");
  let isClosed = false;
  return {
    play() {
      element.srcObject ??= new MediaStream([remote]);
      element.play().catch((error: unknown) => {
        if (!isClosed) report("the far end cannot be played", error);
      });
    },
    close() {
      isClosed = true;
      detach();
      element.pause();
      element.srcObject = null;
    },
  };
}
