import { outletOf, type SoundGraph } from "./graph.ts";
import type { Outputs } from "./outputs.ts";

/** The beep that telephone recorders are known by. */
const HERTZ = 1_400;
const EVERY_MS = 15_000;
const LASTS_SECONDS = 0.2;
const FADE_SECONDS = 0.005;
const PEAK = 0.15;

/** A beep that says "this is being recorded", in the agent's ear, and as a track for others. */
export interface Beep {
  readonly track: MediaStreamTrack;
  stop(): void;
}

export function startBeep(graph: SoundGraph, outputs: Outputs): Beep {
  const { context, release } = graph.use();
  const node = new GainNode(context, { gain: 0 });
  const oscillator = new OscillatorNode(context, { frequency: HERTZ });
  oscillator.connect(node);
  oscillator.start();
  const { node: ear, track } = outletOf(context, 1);
  node.connect(ear);
  const speaker = new Audio();
  speaker.srcObject = new MediaStream([track]);
  const detach = outputs.attach(speaker, "speaker");
  void speaker.play().catch(() => undefined);

  function beep(): void {
    const from = context.currentTime;
    const until = from + LASTS_SECONDS;
    node.gain.setValueAtTime(0, from);
    node.gain.linearRampToValueAtTime(PEAK, from + FADE_SECONDS);
    node.gain.setValueAtTime(PEAK, until - FADE_SECONDS);
    node.gain.linearRampToValueAtTime(0, until);
  }

  beep();
  const timer = setInterval(beep, EVERY_MS);
  return {
    track,
    stop() {
      clearInterval(timer);
      oscillator.stop();
      oscillator.disconnect();
      node.disconnect();
      detach();
      speaker.pause();
      speaker.srcObject = null;
      track.stop();
      release();
    },
  };
}
