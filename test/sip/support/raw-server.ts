import { randomBytes } from "node:crypto";
import type { IncomingMessage } from "node:http";
import { createServer, type Server } from "node:https";
import type { AddressInfo } from "node:net";
import { WebSocketServer, type WebSocket } from "ws";

/** A SIP message taken apart as far as a test needs it. */
export interface Seen {
  readonly text: string;
  readonly start: string;
  /** Method of a request, status of a response as text. */
  readonly what: string;
  readonly body: string;
  header(name: string): string;
}

interface ReplyParts {
  readonly headers?: readonly string[];
  readonly body?: string;
  readonly tag?: string;
  /** Leaves the Content-Type out. */
  readonly isBare?: boolean;
}

/** A response with the request's own Via, tags and numbers. */
export function replyTo(request: Seen, status: string, parts: ReplyParts = {}): string {
  const { headers = [], body = "", tag = "far" } = parts;
  const to = request.header("To");
  const isTagged = /;tag=/.test(to) || status.startsWith("100");
  return [
    `SIP/2.0 ${status}`,
    ...request.text.split("\r\n").filter((line) => /^via:/i.test(line)),
    `From: ${request.header("From")}`,
    `To: ${isTagged ? to : `${to};tag=${tag}`}`,
    `Call-ID: ${request.header("Call-ID")}`,
    `CSeq: ${request.header("CSeq")}`,
    ...headers,
    ...(body === "" ? [] : ["Content-Type: application/sdp"]),
    `Content-Length: ${Buffer.byteLength(body)}`,
    "",
    body,
  ].join("\r\n");
}

/**
 * A SIP server that does exactly what a test says, byte for byte: no library of ours or of others
 * between. REGISTER is granted by itself unless told otherwise.
 */
export class RawServer {
  readonly seen: Seen[] = [];
  grantedSeconds = 300;
  /** The request that opened the last WebSocket. */
  opening: IncomingMessage | null = null;
  /** CSeq of the last request of ours. */
  cseq = 100;
  onRegister: (request: Seen) => void = (request) => {
    this.grant(request);
  };
  /** Our probes; other OPTIONS are for the line to answer. */
  onProbe: (request: Seen) => void = (request) => {
    this.reply(request, "200 OK");
  };
  readonly #server: WebSocketServer;
  #https: Server | null = null;
  #socket: WebSocket | null = null;
  #waiters: { matches: (seen: Seen) => boolean; resolve: (seen: Seen) => void }[] = [];
  #taken = new Set<Seen>();

  private constructor(server: WebSocketServer) {
    this.#server = server;
    server.on("connection", (socket, opening) => {
      this.#socket = socket;
      this.opening = opening;
      socket.on("error", () => undefined);
      socket.on("message", (data) => {
        this.#take(Buffer.isBuffer(data) ? data.toString("utf8") : "");
      });
    });
  }

  static async start(port = 0): Promise<RawServer> {
    const server = new WebSocketServer({ host: "127.0.0.1", port, handleProtocols: () => "sip" });
    await new Promise<void>((resolve) => server.once("listening", resolve));
    return new RawServer(server);
  }

