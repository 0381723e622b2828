import { TransportState, type Emitter, type Transport } from "sip.js";
import type { RawData, WebSocket } from "ws";
import type { Report } from "#desk/ports.ts";
import { mend } from "./incoming-message.ts";

/** A plain list of listeners in the shape SIP.js expects. */
class StateChange implements Emitter<TransportState> {
  #listeners: ((state: TransportState) => void)[] = [];

  addListener(listener: (state: TransportState) => void, options?: { once?: boolean }): void {
    if (options?.once !== true) {
      this.#listeners.push(listener);
      return;
    }
    const once = (state: TransportState): void => {
      this.removeListener(once);
      listener(state);
    };
    this.#listeners.push(once);
  }

  removeListener(listener: (state: TransportState) => void): void {
    this.#listeners = this.#listeners.filter((one) => one !== listener);
  }

  on(listener: (state: TransportState) => void): void {
    this.addListener(listener);
  }

  off(listener: (state: TransportState) => void): void {
    this.removeListener(listener);
  }

  once(listener: (state: TransportState) => void): void {
    this.addListener(listener, { once: true });
  }

  emit(state: TransportState): void {
    for (const listener of [...this.#listeners]) listener(state);
  }
}

/** Of a longer frame the rest is not even decoded: it is enough to see that it is too long. */
const LONGEST_DECODED = 256 * 1024;

export interface SocketTransportOptions {
  /** Domain that numbers of `tel:` addresses get. */
  readonly domain: string;
  /** Is told of what SIP.js throws as it is: a discreet one. */
  readonly report: Report;
}

/**
 * SIP over one WebSocket (RFC 7118), whichever side opened it. Nothing that comes in makes it throw:
 * messages are mended first, and what SIP.js throws on them is reported.
 */
export abstract class SocketTransport implements Transport {
  abstract readonly protocol: string;
  onConnect: (() => void) | undefined = undefined;
  onDisconnect: ((error?: Error) => void) | undefined = undefined;
  onMessage: ((message: string) => void) | undefined = undefined;
  readonly #stateChange = new StateChange();
  readonly #options: SocketTransportOptions;
  #state = TransportState.Disconnected;
  #socket: WebSocket | null = null;

  constructor(options: SocketTransportOptions) {
    this.#options = options;
  }

  get state(): TransportState {
    return this.#state;
  }

  get stateChange(): Emitter<TransportState> {
    return this.#stateChange;
  }

  isConnected(): boolean {
    return this.#state === TransportState.Connected;
  }

  abstract connect(): Promise<void>;

  /** Closes in good order, by force when the other side does not answer at once; never rejects. */
  async disconnect(): Promise<void> {
    const socket = this.#socket;
    if (socket === null) {
      this.setState(TransportState.Disconnected);
      return;
    }
    this.setState(TransportState.Disconnecting);
    await new Promise<void>((resolve) => {
      const force = setTimeout(() => {
        socket.terminate();
      }, 200);
      socket.once("close", () => {
        clearTimeout(force);
        resolve();
      });
      socket.close(1000);
    });
  }

  dispose(): Promise<void> {
    return this.disconnect();
  }

  send(message: string): Promise<void> {
    const socket = this.#socket;
    if (socket === null || !this.isConnected()) {
      return Promise.reject(new Error("Not connected."));
    }
    return new Promise((resolve, reject) => {
      socket.send(message, (error) => {
        if (error) reject(error);
        else resolve();
      });
    });
  }

  protected setState(state: TransportState): void {
    if (this.#state === state) return;
    this.#state = state;
    this.#stateChange.emit(state);
  }

  /** Takes an open socket into use; from now on its end is told once by `onDisconnect`. */
  protected attach(socket: WebSocket): void {
    this.#socket = socket;
    let fault: Error | undefined;
    socket.on("message", (data) => {
      this.#take(data);
    });
    socket.on("error", (error) => (fault = error));
    socket.on("close", (code) => {
      if (this.#socket !== socket) return;
      const isWanted = this.#state === TransportState.Disconnecting;
      this.detached();
      this.setState(TransportState.Disconnected);
      this.onDisconnect?.(isWanted ? undefined : (fault ?? new Error(`Socket closed (${code}).`)));
    });
    this.setState(TransportState.Connected);
    this.onConnect?.();
  }

  /** Told of every message as it came; true when nobody else is to read it. */
  protected abstract isForTransport(text: string): boolean;

  /** The socket has ended, before anybody else is told. */
  protected detached(): void {
    this.#socket = null;
  }

  /** Hands a mended message on. */
  protected read(text: string): void {
    this.onMessage?.(text);
  }

  #take(data: RawData): void {
    try {
      this.#readFrame(textOf(data));
    } catch (error) {
      this.#options.report("an incoming SIP message could not be handled", error);
    }
  }

  #readFrame(text: string): void {
    const { domain, report } = this.#options;
    // RFC 7118 5.3 and RFC 5626 3.5.1: a double CRLF is a ping and wants a single one back.
    if (text === "\r\n\r\n") this.send("\r\n").catch(() => undefined);
    if (text === "\r\n\r\n" || text === "\r\n" || text === "") return;
    if (this.isForTransport(text)) return;
    const mended = mend(text, domain);
    if (mended.do === "read") this.read(mended.text);
    else if (mended.do === "answer") this.send(mended.text).catch(() => undefined);
    else report(`dropped ${mended.why} (${text.length} characters)`);
  }
}

function textOf(data: RawData): string {
  const whole = Array.isArray(data) ? Buffer.concat(data) : data;
  const bytes = Buffer.isBuffer(whole) ? whole : Buffer.from(whole);
  return bytes.subarray(0, LONGEST_DECODED).toString("utf8");
}
