import type { MediaInput } from "#contract/media.ts";
import {
  carriesVoice,
  hasAudio,
  hearOpus,
  preferred,
  sayOpus,
  type CodecChoice,
} from "./codecs.ts";
import { generationOf, hasCandidates, watchGathering, type Gathering } from "./gather.ts";
import { sayHeld } from "./hold-direction.ts";
import type { KnownNetworks } from "./known-networks.ts";
import { MediaProblem } from "./problem.ts";

/** One peer connection with one audio line. Requests are made one after another. */
export interface Peer {
  readonly connection: RTCPeerConnection;
  readonly sender: RTCRtpSender;
  /** What the far end sends; there from the start, silent until it does. */
  readonly remote: MediaStreamTrack;
  /** Whether both sides want to hear each other, as far as they have said. */
  isBothWays(): boolean;
  /** Makes the first offer and gathers for it, and returns it; it is in use from the first `offer` on. */
  prepare(): Promise<string>;
  /** Gathers anew for an offer that was prepared on a network which is gone; null when it is in use. */
  refresh(): Promise<string | null>;
  /** Gathers new addresses (ICE restart, RFC 8445 section 9) when asked to, and when the connection is broken. */
  offer(isHeld: boolean, isIceRestart: boolean): Promise<string>;
  answer(sdp: string, isHeld: boolean): Promise<string>;
  accept(sdp: string): Promise<void>;
  rollback(): Promise<void>;
  close(): void;
}

/**
 * Hold is said to the far end by the direction of the audio line. From the moment it is asked for
 * until resuming is accepted neither side hears the other, which `onHold` sees to: a microphone that
 * stayed open would send the agent's talk where music is expected. The bundle policy stays at its
 * default: with "max-bundle" Chromium refuses answers without `a=group:BUNDLE`, which SIP ends send.
 */
