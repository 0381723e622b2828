import { sourceOf, type SoundGraph } from "./graph.ts";
import { rootMeanSquare } from "./loudness.ts";

const EVERY_MS = 100;
/** 85 ms of sound at 48 kHz: nearly all of what passes between two readings. */
const WINDOW_SAMPLES = 4096;

/** Two windows of sound that passed at the same time; amplitudes are linear, 1 is full scale. */
export interface Hearing {
  readonly you: Float32Array;
  readonly customer: Float32Array;
}

/** Listens to the two tracks of one session ten times a second, from `start` to `stop`. */
export interface Meter {
  /** Begins, or goes on with other tracks. */
  start(you: MediaStreamTrack, customer: MediaStreamTrack): void;
  /** Ends the work and lets go of the audio graph; `start` begins anew. Idempotent. */
  stop(): void;
}

/** Nothing runs before `start` and after `stop`; what `look` gets is overwritten by the next window. */
export function createMeter(graph: SoundGraph, look: (hearing: Hearing) => void): Meter {
  let stop = (): void => undefined;
  return {
    stop: () => stop(),
    start(you, customer) {
      stop();
      const { context, release } = graph.use();
      const gauges = { you: gaugeOf(context, you), customer: gaugeOf(context, customer) };
      const timer = setInterval(() => {
        // A graph that does not run yet hears silence where there is none.
        if (context.state !== "running") return;
        look({ you: gauges.you.read(), customer: gauges.customer.read() });
      }, EVERY_MS);
      stop = () => {
        clearInterval(timer);
        gauges.you.close();
        gauges.customer.close();
        release();
        stop = () => undefined;
      };
    },
  };
}

function gaugeOf(context: AudioContext, track: MediaStreamTrack) {
  const source = sourceOf(context, track);
  const analyser = new AnalyserNode(context, { fftSize: WINDOW_SAMPLES });
  const samples = new Float32Array(analyser.fftSize);
  source.connect(analyser);
  return {
    read: (): Float32Array => {
      analyser.getFloatTimeDomainData(samples);
      return samples;
    },
    close: () => source.disconnect(),
  };
}

/** Loudness of both sides, linear. */
export const amplitudes = ({ you, customer }: Hearing) => ({
  you: rootMeanSquare(you),
  customer: rootMeanSquare(customer),
});
