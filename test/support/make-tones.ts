/**
 * Writes the tones of `resources/public/tones`, whose output is committed: `node test/support/make-tones.ts`.
 * 8 kHz, mono, 16 bit; -18 dBFS peak for a whole tone, and 5 ms fades, so that nothing clicks.
 */
import { mkdirSync, writeFileSync } from "node:fs";

const RATE_HZ = 8_000;
const FADE_SECONDS = 0.005;
const PEAK = 10 ** (-18 / 20);

interface Part {
  /** Softer than the others by so many decibels. */
  readonly softerDb?: number;
  readonly seconds: number;
  /** Sounding together; none is silence. */
  readonly hertz: readonly number[];
}

/** Precise tone plan of North America (ITU-T E.180 supplement 2); `end` is our own. */
const tones: Readonly<Record<string, readonly Part[]>> = {
  ringback: [
    { seconds: 2, hertz: [440, 480] },
    { seconds: 4, hertz: [] },
  ],
  busy: Array.from({ length: 4 }, () => [
    { seconds: 0.5, hertz: [480, 620] },
    { seconds: 0.5, hertz: [] },
  ]).flat(),
  end: [
    { seconds: 0.11, hertz: [660] },
    { seconds: 0.14, hertz: [440] },
  ],
  // Our own: two short chords, unlike the ringback that the agent hears when she calls.
  ring: [
    { seconds: 0.35, hertz: [660, 880] },
    { seconds: 0.15, hertz: [] },
    { seconds: 0.35, hertz: [660, 880] },
    { seconds: 2.15, hertz: [] },
  ],
  // Call waiting as in North America, but every four seconds: nobody else tells her of this call.
  waiting: [
    { seconds: 0.2, hertz: [440], softerDb: 10 },
    { seconds: 3.8, hertz: [] },
  ],
};

function samplesOf({ seconds, hertz, softerDb = 0 }: Part): number[] {
  const count = Math.round(seconds * RATE_HZ);
  const fade = FADE_SECONDS * RATE_HZ;
  return Array.from({ length: count }, (_, index) => {
    const envelope = Math.min(1, index / fade, (count - 1 - index) / fade);
    const sum = hertz.reduce(
      (total, each) => total + Math.sin((2 * Math.PI * each * index) / RATE_HZ),
      0,
    );
    const peak = PEAK * 10 ** (-softerDb / 20);
    const sample = hertz.length === 0 ? 0 : (peak * envelope * sum) / hertz.length;
    return Math.round(sample * 32_767);
  });
}

function wav(samples: readonly number[]): Buffer {
  const file = Buffer.alloc(44 + samples.length * 2);
  file.write("RIFF", 0);
  file.writeUInt32LE(36 + samples.length * 2, 4);
  file.write("WAVEfmt ", 8);
  file.writeUInt32LE(16, 16);
  file.writeUInt16LE(1, 20);
  file.writeUInt16LE(1, 22);
  file.writeUInt32LE(RATE_HZ, 24);
  file.writeUInt32LE(RATE_HZ * 2, 28);
  file.writeUInt16LE(2, 32);
  file.writeUInt16LE(16, 34);
  file.write("data", 36);
  file.writeUInt32LE(samples.length * 2, 40);
  samples.forEach((sample, index) => file.writeInt16LE(sample, 44 + index * 2));
  return file;
}

const folder = new URL("../../resources/public/tones/", import.meta.url);
mkdirSync(folder, { recursive: true });
for (const [name, parts] of Object.entries(tones)) {
  writeFileSync(new URL(`${name}.wav`, folder), wav(parts.flatMap(samplesOf)));
}
