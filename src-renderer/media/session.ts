import type { MediaInput, MediaOutput } from "#contract/media.ts";
import { startBeep, type Beep } from "./beep.ts";
import type { CodecChoice } from "./codecs.ts";
import { createDigits } from "./digits.ts";
import type { SoundGraph } from "./graph.ts";
import type { KnownNetworks } from "./known-networks.ts";
import type { Lease } from "./microphone.ts";
import type { Outputs } from "./outputs.ts";
import { createPeer, type Peer } from "./peer.ts";
import { startRecording, type Recording } from "./recorder.ts";
import { createSpeaker } from "./speaker.ts";
import { readStats, reportOf } from "./stats.ts";
import type { TellOfSession } from "./tell.ts";
import { createUplink } from "./uplink.ts";
import { watchSession } from "./watch-session.ts";

/** What sessions share of the window. */
export interface SessionParts {
  readonly graph: SoundGraph;
  readonly outputs: Outputs;
  readonly networks: KnownNetworks;
  readonly codecs: () => CodecChoice | null;
  /** The session's route to the far end has been gone for some time. */
  readonly routeLost: () => void;
  readonly report: (what: string, error: unknown) => void;
}

/** One party: a connection, what it is sent, what is heard of it, and who looks after both. */
export interface Session {
  readonly peer: Peer;
  /** The microphone's label. */
  readonly label: () => string;
  readonly mute: (isMuted: boolean) => void;
  readonly digits: (digits: string) => Promise<boolean>;
  /** Sends other parties along with the microphone. */
  readonly join: (others: readonly MediaStreamTrack[]) => Promise<void>;
  /** One such request after another. */
  readonly record: (isOn: boolean, withTone: boolean) => Promise<void>;
  readonly report: () => Promise<MediaOutput<"report">>;
  /** Takes the next microphone; see `Lease`. */
  readonly changeMicrophone: (next: MediaStreamTrack) => Promise<void>;
  /** Tells when nothing is heard where it should be, or is again; after every change of the outputs. */
  readonly tellSpeaker: () => void;
  /** Stops every track and lets go of everything; its problems are over. Idempotent. */
  readonly close: () => void;
}

export function createSession(options: {
  lease: Lease;
  setup: MediaInput<"prepare">;
  parts: SessionParts;
  tell: TellOfSession;
}): Session {
  const { lease, parts, tell } = options;
  const { graph, outputs, report } = parts;
  let isMuted = false;
  let isHeld = false;
  let recording: Recording | null = null;
  let beep: Beep | null = null;
  let isSpeakerBlocked = false;
  let isSpeakerTold = false;
  let isClosed = false;
  let others: readonly MediaStreamTrack[] = [];

  const peer = createPeer({
    microphone: lease.track(),
    setup: options.setup,
    codecs: parts.codecs,
    networks: parts.networks,
    onHold(next) {
      isHeld = next;
      uplink.hold(next);
      // For the agent, for those joined with this party, and for a recording.
      peer.remote.enabled = !next;
    },
    onMore: (sdp) => tell("renewed", { sdp }),
    report,
  });
  const { connection, remote } = peer;
  const uplink = createUplink({ sender: peer.sender, microphone: lease.track(), graph });
  const speaker = createSpeaker({
    remote,
    outputs,
    tellBlocked(isNow) {
      isSpeakerBlocked = isNow;
      tellSpeaker();
    },
    report,
  });
  const digits = createDigits(peer.sender);
  const watch = watchSession({
    peer,
    lease,
    graph,
    isMuted: () => isMuted,
    isHeld: () => isHeld,
    tell,
    routeLost: parts.routeLost,
    report,
  });
  connection.addEventListener("track", () => speaker.play());
  tellSpeaker();

  function tellSpeaker(): void {
    const isNow = !isClosed && (isSpeakerBlocked || outputs.isLost());
    if (isSpeakerTold === isNow) return;
    isSpeakerTold = isNow;
    tell("audio-problem", { kind: "speaker-lost", isNow });
  }

  const rejoin = (): Promise<void> => uplink.join(beep === null ? others : [...others, beep.track]);

  /** Nothing is recorded without the tone that was asked for. */
  async function startTone(): Promise<void> {
    beep = startBeep(graph, outputs);
    try {
      await rejoin();
    } catch (error) {
      stopRecording();
      throw error;
    }
  }

  /** Nor is the tone heard where nothing is recorded. */
  async function startTape(): Promise<void> {
    try {
      recording = await startRecording({
        graph,
        uplink,
        remote,
        tell: (piece) => tell("recorded", piece),
        report,
      });
    } catch (error) {
      stopRecording();
      await rejoin();
      throw error;
    }
    if (isClosed) stopRecording();
  }

  function stopRecording(): void {
    recording?.stop();
    recording = null;
    beep?.stop();
    beep = null;
  }

  return {
    peer,
    label: () => lease.track().label,
    mute(next) {
      isMuted = next;
      uplink.mute(next);
    },
    digits: (wanted) => digits.play(wanted),
    join(next) {
      others = next;
      return rejoin();
    },
    async record(isOn, withTone) {
      if (isOn === (recording !== null)) return;
      if (isOn) {
        if (withTone) await startTone();
        if (connection.signalingState === "closed") return;
        await startTape();
      } else {
        stopRecording();
        await rejoin();
      }
    },
    report: async () => reportOf(await readStats(connection), connection.connectionState),
    async changeMicrophone(next) {
      await uplink.changeMicrophone(next);
      watch.microphoneChanged();
    },
    tellSpeaker,
    close() {
      isClosed = true;
      stopRecording();
      watch.stop();
      tellSpeaker();
      digits.close();
      speaker.close();
      uplink.close();
      peer.close();
      lease.release();
    },
  };
}
