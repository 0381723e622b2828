import { expect } from "vitest";
import type { AgentWindow } from "#test/support/agent-window.ts";
import { listenTo, type Sound } from "./tone.ts";

/** The agent's own voice: a file that Chromium plays instead of a microphone. */
export const AGENT_HZ = 440;

/** Nobody could listen; it is not silence. */
const nothing = null;

/** Waits until what arrives there is this, such as `440 Hz`, `440 Hz and 1000 Hz` or `silence`. */
export async function hears(listen: () => Promise<Sound>, what: string): Promise<void> {
  await expect
    .poll(async () => nameOf(await listen().catch(() => nothing)), {
      timeout: 12_000,
      interval: 10,
    })
    .toBe(what);
}

function nameOf(sound: Sound | null): string {
  if (sound === nothing) return "no connection";
  const { rms, tones } = sound;
  if (rms < 0.005) return "silence";
  const named = tones.map(({ hz }) => `${Math.round(hz / 10) * 10} Hz`).join(" and ");
  const share = tones.reduce((sum, tone) => sum + tone.share, 0);
  return share > 0.8 ? named : `${named} among other sound (share ${share.toFixed(2)}, rms ${rms})`;
}

/**
 * What comes out of the page's last connection, whether or not she has it muted; `nth` counts back from it.
 * @throws while there is no such connection: silence is what a connection carries.
 */
export async function listenInPage(window: AgentWindow, nth = 0): Promise<Sound> {
  const heard = await window.mediaFrame.evaluate(async (back) => {
    const { keptPeers } = globalThis as unknown as { keptPeers: RTCPeerConnection[] };
    const live = keptPeers.filter((one) => one.connectionState === "connected");
    const peer = live.at(-1 - back);
    const track = peer?.getReceivers()[0]?.track;
    if (track === undefined) return null;
    const context = new AudioContext();
    const analyser = context.createAnalyser();
    analyser.fftSize = 16_384;
    context.createMediaStreamSource(new MediaStream([track])).connect(analyser);
    await new Promise((resolve) => setTimeout(resolve, 600));
    const samples = new Float32Array(analyser.fftSize);
    analyser.getFloatTimeDomainData(samples);
    const rate = context.sampleRate;
    await context.close();
    return { rate, samples: Array.from(samples, (sample) => Math.round(sample * 0x7fff)) };
  }, nth);
  if (heard === null) throw new Error("the page has no connection that could carry sound");
  return listenTo(
    Float32Array.from(heard.samples, (sample) => sample / 0x7fff),
    heard.rate,
  );
}
