import { epochMs, later, type EpochMs } from "#core/time.ts";
import * as m from "#renderer/messages/messages.js";

const MINUTE_MS = 60_000;
const MORNING_HOUR = 9;

/** Times an agent often wants: after the usual wait, in an hour, in two, tomorrow morning. */
export function timesAhead(now: EpochMs, usualMinutes: number): { label: string; at: EpochMs }[] {
  const minutes = [...new Set([usualMinutes, 60, 120])];
  const tomorrow = new Date(now);
  tomorrow.setDate(tomorrow.getDate() + 1);
  tomorrow.setHours(MORNING_HOUR, 0, 0, 0);
  return [
    ...minutes.map((count) => ({
      label: count % 60 === 0 ? m.in_hours({ count: count / 60 }) : m.in_minutes({ count }),
      at: later(now, count * MINUTE_MS),
    })),
    { label: m.tomorrow_morning(), at: epochMs(tomorrow.getTime()) },
  ];
}
