import type { WebSocket } from "ws";
import { SocketTransport, type SocketTransportOptions } from "../socket-transport.ts";

export interface AcceptedTransportOptions extends SocketTransportOptions {
  readonly socket: WebSocket;
  /** Called with each message before SIP.js reads it. */
  readonly onText: (text: string) => void;
}

/** The switch's side of a socket that a telephone opened. It cannot be opened again. */
export class AcceptedTransport extends SocketTransport {
  readonly protocol = "WS";
  readonly #options: AcceptedTransportOptions;
  #isUsed = false;

  constructor(options: AcceptedTransportOptions) {
    super(options);
    this.#options = options;
  }

  connect(): Promise<void> {
    if (this.#isUsed) return Promise.reject(new Error("This socket was accepted, not opened."));
    this.#isUsed = true;
    this.attach(this.#options.socket);
    return Promise.resolve();
  }

  protected override isForTransport(): boolean {
    return false;
  }

  protected override read(text: string): void {
    this.#options.onText(text);
    super.read(text);
  }
}
