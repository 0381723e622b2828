/** Quieter than this shows as silence. */
const FLOOR_DB = -60;

/** Maps an amplitude (0 to 1, linear) to 0 (silence) to 1 (full scale), evenly in decibels as ears hear. */
export function loudness(amplitude: number): number {
  if (!(amplitude > 0)) return 0;
  const db = 20 * Math.log10(amplitude);
  return Math.min(1, Math.max(0, 1 - db / FLOOR_DB));
}

/** Root of the mean square of samples between -1 and 1. */
export function rootMeanSquare(samples: Float32Array): number {
  let sum = 0;
  for (const sample of samples) sum += sample * sample;
  return samples.length === 0 ? 0 : Math.sqrt(sum / samples.length);
}
