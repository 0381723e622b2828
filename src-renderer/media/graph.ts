import { MediaProblem } from "./problem.ts";

/** The audio graph of this window, for as long as somebody uses it. */
export interface SoundGraph {
  /** The context, made for the first user and closed after the last; each lets go of it once. */
  use(): { readonly context: AudioContext; readonly release: () => void };
}

/** What the DOM's typings do not know yet (Web Audio API, AudioContextOptions). */
type WithoutSink = AudioContextOptions & { readonly sinkId: { readonly type: "none" } };

/**
 * One graph for mixing, recording and measuring. Nothing of it is heard here: what the agent hears is
 * played by elements. So it runs without an output device, and none that goes can stop it.
 */
export function createSoundGraph(): SoundGraph {
  let context: AudioContext | null = null;
  let users = 0;
  return {
    use() {
      context ??= new AudioContext({ sinkId: { type: "none" } } as WithoutSink);
      void context.resume().catch(() => undefined);
      users += 1;
      const used = context;
      let isReleased = false;
      const release = (): void => {
        if (isReleased) return;
        isReleased = true;
        users -= 1;
        if (users > 0) return;
        context = null;
        void used.close().catch(() => undefined);
      };
      return { context: used, release };
    },
  };
}

/** How long a browser may take to start a graph that it lets start. */
const START_LIMIT_MS = 1_000;

/** @throws MediaProblem when the browser does not let the graph run: whoever is sent its sound would hear nothing. */
export async function ensureRunning(context: AudioContext): Promise<void> {
  let limit: ReturnType<typeof setTimeout> | undefined;
  const isLate = new Promise((resolve) => (limit = setTimeout(resolve, START_LIMIT_MS)));
  await Promise.race([context.resume().catch(() => undefined), isLate]);
  clearTimeout(limit);
  if (context.state === "running") return;
  throw new MediaProblem("fault", "The browser does not let this page mix sound yet.");
}

/** A track that carries what is connected to the node. */
export function outletOf(
  context: AudioContext,
  channelCount: number,
): { readonly node: AudioNode; readonly track: MediaStreamTrack } {
  const node = new MediaStreamAudioDestinationNode(context, { channelCount });
  const [track] = node.stream.getAudioTracks();
  if (track === undefined) throw new Error("A destination node has a track.");
  return { node, track };
}

/** A node that carries what a track carries. */
export const sourceOf = (
  context: AudioContext,
  track: MediaStreamTrack,
): MediaStreamAudioSourceNode => context.createMediaStreamSource(new MediaStream([track]));
