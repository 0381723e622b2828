import { createSocket, type RemoteInfo, type Socket } from "node:dgram";
import { once } from "node:events";
import { PEER_HZ } from "./baresip.ts";
import { ports } from "./ports.ts";
import { fromMuLaw, toMuLaw } from "./sound-files.ts";
import { listenTo, makeTone, silence, type Sound } from "./tone.ts";

const RATE = 8_000;
const PACKET_MS = 20;
const SAMPLES = (RATE * PACKET_MS) / 1_000;
const HEADER_BYTES = 12;
/** The payload type that PCMU always has (RFC 3551). */
const PCMU = 0;

/**
 * A customer's ear and voice in plain RTP, beside SIPp's signalling: it hears whatever arrives,
 * hold or not, and says the peers' tone to where that came from.
 */
export class Ear {
  readonly #socket: Socket;
  readonly #voice = toMuLaw(makeTone(PEER_HZ, RATE, 1));
  readonly #clock: NodeJS.Timeout;
  #far: RemoteInfo | null = null;
  #sent = 0;
  #heard: Float32Array[] = [];

  private constructor(socket: Socket) {
    this.#socket = socket;
    socket.on("message", (packet, from) => {
      this.#far = from;
      const isAudio = ((packet[1] ?? 0) & 0x7f) === PCMU;
      if (isAudio) this.#heard.push(fromMuLaw(packet.subarray(HEADER_BYTES)));
    });
    const beganAt = performance.now();
    this.#clock = setInterval(() => {
      while (this.#sent * PACKET_MS < performance.now() - beganAt) this.#speak();
    }, PACKET_MS);
  }

  static async open(): Promise<Ear> {
    const socket = createSocket("udp4").bind(ports.ear, "127.0.0.1");
    await once(socket, "listening");
    return new Ear(socket);
  }

  /** What arrives in the next `forMs` milliseconds. */
  async listen(forMs = 500): Promise<Sound> {
    this.#heard = [];
    await new Promise((resolve) => setTimeout(resolve, forMs));
    const samples = Float32Array.from(this.#heard.flatMap((part) => [...part]));
    return samples.length < (RATE * forMs) / 2_000 ? silence : listenTo(samples, RATE);
  }

  close(): void {
    clearInterval(this.#clock);
    this.#socket.close();
  }

  #speak(): void {
    const header = Buffer.alloc(HEADER_BYTES);
    header[0] = 0x80;
    header[1] = PCMU;
    header.writeUInt16BE(this.#sent & 0xffff, 2);
    header.writeUInt32BE(this.#sent * SAMPLES, 4);
    header.writeUInt32BE(0x0ea50ea5, 8);
    const at = (this.#sent * SAMPLES) % this.#voice.length;
    this.#sent += 1;
    if (this.#far === null) return;
    const voice = this.#voice.subarray(at, at + SAMPLES);
    this.#socket.send(Buffer.concat([header, voice]), this.#far.port, this.#far.address);
  }
}
