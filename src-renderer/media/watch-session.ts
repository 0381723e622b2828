import type { MediaFact } from "#contract/media.ts";
import type { SoundGraph } from "./graph.ts";
import { amplitudes, createMeter } from "./levels.ts";
import { loudness } from "./loudness.ts";
import type { Lease } from "./microphone.ts";
import { createMicrophoneWatch } from "./microphone-watch.ts";
import { createPathWatch } from "./path-watch.ts";
import type { Peer } from "./peer.ts";
import { qualityBetween } from "./quality.ts";
import { readStats, type Reading } from "./stats.ts";
import type { TellOfSession } from "./tell.ts";

type ConnectionState = MediaFact<"connection">["state"];

const READ_EVERY_MS = 1_000;
/** Readings from one word about quality to the next. */
const READINGS_TO_TELL = 4;
/** A route that is gone mostly comes back by itself; longer than this it does not. */
const ROUTE_LOST_AFTER_MS = 2_500;

const silence = { you: 0, customer: 0 };

/** Looks after one session and tells what it sees. */
export interface SessionWatch {
  /** The lease has another track. */
  microphoneChanged(): void;
  /** Takes back what it told and lasts. */
  stop(): void;
}

export function watchSession(options: {
  peer: Peer;
  lease: Lease;
  graph: SoundGraph;
  isMuted: () => boolean;
  /** On hold from here: what is measured then says nothing of the call. */
  isHeld: () => boolean;
  tell: TellOfSession;
  routeLost: () => void;
  report: (what: string, error: unknown) => void;
}): SessionWatch {
  const { peer, lease, tell, report } = options;
  const { connection } = peer;
  const problem = (kind: MediaFact<"audio-problem">["kind"], isNow: boolean): void =>
    tell("audio-problem", { kind, isNow });
  const microphone = createMicrophoneWatch({ tell: problem, isDead: () => lease.isDead() });
  const path = createPathWatch(problem);
  const stopping = new AbortController();
  let told: ConnectionState | null = null;
  let reading: ReturnType<typeof setInterval> | undefined;
  let routeLost: ReturnType<typeof setTimeout> | undefined;
  let before: Reading | null = null;
  let readings = 0;
  let last = silence;

  const meter = createMeter(options.graph, (hearing) => {
    const { you, customer } = options.isHeld() ? silence : amplitudes(hearing);
    const next = { you: loudness(you), customer: loudness(customer) };
    if (next.you !== last.you || next.customer !== last.customer) tell("levels", next);
    last = next;
    if (options.isMuted() || options.isHeld()) microphone.rest();
    else microphone.look(hearing.you, performance.now());
  });

  async function read(): Promise<void> {
    const now = await readStats(connection);
    if (stopping.signal.aborted) return;
    // A route that broke is told and mended elsewhere; one that was never there is not.
    const isBroken = told === "disconnected" || told === "failed";
    if (peer.isBothWays() && !isBroken) path.look(now);
    else path.rest();
    if (told !== "connected" || options.isHeld()) {
      before = null;
      readings = 0;
      return;
    }
    readings += 1;
    if (before === null) before = now;
    else if (readings % READINGS_TO_TELL === 0) {
      tell("quality", qualityBetween(before, now));
      before = now;
    }
  }

  function begin(): void {
    meter.start(lease.track(), peer.remote);
    path.rest();
    before = null;
  }

  /** From the moment both sides have agreed, for something is to be heard then, connected or not. */
  function watchPath(): void {
    const hasAgreed = connection.currentRemoteDescription !== null;
    if (connection.signalingState !== "stable" || !hasAgreed) return;
    reading ??= setInterval(() => {
      read().catch((error: unknown) => report("the counters cannot be read", error));
    }, READ_EVERY_MS);
  }

  function rest(): void {
    meter.stop();
    microphone.rest();
    path.rest();
  }

  connection.addEventListener("signalingstatechange", watchPath, { signal: stopping.signal });
  connection.addEventListener(
    "connectionstatechange",
    () => {
      const state = connection.connectionState;
      if (state === "closed" || state === "new" || state === told) return;
      if (told === "connected") rest();
      told = state;
      if (state === "connected") begin();
      clearTimeout(routeLost);
      if (state === "disconnected") routeLost = setTimeout(options.routeLost, ROUTE_LOST_AFTER_MS);
      tell("connection", { state });
    },
    { signal: stopping.signal },
  );

  return {
    microphoneChanged() {
      if (told === "connected") meter.start(lease.track(), peer.remote);
    },
    stop() {
      stopping.abort();
      clearTimeout(routeLost);
      clearInterval(reading);
      rest();
    },
  };
}
