import { MediaStreamTrack, RTCPeerConnection, RtpHeader, RtpPacket, useOPUS } from "werift";
import type { MediaAskName, MediaInput, MediaOutput, MediaReply } from "#contract/media.ts";
import type { MediaLink } from "#desk/ports.ts";

interface Given {
  readonly [other: string]: unknown;
  readonly session?: string;
  readonly sdp?: string;
  readonly isHeld?: boolean;
  readonly tone?: string | null;
}

/** A caller's end with real DTLS-SRTP in Node: speaks packets of a known length, counts what comes back. */
export class WeriftMedia implements MediaLink {
  packetsReceived = 0;
  readonly payloadLength = 57;
  readonly #peers = new Map<string, RTCPeerConnection>();
  readonly #waiters: { atLeast: number; resolve: () => void }[] = [];
  #speaking: NodeJS.Timeout | null = null;

  async ask<K extends MediaAskName>(
    name: K,
    input: MediaInput<K>,
  ): Promise<MediaReply<MediaOutput<K>>> {
    const value = await this.#do(name, input);
    return { ok: true, value: value };
  }

  on(): () => void {
    return () => undefined;
  }

  onPresence(listener: (isPresent: boolean) => void): () => void {
    listener(true);
    return () => undefined;
  }

  /** Resolves when so many packets in all have come from the callee. */
  heard(atLeast: number): Promise<void> {
    if (this.packetsReceived >= atLeast) return Promise.resolve();
    return new Promise((resolve) => this.#waiters.push({ atLeast, resolve }));
  }

  async #do(name: MediaAskName, given: Given): Promise<object> {
    const { session = "", sdp = "", isHeld = false } = given;
    switch (name) {
      case "prepare":
        await this.#prepare(session);
        return { microphone: "none", sdp: await this.#describe(session) };
      case "offer": {
        const peer = this.#peer(session);
        if (peer.signalingState === "have-local-offer") {
          return { sdp: peer.localDescription?.sdp ?? "" };
        }
        const [audio] = peer.getTransceivers();
        audio?.setDirection(isHeld ? "sendonly" : "sendrecv");
        await peer.setLocalDescription(await peer.createOffer());
        return { sdp: peer.localDescription?.sdp ?? "" };
      }
      case "answer": {
        const peer = this.#peer(session);
        await peer.setRemoteDescription({ type: "offer", sdp });
        await peer.setLocalDescription(await peer.createAnswer());
        return { sdp: peer.localDescription?.sdp ?? "" };
      }
      case "accept":
        await this.#peer(session).setRemoteDescription({ type: "answer", sdp });
        return {};
      case "release": {
        if (this.#speaking !== null) clearInterval(this.#speaking);
        await this.#peers.get(session)?.close();
        this.#peers.delete(session);
        return {};
      }
      default:
        return {};
    }
  }

  async #describe(session: string): Promise<string> {
    const peer = this.#peer(session);
    await peer.setLocalDescription(await peer.createOffer());
    return peer.localDescription?.sdp ?? "";
  }

  #peer(session: string): RTCPeerConnection {
    const peer = this.#peers.get(session);
    if (peer === undefined) throw new Error("no such session");
    return peer;
  }

  async #prepare(session: string): Promise<void> {
    const peer = new RTCPeerConnection({
      codecs: { audio: [useOPUS({ payloadType: 111 })] },
      iceAdditionalHostAddresses: ["127.0.0.1"],
      iceUseIpv6: false,
      iceServers: [],
    });
    this.#peers.set(session, peer);
    const track = new MediaStreamTrack({ kind: "audio" });
    peer.addTransceiver(track, { direction: "sendrecv" });
    const known = new Set<MediaStreamTrack>();
    peer.onTrack.subscribe((remote) => {
      // Told again at every new description.
      if (known.has(remote)) return;
      known.add(remote);
      remote.onReceiveRtp.subscribe(() => {
        this.packetsReceived += 1;
        for (const { atLeast, resolve } of this.#waiters) {
          if (this.packetsReceived >= atLeast) resolve();
        }
      });
    });
    peer.connectionStateChange.subscribe((state) => {
      if (state === "connected") this.#speak(track);
    });
    await peer.setLocalDescription(await peer.createOffer());
  }

  #speak(track: MediaStreamTrack): void {
    let count = 0;
    this.#speaking ??= setInterval(() => {
      count += 1;
      const header = new RtpHeader({
        sequenceNumber: count,
        timestamp: count * 960,
        payloadType: 111,
      });
      track.writeRtp(new RtpPacket(header, Buffer.alloc(this.payloadLength, 1)));
    }, 20);
  }
}
