import type { SoundGraph } from "./graph.ts";
import { sourceOf } from "./graph.ts";

const LOOK_EVERY_MS = 20;
/** Half the last bit of 16: what a microphone that is off at its own switch gives. */
const NOTHING = 1 / 65_536;

/** Resolves with true as soon as the track carries anything at all, with false after `limitMs` of nothing. */
export async function carriesSound(
  graph: SoundGraph,
  track: MediaStreamTrack,
  limitMs: number,
): Promise<boolean> {
  const { context, release } = graph.use();
  const source = sourceOf(context, track);
  const analyser = new AnalyserNode(context, { fftSize: 4096 });
  source.connect(analyser);
  const samples = new Float32Array(analyser.fftSize);
  const until = performance.now() + limitMs;
  try {
    while (performance.now() < until && track.readyState === "live") {
      await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
      analyser.getFloatTimeDomainData(samples);
      if (samples.some((sample) => Math.abs(sample) > NOTHING)) return true;
    }
    return false;
  } finally {
    source.disconnect();
    release();
  }
}
