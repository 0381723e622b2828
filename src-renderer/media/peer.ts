import type { MediaInput, MediaOutput } from "#contract/media.ts";
import { generationOf, hasCandidates, watchGathering } from "./gather.ts";
import { sayHeld } from "./hold-direction.ts";
import { loudness } from "./loudness.ts";
import { MediaProblem } from "./problem.ts";

/** One peer connection with the agent's microphone in it. Requests are made one after another. */
export interface Peer {
  readonly connection: RTCPeerConnection;
  /** What the far end sends; there from the start, silent until it does. */
  readonly remote: MediaStreamTrack;
  /** The microphone's track in use. */
  local(): MediaStreamTrack;
  /** Makes the first offer and gathers for it, and returns it; it is in use from the first `offer` on. */
  prepare(): Promise<string>;
  /** Gathers anew for an offer that was prepared on a network which is gone; null when it is in use. */
  refresh(): Promise<string | null>;
  /** Gathers new addresses, too, when the connection is broken (ICE restart, RFC 8445 section 9). */
  offer(isHeld: boolean): Promise<string>;
  answer(sdp: string, isHeld: boolean): Promise<string>;
  accept(sdp: string): Promise<void>;
  rollback(): Promise<void>;
  mute(isMuted: boolean): void;
  /** Sends another microphone's track from now on and stops the one before. */
  replaceMicrophone(track: MediaStreamTrack): Promise<void>;
  report(): Promise<MediaOutput<"report">>;
  /** Stops every track and closes the connection. Idempotent. */
  close(): void;
}

/**
 * Hold is said to the far end by the direction of the audio line. From the moment it is asked for
 * until resuming is accepted neither side hears the other: a microphone that stayed open would send
 * the agent's talk where music is expected. The bundle policy stays at its
 * default: with "max-bundle" Chromium refuses answers without `a=group:BUNDLE`, which SIP ends send.
 */
export function createPeer(
  microphone: MediaStreamTrack,
  options: Pick<MediaInput<"prepare">, "iceServers" | "gatherLimitMs">,
  report: (what: string, error: unknown) => void,
): Peer {
  const connection = new RTCPeerConnection({ iceServers: options.iceServers as RTCIceServer[] });
  // By `addTrack`, not `addTransceiver`: only then an offer of the far end takes up this very line.
  connection.addTrack(microphone, new MediaStream([microphone]));
  const line = audioLineOf(connection);
  const remote = line.receiver.track;
  const speaker = new Audio();
  let track = microphone;
  let isMuted = false;
  let isHoldAsked = false;
  let isHoldSettled = false;
  let isUnused = true;
  let lastAccepted: string | null = null;

  function applyHold(): void {
    const isHeld = isHoldAsked || isHoldSettled;
    track.enabled = !isMuted && !isHeld;
    speaker.muted = isHeld;
  }

  function askHold(isHeld: boolean): void {
    isHoldAsked = isHeld;
    applyHold();
  }

  function settleHold(): void {
    isHoldSettled = isHoldAsked;
    applyHold();
  }

  /** Sets the local description that follows from the state and waits for candidates if it needs new ones. */
  async function describe(): Promise<void> {
    const before = generationOf(connection.localDescription);
    const gathering = watchGathering(connection, {
      hasServers: options.iceServers.length > 0,
      limitMs: options.gatherLimitMs,
    });
    try {
      await connection.setLocalDescription();
      if (generationOf(connection.localDescription) !== before) await gathering.enough;
    } finally {
      gathering.stop();
    }
  }

  function completeSdp(): string {
    const description = connection.localDescription;
    if (description === null || !hasCandidates(description)) {
      throw new MediaProblem("fault", "This machine has no network address to send audio from.");
    }
    return description.sdp;
  }

  function localSdp(): string {
    const sdp = completeSdp();
    isUnused = false;
    return isHoldAsked ? sayHeld(sdp) : sdp;
  }

  async function takeRemote(type: "offer" | "answer", sdp: string): Promise<void> {
    try {
      await connection.setRemoteDescription({ type, sdp });
    } catch (error) {
      report(`the far end's ${type} was refused`, error);
      throw new MediaProblem("sdp", `The far end's ${type} does not fit this call.`);
    }
  }

  connection.addEventListener("track", () => {
    speaker.srcObject = new MediaStream([remote]);
    speaker.play().catch((error: unknown) => {
      if (connection.signalingState !== "closed") report("the far end cannot be played", error);
    });
  });

  return {
    connection,
    remote,
    local: () => track,
    async prepare() {
      if (connection.signalingState === "stable" && isUnused) await describe();
      return completeSdp();
    },
    async refresh() {
      if (connection.signalingState !== "have-local-offer" || !isUnused) return null;
      connection.restartIce();
      await describe();
      return completeSdp();
    },
    async offer(isHeld) {
      const isAtHand = isUnused && !isHeld && connection.signalingState === "have-local-offer";
      if (isAtHand) return localSdp();
      if (connection.signalingState === "have-remote-offer") {
        throw new MediaProblem("session", "The far end's own offer has to be answered first.");
      }
      askHold(isHeld);
      if (["disconnected", "failed"].includes(connection.connectionState)) connection.restartIce();
      await describe();
      return localSdp();
    },
    async answer(sdp, isHeld) {
      await takeRemote("offer", sdp);
      for (const other of connection.getTransceivers()) if (other !== line) other.stop();
      askHold(isHeld);
      await describe();
      settleHold();
      return localSdp();
    },
    async accept(sdp) {
      // The same answer comes twice when a call had early media: in the 183 and in the 200.
      if (connection.signalingState === "stable" && sdp === lastAccepted) return;
      if (connection.signalingState !== "have-local-offer") {
        throw new MediaProblem("session", "There is no offer that an answer could be for.");
      }
      await takeRemote("answer", sdp);
      lastAccepted = sdp;
      settleHold();
    },
    async rollback() {
      if (connection.signalingState !== "have-local-offer") return;
      await connection.setLocalDescription({ type: "rollback" });
      askHold(isHoldSettled);
    },
    mute(next) {
      isMuted = next;
      applyHold();
    },
    async replaceMicrophone(next) {
      const former = track;
      track = next;
      applyHold();
      await line.sender.replaceTrack(next);
      former.stop();
    },
    report: () => readReport(connection),
    close() {
      track.stop();
      remote.stop();
      speaker.pause();
      speaker.srcObject = null;
      connection.close();
    },
  };
}

function audioLineOf(connection: RTCPeerConnection): RTCRtpTransceiver {
  const [line] = connection.getTransceivers();
  if (line === undefined) throw new Error("A connection with a track has a transceiver.");
  return line;
}

type ConnectionStats = RTCOutboundRtpStreamStats &
  RTCInboundRtpStreamStats & { readonly audioLevel?: number };

async function readReport(connection: RTCPeerConnection): Promise<MediaOutput<"report">> {
  const found = new Map<string, ConnectionStats>();
  (await connection.getStats()).forEach((entry: ConnectionStats) => found.set(entry.type, entry));
  const inbound = found.get("inbound-rtp");
  return {
    packetsSent: found.get("outbound-rtp")?.packetsSent ?? 0,
    packetsReceived: inbound?.packetsReceived ?? 0,
    packetsLost: inbound?.packetsLost ?? 0,
    levelSent: loudness(found.get("media-source")?.audioLevel ?? 0),
    levelReceived: loudness(inbound?.audioLevel ?? 0),
    connection: connection.connectionState,
  };
}
