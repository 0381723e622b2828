import { ensureRunning, outletOf, sourceOf, type SoundGraph } from "./graph.ts";

/** What one far end is sent. */
export interface Uplink {
  /** Silences the microphone, not what is joined to it. */
  mute(isMuted: boolean): void;
  /** Silences all of it. */
  hold(isHeld: boolean): void;
  /** Takes the next microphone; resolves when the one before is not used any more. */
  changeMicrophone(next: MediaStreamTrack): Promise<void>;
  /** Sends these along with the microphone from now on; resolves when it does. @throws MediaProblem when it cannot. */
  join(others: readonly MediaStreamTrack[]): Promise<void>;
  /** What is sent now. */
  track(): MediaStreamTrack;
  /** Tells of every other track that is sent from then on. */
  onChange(listener: (track: MediaStreamTrack) => void): () => void;
  /** Lets go of the graph; the microphone's track belongs to its lease. */
  close(): void;
}

interface Mixdown {
  readonly track: MediaStreamTrack;
  readonly close: () => void;
}

/**
 * The microphone goes to the sender as it is, and through the graph only while others are joined to it: each
 * change makes the next track first and puts it in the place of the one there was.
 */
export function createUplink(options: {
  sender: RTCRtpSender;
  microphone: MediaStreamTrack;
  graph: SoundGraph;
}): Uplink {
  const { sender, graph } = options;
  const listeners = new Set<(track: MediaStreamTrack) => void>();
  let microphone = options.microphone;
  let others: readonly MediaStreamTrack[] = [];
  let mixdown: Mixdown | null = null;
  /** What may still be sent: until the next has taken its place, the one before as well. */
  const microphones = new Set([microphone]);
  const mixdowns = new Set<Mixdown>();
  let isMuted = false;
  let isHeld = false;
  const closing = new AbortController();
  let working: Promise<unknown> = Promise.resolve();

  function apply(): void {
    for (const each of microphones) each.enabled = !isMuted && !isHeld;
    for (const { track } of mixdowns) track.enabled = !isHeld;
  }

  const isClosed = (): boolean => closing.signal.aborted;
  const current = (): MediaStreamTrack => mixdown?.track ?? microphone;

  function rebuild(): Promise<void> {
    const mine = working.then(async () => {
      if (isClosed()) return;
      const former = mixdown;
      const sent = microphone;
      const next = others.length === 0 ? null : await mixTogether(graph, [sent, ...others]);
      mixdown = next;
      if (next !== null) mixdowns.add(next);
      apply();
      if (isClosed()) next?.close();
      try {
        await sender.replaceTrack(next?.track ?? sent);
      } finally {
        former?.close();
        if (former !== null) mixdowns.delete(former);
      }
      for (const each of microphones) {
        if (each !== sent && each !== microphone) microphones.delete(each);
      }
      for (const listener of [...listeners]) listener(current());
    });
    working = mine.catch(() => undefined);
    return mine;
  }

  apply();
  return {
    mute(next) {
      isMuted = next;
      apply();
    },
    hold(next) {
      isHeld = next;
      apply();
    },
    changeMicrophone(next) {
      microphone = next;
      microphones.add(next);
      apply();
      return rebuild();
    },
    async join(next) {
      const former = others;
      others = next;
      try {
        await rebuild();
      } catch (error) {
        others = former;
        throw error;
      }
    },
    track: current,
    onChange(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    close() {
      closing.abort();
      mixdown?.close();
      listeners.clear();
    },
  };
}

async function mixTogether(
  graph: SoundGraph,
  tracks: readonly MediaStreamTrack[],
): Promise<Mixdown> {
  const { context, release } = graph.use();
  try {
    await ensureRunning(context);
  } catch (error) {
    release();
    throw error;
  }
  const { node, track } = outletOf(context, 1);
  const sources = tracks.map((each) => sourceOf(context, each));
  for (const source of sources) source.connect(node);
  return {
    track,
    close() {
      track.stop();
      for (const source of sources) source.disconnect();
      release();
    },
  };
}
