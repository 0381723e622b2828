import type { EpochMs } from "#core/time.ts";

/** Texts of instants before and after the moment the samples are made, as the platforms write them. */
export interface SampleClock {
  readonly minutesAgo: (minutes: number) => string;
  readonly inMinutes: (minutes: number) => string;
}

/** Scheduled times fall on whole minutes, for nobody asks to be called at 10:17:23. */
export function sampleClock(now: EpochMs): SampleClock {
  const text = (minutes: number) => new Date(now + minutes * 60_000).toISOString();
  const wholeMinute = (minutes: number) =>
    new Date(Math.ceil(now / 60_000 + minutes) * 60_000).toISOString();
  return { minutesAgo: (minutes) => text(-minutes), inMinutes: wholeMinute };
}

/** Ids that look like the platform's; the same for every start, so that no sample comes twice. */
export const sampleId = (kind: string, number: number): string =>
  `${kind.padEnd(8, "0")}-0000-4000-8000-${String(number).padStart(12, "0")}`;
