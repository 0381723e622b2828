import type * as Werift from "werift";
import type { CalledAudio } from "#sip/switch/switch-call.ts";
import { CalleeVoice, type Packet } from "./callee-voice.ts";
import type { Frames } from "./recordings.ts";

type Direction = "sendrecv" | "sendonly" | "recvonly" | "inactive";

let loading: Promise<typeof Werift> | null = null;

/** Half a megabyte of code that only a demo call needs; loaded once, on the first word. */
export function loadWerift(): Promise<typeof Werift> {
  loading ??= import("werift");
  return loading;
}

/** What arrived at the callee's end. Totals since the call began. */
export interface CalleeHearing {
  readonly state: string;
  readonly packetsReceived: number;
  readonly packetsSent: number;
  /** Mean size of an Opus packet in bytes; silence is far below 20, speech above. */
  readonly meanPayload: number;
  /** Loudest level the caller's own packets told (RFC 6464), 0 to 1; null when they told none. */
  readonly loudest: number | null;
  /** What the callee does now, from her side. */
  readonly direction: Direction;
}

/**
 * A callee's end of the audio: real DTLS-SRTP and Opus in Node. The connection is negotiated once;
 * later offers and answers change the direction in the words of the first one, which holds for as
 * long as the caller keeps her connection. A caller who comes with another one gets another.
 */
export class CalleeMedia implements CalledAudio {
  readonly #voice: CalleeVoice;
  #peer: Werift.RTCPeerConnection | null = null;
  #track: Werift.MediaStreamTrack | null = null;
  #local = "";
  #version = 1;
  #remoteUfrag = "";
  #offered: string | null = null;
  #hasOwnOffer = false;
  #isHolding = false;
  #doesCallerListen = true;
  #direction: Direction = "sendrecv";
  #isClosed = false;
  #received = { packets: 0, bytes: 0, loudestDbov: 128 };
  #sent = 0;

  constructor(frames: Frames) {
    this.#voice = new CalleeVoice(frames, (packet) => {
      void this.#send(packet);
    });
  }

  /** What the next offer and every answer ask for. */
  holds(isHolding: boolean): void {
    this.#isHolding = isHolding;
  }

  hearing(): CalleeHearing {
    const { packets, bytes, loudestDbov } = this.#received;
    return {
      state: this.#isClosed ? "closed" : (this.#peer?.connectionState ?? "new"),
      packetsReceived: packets,
      packetsSent: this.#sent,
      meanPayload: packets === 0 ? 0 : bytes / packets,
      loudest: loudestDbov > 127 ? null : 10 ** (-loudestDbov / 20),
      direction: this.#direction,
    };
  }

  take(sdp: string): void {
    this.#doesCallerListen = /^a=(sendonly|inactive)\r?$/m.exec(sdp) === null;
    if (this.#hasOwnOffer) {
      this.#hasOwnOffer = false;
      this.#settle();
    } else {
      this.#offered = sdp;
    }
  }

  async describe(): Promise<string> {
    const offer = this.#offered;
    this.#offered = null;
    if (offer === null) {
      this.#hasOwnOffer = true;
      return this.#say(this.#isHolding ? "sendonly" : "sendrecv", "actpass");
    }
    const ufrag = /^a=ice-ufrag:(\S+)/m.exec(offer)?.[1] ?? "";
    if (ufrag !== this.#remoteUfrag) await this.#connect(offer, ufrag);
    this.#settle();
    return this.#say(this.#direction, null);
  }

  forget(): void {
    this.#offered = null;
    this.#hasOwnOffer = false;
  }

  close(): void {
    this.#isClosed = true;
    this.#voice.stop();
    this.#peer?.close().catch(() => undefined);
    this.#peer = null;
  }

  async #connect(offer: string, ufrag: string): Promise<void> {
    const { RTCPeerConnection, MediaStreamTrack, useOPUS, useAudioLevelIndication, useSdesMid } =
      await loadWerift();
    await this.#peer?.close();
    const peer = new RTCPeerConnection({
      codecs: { audio: [useOPUS()] },
      headerExtensions: { audio: [useSdesMid(), useAudioLevelIndication()] },
      // Loopback is left out otherwise, and a machine without a network has nothing else.
      iceAdditionalHostAddresses: ["127.0.0.1"],
      iceUseIpv6: false,
      iceServers: [],
    });
    this.#peer = peer;
    this.#remoteUfrag = ufrag;
    const track = new MediaStreamTrack({ kind: "audio" });
    this.#track = track;
    peer.addTransceiver(track, { direction: "sendrecv" });
    peer.onTrack.subscribe((remote) => {
      this.#listen(remote);
    });
    peer.connectionStateChange.subscribe((state) => {
      if (state === "connected" && !this.#isClosed) this.#voice.start();
    });
    await peer.setRemoteDescription({ type: "offer", sdp: offer });
    await peer.setLocalDescription(await peer.createAnswer());
    this.#local = peer.localDescription?.sdp ?? "";
    if (this.#isClosed) await peer.close();
  }

  #listen(track: Werift.MediaStreamTrack): void {
    track.onReceiveRtp.subscribe((packet, extensions) => {
      const { payload, header } = packet;
      this.#received.packets++;
      this.#received.bytes += payload.length;
      const told: unknown = extensions?.["urn:ietf:params:rtp-hdrext:ssrc-audio-level"];
      if (typeof told === "object" && told !== null && "level" in told) {
        const level = Number(told.level);
        this.#received.loudestDbov = Math.min(this.#received.loudestDbov, level);
      }
      this.#voice.hear(payload, header.timestamp);
    });
  }

  async #send(packet: Packet): Promise<void> {
    const { RtpHeader, RtpPacket } = await loadWerift();
    if (this.#isClosed || this.#peer?.connectionState !== "connected") return;
    const header = new RtpHeader({
      sequenceNumber: packet.sequence,
      timestamp: packet.timestamp,
      marker: packet.isFirst,
      payloadType: 111,
    });
    this.#sent++;
    this.#track?.writeRtp(new RtpPacket(header, packet.payload));
  }

  /** Who may speak now: nobody talks to one who does not listen (RFC 3264 8.4). */
  #settle(): void {
    const isSilent = this.#isHolding || !this.#doesCallerListen;
    if (this.#isHolding) this.#direction = this.#doesCallerListen ? "sendonly" : "inactive";
    else this.#direction = this.#doesCallerListen ? "sendrecv" : "recvonly";
    this.#voice.setSilent(isSilent);
  }

  #say(direction: Direction, setup: "actpass" | null): string {
    this.#version++;
    return this.#local
      .replace(/^(o=\S+ \S+ )\d+/m, `$1${this.#version}`)
      .replace(/^a=(sendrecv|sendonly|recvonly|inactive)(\r?)$/gm, `a=${direction}$2`)
      .replace(/^a=setup:\w+/gm, (line) => (setup === null ? line : `a=setup:${setup}`));
  }
}