  /** The same behind TLS, with a certificate for `localhost` that nobody has signed. */
  static async startSecure(identity: { key: string; cert: string }): Promise<RawServer> {
    const https = createServer(identity);
    const server = new WebSocketServer({ server: https, handleProtocols: () => "sip" });
    await new Promise<void>((resolve) => https.listen(0, "127.0.0.1", resolve));
    const secure = new RawServer(server);
    secure.#https = https;
    return secure;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  get url(): string {
    return `ws://127.0.0.1:${this.port}`;
  }

  get isOpen(): boolean {
    return this.#socket?.readyState === 1;
  }

  /** The first message of this method or status that no other `next` has taken yet. */
  next(what: string): Promise<Seen> {
    const matches = (seen: Seen): boolean => seen.what === what;
    const early = this.seen.find((seen) => matches(seen) && !this.#taken.has(seen));
    if (early !== undefined) {
      this.#taken.add(early);
      return Promise.resolve(early);
    }
    return new Promise((resolve) => this.#waiters.push({ matches, resolve }));
  }

  count(what: string): number {
    return this.seen.filter((seen) => seen.what === what).length;
  }

  send(text: string | Buffer): void {
    this.#socket?.send(text);
  }

  reply(request: Seen, status: string, parts: ReplyParts = {}): void {
    this.send(replyTo(request, status, parts));
  }

  grant(register: Seen, seconds = this.grantedSeconds): void {
    const contact = register.header("Contact").replace(/;expires=\d+/, "");
    this.reply(register, "200 OK", { headers: [`Contact: ${contact};expires=${seconds}`] });
  }

  /** 180, or with a body an announcement. */
  ring(invite: Seen, body = "", tag = "far"): void {
    const headers = [`Contact: <sip:far@127.0.0.1;transport=ws>`];
    this.reply(invite, body === "" ? "180 Ringing" : "183 Session Progress", {
      headers,
      body,
      tag,
    });
  }

  answer(invite: Seen, body: string, tag = "far"): void {
    const headers = [`Contact: <sip:far@127.0.0.1;transport=ws>`];
    this.reply(invite, "200 OK", { headers, body, tag });
  }

  /** A request of the far end within the call that `invite` opened. */
  request(invite: Seen, method: string, parts: ReplyParts = {}) {
    const { headers = [], body = "", tag = "far", isBare = false } = parts;
    const contact = /<([^>]+)>/.exec(invite.header("Contact"))?.[1] ?? "";
    // An ACK bears the number of what it confirms.
    if (method !== "ACK") this.cseq += 1;
    this.send(
      [
        `${method} ${contact} SIP/2.0`,
        `Via: SIP/2.0/WS far.invalid;branch=z9hG4bK${randomBytes(6).toString("hex")}`,
        "Max-Forwards: 70",
        `From: ${invite.header("To")};tag=${tag}`,
        `To: ${invite.header("From")}`,
        `Call-ID: ${invite.header("Call-ID")}`,
        `CSeq: ${this.cseq} ${method}`,
        "Contact: <sip:far@127.0.0.1;transport=ws>",
        ...headers,
        ...(body === "" || isBare ? [] : ["Content-Type: application/sdp"]),
        `Content-Length: ${Buffer.byteLength(body)}`,
        "",
        body,
      ].join("\r\n"),
    );
  }

  /** Cuts the socket without a word. */
  kick(): void {
    this.#socket?.terminate();
  }

  /** Leaves the socket open and goes deaf. */
  freeze(): void {
    this.#socket?.pause();
  }

  /** Leaves the socket open, and whatever still comes over it is lost. */
  lose(): void {
    this.#socket?.removeAllListeners("message");
  }

  async stop(): Promise<void> {
    for (const client of this.#server.clients) client.terminate();
    this.#https?.close();
    await new Promise<void>((resolve) => {
      this.#server.close(() => {
        resolve();
      });
    });
  }

  #take(text: string): void {
    const [head = "", body = ""] = text.split("\r\n\r\n", 2);
    const lines = head.split("\r\n");
    const start = lines[0] ?? "";
    if (start === "") return;
    const what = /^SIP\/2\.0 (\d+)/.exec(start)?.[1] ?? start.split(" ", 1)[0] ?? "";
    const header = (name: string): string => {
      const line = lines.find((one) => one.toLowerCase().startsWith(`${name.toLowerCase()}:`));
      return line?.slice(name.length + 1).trim() ?? "";
    };
    const seen: Seen = { text, start, what, body, header };
    this.seen.push(seen);
    if (what === "REGISTER") this.onRegister(seen);
    if (what === "OPTIONS") this.onProbe(seen);
    const waiter = this.#waiters.find(({ matches }) => matches(seen));
    if (waiter === undefined) return;
    this.#waiters = this.#waiters.filter((one) => one !== waiter);
    this.#taken.add(seen);
    waiter.resolve(seen);
  }
}
