/** One steady tone among others. */
export interface Tone {
  readonly hz: number;
  /** How much of the whole energy it carries, 0 to 1. */
  readonly share: number;
}

/** What a stretch of sound mostly is. */
export interface Sound {
  /** The strongest tone between 100 and 2,000 Hz; 0 in silence. */
  readonly hz: number;
  /** How much of the whole energy that tone carries, 0 to 1. */
  readonly share: number;
  /** Root mean square of the samples, 0 to 1. A tone of amplitude 0.5 has 0.354. */
  readonly rms: number;
  /** Whatever stands out, lowest first: who speaks at the same time. */
  readonly tones: readonly Tone[];
}

const LOWEST_HZ = 100;
const HIGHEST_HZ = 2_000;

export const silence: Sound = { hz: 0, share: 0, rms: 0, tones: [] };

/** Less is the foot of a stronger tone, or noise. */
const LEAST_SHARE = 0.1;

/** More of them make the search slower and not better. */
const MOST_SAMPLES = 16_384;

/** Samples of -1 to 1, of which the last ones count. A third of a second tells tones apart that differ by a few Hz. */
export function listenTo(heard: Float32Array, rate: number): Sound {
  const samples = heard.subarray(-MOST_SAMPLES);
  const energy = samples.reduce((sum, sample) => sum + sample * sample, 0);
  if (samples.length === 0 || energy === 0) return silence;
  const rms = Math.sqrt(energy / samples.length);
  // A pure tone whose whole periods fill the stretch has half the samples times the energy.
  const whole = (samples.length * energy) / 2;
  const spectrum: Tone[] = [];
  const step = rate / samples.length / 2;
  for (let candidate = LOWEST_HZ; candidate <= HIGHEST_HZ; candidate += step) {
    spectrum.push({ hz: candidate, share: powerAt(samples, candidate / rate) / whole });
  }
  const shareAt = (at: number) => spectrum[at]?.share ?? 0;
  const tones = spectrum.filter(
    ({ share }, at) => share > LEAST_SHARE && share >= shareAt(at - 1) && share > shareAt(at + 1),
  );
  const strongest = spectrum.reduce((most, one) => (one.share > most.share ? one : most));
  return { ...strongest, rms, tones };
}

/** The Goertzel recurrence: the squared size of one frequency's part, in cycles per sample. */
function powerAt(samples: Float32Array, frequency: number): number {
  const factor = 2 * Math.cos(2 * Math.PI * frequency);
  let last = 0;
  let before = 0;
  for (const sample of samples) {
    const next = sample + factor * last - before;
    before = last;
    last = next;
  }
  return last * last + before * before - factor * last * before;
}

/** Amplitude of every tone the rig sends, so that levels are known beforehand. */
const AMPLITUDE = 0.5;

export function makeTone(hz: number, rate: number, seconds: number): Int16Array {
  const amplitude = AMPLITUDE * 0x7fff;
  return Int16Array.from({ length: rate * seconds }, (_, at) =>
    Math.round(amplitude * Math.sin((2 * Math.PI * hz * at) / rate)),
  );
}