export function createPeer(options: {
  microphone: MediaStreamTrack;
  setup: Pick<MediaInput<"prepare">, "iceServers" | "gatherLimitMs">;
  /** Null: what Chromium does by itself. */
  codecs: () => CodecChoice | null;
  networks: KnownNetworks;
  onHold: (isHeld: boolean) => void;
  /** The first offer, prepared and not in use yet, with more candidates than the last time. */
  onMore: (sdp: string) => void;
  report: (what: string, error: unknown) => void;
}): Peer {
  const { microphone, setup, networks, report } = options;
  const connection = new RTCPeerConnection({ iceServers: setup.iceServers as RTCIceServer[] });
  // By `addTrack`, not `addTransceiver`: only then an offer of the far end takes up this very line.
  connection.addTrack(microphone, new MediaStream([microphone]));
  const line = audioLineOf(connection);
  let isHoldAsked = false;
  let isHoldSettled = false;
  let isUnused = true;
  let lastAccepted: string | null = null;
  /** The last gathering, which may still go on. */
  let gathering: Gathering | null = null;

  const isPrepared = (): boolean => isUnused && connection.signalingState === "have-local-offer";
  const isHeld = (): boolean => isHoldAsked || isHoldSettled;

  function askHold(next: boolean): void {
    isHoldAsked = next;
    options.onHold(isHeld());
  }

  function settleHold(): void {
    isHoldSettled = isHoldAsked;
    options.onHold(isHeld());
  }

  function preferCodecs(): void {
    const codecs = options.codecs();
    const available = RTCRtpReceiver.getCapabilities("audio")?.codecs ?? [];
    if (codecs !== null) line.setCodecPreferences(preferred(available, codecs));
  }

  /** Sets the local description that follows from the state and waits for candidates if it needs new ones. */
  async function describe(): Promise<void> {
    preferCodecs();
    const before = generationOf(connection.localDescription);
    const next = watchGathering(connection, {
      hasServers: setup.iceServers.length > 0,
      limitMs: setup.gatherLimitMs,
      networks,
      onMore: () => {
        if (isPrepared()) options.onMore(completeSdp());
      },
    });
    try {
      await connection.setLocalDescription();
    } catch (error) {
      next.stop();
      throw error;
    }
    if (generationOf(connection.localDescription) === before) {
      next.stop();
      return;
    }
    gathering?.stop();
    gathering = next;
    await next.enough;
  }

  /** The description in the words that leave; the connection keeps its own. */
  function completeSdp(): string {
    const description = connection.localDescription;
    if (description === null || !hasCandidates(description)) {
      throw new MediaProblem("fault", "This machine has no network address to send audio from.");
    }
    const codecs = options.codecs();
    const sdp = codecs === null ? description.sdp : sayOpus(description.sdp, codecs);
    return isHoldAsked ? sayHeld(sdp) : sdp;
  }

  function putToUse(): string {
    const sdp = completeSdp();
    isUnused = false;
    return sdp;
  }

  async function takeRemote(type: "offer" | "answer", sdp: string): Promise<void> {
    if (!hasAudio(sdp)) throw noAudio(type);
    const codecs = options.codecs();
    try {
      await connection.setRemoteDescription({
        type,
        sdp: codecs === null ? sdp : hearOpus(sdp, codecs),
      });
    } catch (error) {
      report(`the far end's ${type} was refused`, error);
      throw new MediaProblem("sdp", `The far end's ${type} does not fit this call.`);
    }
  }

  /** The call goes on as it was; without this no offer of ours would ever be possible again. */
  async function refuseOffer(): Promise<void> {
    if (connection.signalingState === "have-remote-offer") {
      await connection.setRemoteDescription({ type: "rollback" });
      await agreeAgain();
    }
    askHold(isHoldSettled);
  }

  /**
   * Agrees once more on what both sides agreed on last, without a word to the far end: where the first
   * offer was the far end's, Chromium neither sends nor plays after it has taken back a later one.
   */
  async function agreeAgain(): Promise<void> {
    const agreed = connection.currentRemoteDescription;
    if (agreed === null) return;
    try {
      await connection.setRemoteDescription({ type: "offer", sdp: agreed.sdp });
      await connection.setLocalDescription();
    } catch (error) {
      report("what was agreed on last could not be agreed on again", error);
    }
  }

  return {
    connection,
    sender: line.sender,
    remote: line.receiver.track,
    isBothWays: () => !isHeld() && line.currentDirection === "sendrecv",
    async prepare() {
      if (connection.signalingState === "stable" && isUnused) await describe();
      return completeSdp();
    },
    async refresh() {
      if (!isPrepared()) return null;
      connection.restartIce();
      await describe();
      return completeSdp();
    },
    async offer(isToBeHeld, isIceRestart) {
      if (isPrepared() && !isToBeHeld && !isIceRestart) return putToUse();
      if (connection.signalingState === "have-remote-offer") {
        throw new MediaProblem("session", "The far end's own offer has to be answered first.");
      }
      askHold(isToBeHeld);
      const isBroken = ["disconnected", "failed"].includes(connection.connectionState);
      if (isBroken || isIceRestart) connection.restartIce();
      await describe();
      return putToUse();
    },
    async answer(sdp, isToBeHeld) {
      await takeRemote("offer", sdp);
      try {
        for (const other of connection.getTransceivers()) if (other !== line) other.stop();
        askHold(isToBeHeld);
        preferCodecs();
        const { sdp: answer = "" } = await connection.createAnswer();
        if (!carriesVoice(answer)) throw noAudio("offer");
        await describe();
      } catch (error) {
        await refuseOffer();
        throw error;
      }
      settleHold();
      return putToUse();
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
      await agreeAgain();
      askHold(isHoldSettled);
    },
    close() {
      gathering?.stop();
      line.receiver.track.stop();
      connection.close();
    },
  };
}

const noAudio = (type: "offer" | "answer"): MediaProblem =>
  new MediaProblem("sdp", `The far end's ${type} has no audio that can be taken here.`);

function audioLineOf(connection: RTCPeerConnection): RTCRtpTransceiver {
  const [line] = connection.getTransceivers();
  if (line === undefined) throw new Error("A connection with a track has a transceiver.");
  return line;
}
