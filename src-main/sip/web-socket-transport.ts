import { TransportState } from "sip.js";
import { WebSocket, type ClientOptions } from "ws";
import { Liveness } from "./liveness.ts";
import { localAddresses } from "./local-addresses.ts";
import { SocketTransport, type SocketTransportOptions } from "./socket-transport.ts";
import type { PhoneTiming } from "./timing.ts";

/** Frames above this end the connection; anything smaller is at worst dropped. */
const LONGEST_FRAME = 4 * 1024 * 1024;

export interface WebSocketTransportOptions extends SocketTransportOptions {
  readonly url: string;
  /** Asked before each connection. */
  readonly socketOptions: () => ClientOptions;
  /** `sip:user@domain` of the account. */
  readonly address: string;
  /** Values of `Route` for what the line asks of its server. */
  readonly routes: readonly string[];
  readonly timing: PhoneTiming;
}

/**
 * The line's socket. A server that has gone without a word is noticed: the socket is then cut and
 * `onDisconnect` told, as when the network had cut it.
 */
export class WebSocketTransport extends SocketTransport {
  readonly protocol: string;
  readonly #options: WebSocketTransportOptions;
  #opening: { readonly socket: WebSocket; readonly done: Promise<void> } | null = null;
  #open: { readonly socket: WebSocket; readonly localAddress: string | undefined } | null = null;
  readonly #liveness: Liveness;

  constructor(options: WebSocketTransportOptions) {
    super(options);
    this.#options = options;
    this.protocol = options.url.toLowerCase().startsWith("wss:") ? "WSS" : "WS";
    const { address, domain, routes, timing, report } = options;
    this.#liveness = new Liveness({
      protocol: this.protocol,
      address,
      domain,
      routes,
      everyMs: timing.probeMs,
      answerMs: timing.probeAnswerMs,
      send: (text) => {
        this.send(text).catch(() => undefined);
      },
      onDead: () => {
        report("the server has not answered in time and is connected to anew");
        this.cut();
      },
    });
  }

  /** Rejects with the socket's own error when the server cannot be reached. */
  async connect(): Promise<void> {
    if (this.isConnected()) return;
    if (this.#opening !== null) return this.#opening.done;
    const { url, socketOptions, timing } = this.#options;
    const options = socketOptions();
    this.setState(TransportState.Connecting);
    const socket = new WebSocket(url, "sip", {
      ...options,
      handshakeTimeout: timing.handshakeMs,
      maxPayload: LONGEST_FRAME,
      perMessageDeflate: false,
      // One message a turn: SIP.js goes on in promises, and an ACK still in work refuses what follows it.
      allowSynchronousEvents: false,
    });
    // A socket that failed may say so more than once; nobody else listens then.
    socket.on("error", () => undefined);
    let localAddress: string | undefined;
    socket.once("upgrade", (response) => (localAddress = response.socket.localAddress));
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
        this.#open = { socket, localAddress };
        this.attach(socket);
        this.#liveness.start();
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

  /** Ends the socket, open or opening, without a word. */
  cut(): void {
    this.#opening?.socket.terminate();
    this.#open?.socket.terminate();
  }

  /** The network changed: a socket whose address is gone is dead; any other has to prove that it is not. */
  doubt(): void {
    const own = this.#open?.localAddress;
    if (own === undefined || !localAddresses().includes(own)) this.cut();
    else this.#liveness.probe(this.#options.timing.probeAnswerMs / 3);
  }

  protected override isForTransport(text: string): boolean {
    return this.#liveness.heard(text);
  }

  protected override detached(): void {
    super.detached();
    this.#open = null;
    this.#liveness.stop();
  }
}
