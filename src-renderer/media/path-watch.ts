import type { Reading } from "./stats.ts";

/** Nothing came for this long though the far end tells that it sends. */
const IN_KNOWN_AFTER_MS = 5_000;
/** Nothing came for this long, not even a report. */
const IN_UNKNOWN_AFTER_MS = 10_000;
/** Packets that were under way when a report was written prove nothing. */
const UNDER_WAY = 10;
/** The far end has told what it sends this often, and for so long nothing of what it gets. */
const OUT_REPORTS = 2;
const OUT_AFTER_MS = 10_000;
/** Of what was sent, nearly all is lost; and enough arrives again. */
const DEAD_LOSS = 0.95;
const GOOD_LOSS = 0.5;

type Direction = "one-way-in" | "one-way-out";

/** Watches whether sound gets through, reading by reading. */
export interface PathWatch {
  look(reading: Reading): void;
  /** Not connected, or on hold here or there: nothing is expected to get through. */
  rest(): void;
}

/** The last moment at which a direction was known to work, or the first of the watch. */
interface Mark {
  readonly atMs: number;
  readonly reading: Reading;
}

/**
 * Tells when one direction is dead while the other may be well. Silence that sends nothing (DTX, comfort
 * noise) is told from a dead path by what the far end reports of itself; without a report nothing is
 * said of what it gets.
 */
export function createPathWatch(tell: (kind: Direction, isNow: boolean) => void): PathWatch {
  const present = new Set<Direction>();
  let inbound: Mark | null = null;
  let outbound: Mark | null = null;

  function set(kind: Direction, isNow: boolean): void {
    if (present.has(kind) === isNow) return;
    if (isNow) present.add(kind);
    else present.delete(kind);
    tell(kind, isNow);
  }

  function lookIn(now: Reading): void {
    if (inbound === null || now.packetsReceived > inbound.reading.packetsReceived) {
      if (inbound !== null) set("one-way-in", false);
      inbound = { atMs: now.atMs, reading: now };
      return;
    }
    const { atMs, reading } = inbound;
    const passedMs = now.atMs - atMs;
    const { farEndSent, farEndReports } = now;
    if (farEndSent === null || farEndReports === reading.farEndReports) {
      if (passedMs >= IN_UNKNOWN_AFTER_MS) set("one-way-in", true);
    } else if (reading.farEndSent === null) {
      // Nothing to compare with yet; from here on there is.
      inbound = { atMs, reading: { ...reading, farEndSent, farEndReports } };
    } else if (farEndSent - reading.farEndSent < UNDER_WAY) {
      inbound = { atMs: now.atMs, reading: now };
    } else if (passedMs >= IN_KNOWN_AFTER_MS) {
      set("one-way-in", true);
    }
  }

  function lookOut(now: Reading): void {
    const mark = outbound;
    if (mark === null || now.heardAtMs !== mark.reading.heardAtMs) {
      outbound = { atMs: now.atMs, reading: now };
      // What was reported before the watch began, or never, tells nothing.
      if (mark === null || now.heardLoss === null) return;
      if (now.heardLoss >= DEAD_LOSS) set("one-way-out", true);
      else if (now.heardLoss <= GOOD_LOSS) set("one-way-out", false);
      return;
    }
    const { atMs, reading } = mark;
    const reports = now.farEndReports - reading.farEndReports;
    const isSending = now.packetsSent > reading.packetsSent;
    if (isSending && reports >= OUT_REPORTS && now.atMs - atMs >= OUT_AFTER_MS) {
      set("one-way-out", true);
    }
  }

  return {
    look(reading) {
      lookIn(reading);
      lookOut(reading);
    },
    rest() {
      inbound = null;
      outbound = null;
      set("one-way-in", false);
      set("one-way-out", false);
    },
  };
}
