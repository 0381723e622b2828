import type { MediaOutput } from "#contract/media.ts";
import { loudness } from "./loudness.ts";

/** What a connection's counters said at one moment. Counters are totals since it began; null: unknown. */
export interface Reading {
  readonly atMs: number;
  readonly packetsSent: number;
  readonly packetsReceived: number;
  readonly packetsLost: number;
  readonly jitterMs: number | null;
  readonly roundTripMs: number | null;
  /** How often the round trip was measured: one that does not grow has been measured long ago. */
  readonly roundTrips: number;
  readonly codec: string | null;
  /** What the far end says it has sent, and in how many reports it has said so. */
  readonly farEndSent: number | null;
  readonly farEndReports: number;
  /** When the far end last reported on what it gets of ours, and how much of it was lost, 0 to 1. */
  readonly heardAtMs: number | null;
  readonly heardLoss: number | null;
  readonly levelSent: number;
  readonly levelReceived: number;
}

/** Members that the DOM's typings leave out (W3C webrtc-stats). */
interface Stat {
  readonly id: string;
  readonly type: string;
  readonly timestamp: number;
  readonly nominated?: boolean;
  readonly state?: string;
  readonly mimeType?: string;
  readonly codecId?: string;
  readonly audioLevel?: number;
  readonly packetsSent?: number;
  readonly packetsReceived?: number;
  readonly packetsLost?: number;
  readonly jitter?: number;
  readonly fractionLost?: number;
  readonly reportsSent?: number;
  readonly roundTripTime?: number;
  readonly roundTripTimeMeasurements?: number;
  readonly currentRoundTripTime?: number;
  readonly responsesReceived?: number;
}

/** Reads the counters of a connection that carries one audio line. */
export async function readStats(connection: RTCPeerConnection): Promise<Reading> {
  const stats: Stat[] = [];
  (await connection.getStats()).forEach((stat: Stat) => stats.push(stat));
  const of = (type: string): Partial<Stat> => stats.find((stat) => stat.type === type) ?? {};
  const inbound = of("inbound-rtp");
  const heard = of("remote-inbound-rtp");
  const farEnd = of("remote-outbound-rtp");
  const pair: Partial<Stat> =
    stats.find((stat) => stat.type === "candidate-pair" && stat.nominated === true) ?? {};
  const roundTrip = heard.roundTripTime ?? pair.currentRoundTripTime ?? null;
  const codec = stats.find((stat) => stat.id === inbound.codecId)?.mimeType;
  return {
    atMs: performance.now(),
    packetsSent: of("outbound-rtp").packetsSent ?? 0,
    packetsReceived: inbound.packetsReceived ?? 0,
    packetsLost: inbound.packetsLost ?? 0,
    jitterMs: inMs(inbound.jitter),
    roundTripMs: inMs(roundTrip),
    roundTrips: (heard.roundTripTimeMeasurements ?? 0) + (pair.responsesReceived ?? 0),
    codec: codec?.toLowerCase().replace(/^audio\//, "") ?? null,
    farEndSent: farEnd.packetsSent ?? null,
    farEndReports: farEnd.reportsSent ?? 0,
    heardAtMs: heard.timestamp ?? null,
    heardLoss: heard.fractionLost ?? null,
    levelSent: of("media-source").audioLevel ?? 0,
    levelReceived: inbound.audioLevel ?? 0,
  };
}

const inMs = (seconds: number | null | undefined): number | null =>
  seconds === null || seconds === undefined ? null : seconds * 1_000;

/** A reading in the words of the contract. */
export const reportOf = (
  reading: Reading,
  connection: RTCPeerConnectionState,
): MediaOutput<"report"> => ({
  packetsSent: reading.packetsSent,
  packetsReceived: reading.packetsReceived,
  packetsLost: Math.max(0, reading.packetsLost),
  levelSent: loudness(reading.levelSent),
  levelReceived: loudness(reading.levelReceived),
  connection,
});
