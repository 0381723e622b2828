import { loudness, rootMeanSquare } from "./loudness.ts";

const EVERY_MS = 100;
/** 85 ms of sound at 48 kHz: nearly all of what passes between two readings. */
const WINDOW_SAMPLES = 4096;

export interface Levels {
  readonly you: number;
  readonly customer: number;
}

/** Measures the two tracks of one session ten times a second, from `start` to `stop`. */
export interface Meter {
  start(you: MediaStreamTrack, customer: MediaStreamTrack): void;
  /** Ends the work and frees the audio graph; `start` begins anew. Idempotent. */
  stop(): void;
}

/** Nothing exists and nothing runs before `start` and after `stop`. */
export function createMeter(tell: (levels: Levels) => void): Meter {
  let context: AudioContext | null = null;
  let timer: ReturnType<typeof setInterval> | undefined;

  function stop(): void {
    clearInterval(timer);
    // A context that is closed already, by a device that went, needs no closing.
    void context?.close().catch(() => undefined);
    context = null;
  }

  return {
    stop,
    start(you, customer) {
      stop();
      context = new AudioContext();
      void context.resume().catch(() => undefined);
      const readYou = gaugeOf(context, you);
      const readCustomer = gaugeOf(context, customer);
      let last: Levels = { you: 0, customer: 0 };
      timer = setInterval(() => {
        const next = { you: readYou(), customer: readCustomer() };
        if (next.you === last.you && next.customer === last.customer) return;
        last = next;
        tell(next);
      }, EVERY_MS);
    },
  };
}

function gaugeOf(context: AudioContext, track: MediaStreamTrack): () => number {
  const analyser = new AnalyserNode(context, { fftSize: WINDOW_SAMPLES });
  const samples = new Float32Array(analyser.fftSize);
  context.createMediaStreamSource(new MediaStream([track])).connect(analyser);
  return () => {
    analyser.getFloatTimeDomainData(samples);
    return loudness(rootMeanSquare(samples));
  };
}
