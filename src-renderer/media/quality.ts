import type { MediaFact } from "#contract/media.ts";
import type { Reading } from "./stats.ts";

/** What the time between two readings was like. What it did not show is null: unknown is not good. */
export function qualityBetween(
  before: Reading,
  after: Reading,
): Omit<MediaFact<"quality">, "session"> {
  const received = after.packetsReceived - before.packetsReceived;
  // A packet that came late makes the total of lost ones smaller.
  const lost = Math.max(0, after.packetsLost - before.packetsLost);
  const expected = received + lost;
  const isMeasured = after.roundTrips > before.roundTrips;
  return {
    lossPercent: expected <= 0 ? null : (100 * lost) / expected,
    jitterMs: received <= 0 ? null : after.jitterMs,
    roundTripMs: isMeasured ? after.roundTripMs : null,
    codec: after.codec,
  };
}
