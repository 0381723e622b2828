/** An instant as UTC epoch milliseconds. Zones exist only at the edges (parsing, display). */
export type EpochMs = number & { readonly brand: "EpochMs" };

/** The only way to name a number an instant. */
export const epochMs = (value: number): EpochMs => value as EpochMs;

/** `ms` after `from`; `ms` may be negative. */
export const later = (from: EpochMs, ms: number): EpochMs => epochMs(from + ms);

/**
 * Milliseconds from `from` to `to`, never negative: the platform's "cloud" and "provider" clocks
 * differ, so a difference across them may come out below zero and then means "no time at all".
 */
export const elapsedMs = (from: EpochMs, to: EpochMs): number => Math.max(0, to - from);

/** Local midnight by a fixed offset from UTC; the rim gives the offset of the moment. */
export const dayStartAt = (now: EpochMs, offsetMinutes: number): EpochMs => {
  const offsetMs = offsetMinutes * 60_000;
  const dayMs = 86_400_000;
  return epochMs(Math.floor((now + offsetMs) / dayMs) * dayMs - offsetMs);
};
