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

/** A node that carries what a track carries. */
export const sourceOf = (
  context: AudioContext,
  track: MediaStreamTrack,
): MediaStreamAudioSourceNode => context.createMediaStreamSource(new MediaStream([track]));
