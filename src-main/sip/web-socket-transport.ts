import { getCACertificates } from "node:tls";
import { TransportState } from "sip.js";
import { WebSocket } from "ws";
import { SocketTransport, type SocketTransportOptions } from "./socket-transport.ts";
import type { PhoneTiming } from "./timing.ts";

/** Frames above this end the connection; anything smaller is at worst dropped. */
const LONGEST_FRAME = 4 * 1024 * 1024;

export interface WebSocketTransportOptions extends SocketTransportOptions {
  readonly url: string;
  readonly timing: PhoneTiming;
}

/**
 * The line's socket. It trusts the authorities of the system beside Node's own, and ping frames
 * notice a peer that has gone without a word: the socket is then cut and `onDisconnect` told.
 */
export class WebSocketTransport extends SocketTransport {
  readonly protocol: string;
  readonly #url: string;
  readonly #timing: PhoneTiming;
  #opening: { readonly socket: WebSocket; readonly done: Promise<void> } | null = null;
  #pings: NodeJS.Timeout | null = null;
  #silence: NodeJS.Timeout | null = null;

  constructor(options: WebSocketTransportOptions) {
    super(options);
    this.#url = options.url;
    this.#timing = options.timing;
    this.protocol = options.url.toLowerCase().startsWith("wss:") ? "WSS" : "WS";
  }

  /** Rejects with the socket's own error when the server cannot be reached. */
  connect(): Promise<void> {
    if (this.isConnected()) return Promise.resolve();
    if (this.#opening !== null) return this.#opening.done;
    this.setState(TransportState.Connecting);
    const socket = new WebSocket(this.#url, "sip", {
      handshakeTimeout: this.#timing.handshakeMs,
      maxPayload: LONGEST_FRAME,
      perMessageDeflate: false,
      // One message a turn: SIP.js goes on in promises, and an ACK still in work refuses what follows it.
      allowSynchronousEvents: false,
      ...(this.protocol === "WSS" ? { ca: authorities() } : {}),
    });
    // A socket that failed may say so more than once; nobody else listens then.
    socket.on("error", () => undefined);
    const done = new Promise<void>((resolve, reject) => {
      const failed = (error: Error): void => {
        this.#opening = null;
        this.setState(TransportState.Disconnected);
        reject(error);
      };
      socket.once("error", failed);
      socket.once("open", () => {
        socket.off("error", failed);
        this.#opening = null;
        this.attach(socket);
        this.#watch(socket);
        resolve();
      });
    });
    this.#opening = { socket, done };
    return done;
  }

  override async disconnect(): Promise<void> {
    const opening = this.#opening;
    if (opening !== null) {
      opening.socket.terminate();
      await opening.done.catch(() => undefined);
    }
    await super.disconnect();
  }

  protected override arrived(): void {
    if (this.#silence !== null) clearTimeout(this.#silence);
    this.#silence = null;
  }

  protected override detached(): void {
    if (this.#pings !== null) clearInterval(this.#pings);
    this.#pings = null;
    this.arrived();
  }

  #watch(socket: WebSocket): void {
    socket.on("pong", () => {
      this.arrived();
    });
    this.#pings = setInterval(() => {
      socket.ping();
      this.#silence ??= setTimeout(() => {
        socket.terminate();
      }, this.#timing.pongMs);
    }, this.#timing.pingMs);
  }
}

let known: string[] | null = null;

/** Reading the system's store takes milliseconds; once per process is enough. */
function authorities(): string[] {
  known ??= [...new Set([...getCACertificates("default"), ...getCACertificates("system")])];
  return known;
}
