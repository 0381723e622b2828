import { randomBytes } from "node:crypto";

export interface LivenessOptions {
  readonly protocol: string;
  /** `sip:user@domain` of the account. */
  readonly address: string;
  readonly domain: string;
  /** Values of `Route`, in order. */
  readonly routes: readonly string[];
  /** 0: never by itself. */
  readonly everyMs: number;
  readonly answerMs: number;
  readonly send: (text: string) => void;
  readonly onDead: () => void;
}

/** A frame is read within two turns of the loop, behind TLS within one more; `setImmediate` comes after each. */
const SOCKET_TURNS = 4;

/** The answer to a probe is looked for so far into a message. */
const HEAD = 2_048;

/**
 * Finds out whether the server is still there, by an OPTIONS of our own now and then: any final
 * answer will do, and so will any other message that comes meanwhile. Ping frames of the WebSocket
 * are not used, because a proxy before a server that hangs goes on answering them; and what keeps
 * this socket open keeps the way through firewalls open too. SIP.js is not asked, because a request
 * of its own would outlive the socket by half a minute.
 */
export class Liveness {
  readonly #options: LivenessOptions;
  readonly #host = `${randomBytes(6).toString("hex")}.invalid`;
  #branch: string | null = null;
  #count = 0;
  #every: NodeJS.Timeout | null = null;
  #limit: NodeJS.Timeout | null = null;
  #lastLook: NodeJS.Immediate | null = null;

  constructor(options: LivenessOptions) {
    this.#options = options;
  }

  start(): void {
    const { everyMs, answerMs } = this.#options;
    if (everyMs === 0) return;
    this.#every = setInterval(() => {
      this.probe(answerMs);
    }, everyMs);
  }

  stop(): void {
    if (this.#every !== null) clearInterval(this.#every);
    this.#every = null;
    this.#settle();
  }

  /** Asks now; `onDead` follows when nothing has come by `answerMs`, nor lies in the socket then. */
  probe(answerMs: number): void {
    if (this.#limit !== null || this.#lastLook !== null) return;
    this.#limit = setTimeout(() => {
      this.#limit = null;
      this.#lookOnceMore(SOCKET_TURNS);
    }, answerMs);
    this.#options.send(this.#request());
  }

  /** To be told of every message that comes; true when it answers a probe and nobody else need read it. */
  heard(text: string): boolean {
    this.#settle();
    if (this.#branch === null || !text.slice(0, HEAD).includes(this.#branch)) return false;
    return text.startsWith("SIP/2.0 ");
  }

  /**
   * Timers run before sockets are read: where this process itself was held up, the answer may have
   * come long ago and lie there unread.
   */
  #lookOnceMore(turns: number): void {
    this.#lastLook = setImmediate(() => {
      this.#lastLook = null;
      if (turns > 1) this.#lookOnceMore(turns - 1);
      else this.#options.onDead();
    });
  }

  #settle(): void {
    if (this.#limit !== null) clearTimeout(this.#limit);
    if (this.#lastLook !== null) clearImmediate(this.#lastLook);
    this.#limit = null;
    this.#lastLook = null;
  }

  #request(): string {
    const { protocol, address, domain, routes } = this.#options;
    this.#count += 1;
    this.#branch = `z9hG4bK${randomBytes(9).toString("hex")}`;
    return [
      `OPTIONS sip:${domain} SIP/2.0`,
      ...routes.map((route) => `Route: ${route}`),
      `Via: SIP/2.0/${protocol} ${this.#host};branch=${this.#branch}`,
      "Max-Forwards: 70",
      `From: <${address}>;tag=${this.#host.slice(0, 10)}`,
      `To: <sip:${domain}>`,
      `Call-ID: ${this.#host}`,
      `CSeq: ${this.#count} OPTIONS`,
      "Accept: application/sdp",
      "Content-Length: 0",
      "",
      "",
    ].join("\r\n");
  }
}
