import { once } from "node:events";
import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import type { Duplex } from "node:stream";
import { WebSocket, WebSocketServer, type RawData } from "ws";
import { ports } from "./ports.ts";
import { readSip, type SipMessage } from "./sip-message.ts";

type Side = "product" | "server";

export interface Tapped extends SipMessage {
  readonly from: Side;
  /** Wall-clock milliseconds, with fractions. */
  readonly at: number;
}

/** How long `next` waits. */
const WAIT_MS = 15_000;

/**
 * Stands between the product's WebSocket and Kamailio's, and is neither: frames, pings, pongs and
 * ends go through as they come. It keeps every SIP message with its time, and it can be the network
 * that fails: hold everything back, lose some, be slow, or break.
 */
export class Tap {
  readonly url: string;
  readonly #server: ReturnType<typeof createServer>;
  #messages: Tapped[] = [];
  #taken = new Set<Tapped>();
  #sockets = new Set<WebSocket | Duplex>();
  #held: (() => void)[] | null = null;
  #connections = 0;
  #delayMs = 0;
  #isLost: (message: Tapped) => boolean = () => false;

  private constructor(server: ReturnType<typeof createServer>) {
    this.#server = server;
    this.url = `ws://127.0.0.1:${(server.address() as AddressInfo).port}`;
    server.on("upgrade", (request, socket, head) => {
      this.#pass(() => {
        this.#join(request, socket, head);
      });
    });
  }

  static async start(): Promise<Tap> {
    const server = createServer();
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    return new Tap(server);
  }

  /** How many connections the product has opened so far. */
  get connections(): number {
    return this.#connections;
  }

  /** Everything since the last `forget`, in order. */
  all(kind?: string, from?: Side): readonly Tapped[] {
    return this.#messages.filter((message) => isWanted(message, kind, from));
  }

  /**
   * The first message of that kind (`INVITE`, `200 INVITE`) that no earlier call got; waits for it.
   * @throws with everything that was said when it does not come.
   */
  async next(kind: string, from?: Side): Promise<Tapped> {
    const deadline = Date.now() + WAIT_MS;
    for (;;) {
      const found = this.#messages.find(
        (message) => isWanted(message, kind, from) && !this.#taken.has(message),
      );
      if (found !== undefined) {
        this.#taken.add(found);
        return found;
      }
      if (Date.now() > deadline) throw new Error(`no ${kind} came:\n${this.transcript()}`);
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
  }

  /** Time, sender and first line of every message. */
  transcript(): string {
    return this.#messages
      .map(({ at, from, start }) => `${new Date(at).toISOString().slice(11)} ${from}: ${start}`)
      .join("\n");
  }

  /** From here on the socket is open and dead: nothing comes through, not even its end. */
  freeze(): void {
    this.#held ??= [];
  }

  /** What was held back comes through now, in order, to whoever is still there. */
  thaw(): void {
    const held = this.#held ?? [];
    this.#held = null;
    for (const pass of held) pass();
  }

  /** Breaks every open socket, without a close frame. New ones are let through. */
  cut(): void {
    for (const socket of this.#sockets) {
      if (socket instanceof WebSocket) socket.terminate();
      else socket.destroy();
    }
  }

  /** Every message takes so long from now on, either way. */
  delay(delayMs: number): void {
    this.#delayMs = delayMs;
  }

  /** Loses the messages for which this is true. They are kept here all the same. */
  lose(isLost: (message: Tapped) => boolean): void {
    this.#isLost = isLost;
  }

  /** A whole network again, and nothing said yet. */
  forget(): void {
    this.#delayMs = 0;
    this.#isLost = () => false;
    this.thaw();
    this.#messages = [];
    this.#taken = new Set();
  }

  async stop(): Promise<void> {
    this.cut();
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  /** Lets the product in once the server has, so that it meets the server's own absence. */
  #join(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    const upstream = new WebSocket(`ws://127.0.0.1:${ports.webSocket}`, "sip", {
      autoPong: false,
      perMessageDeflate: false,
    });
    this.#keep(socket);
    this.#keep(upstream);
    const giveUp = () => {
      upstream.terminate();
    };
    socket.on("error", () => undefined);
    socket.once("close", giveUp);
    upstream.on("error", () => {
      socket.destroy();
    });
    upstream.once("open", () => {
      socket.off("close", giveUp);
      // `handleProtocols` is left alone: it takes the first one offered, and there is only "sip".
      const doorway = new WebSocketServer({ noServer: true, autoPong: false });
      doorway.handleUpgrade(request, socket, head, (client) => {
        this.#keep(client);
        this.#connections += 1;
        this.#forward(client, upstream, "product");
        this.#forward(upstream, client, "server");
      });
    });
  }

  #keep(socket: WebSocket | Duplex): void {
    this.#sockets.add(socket);
    socket.once("close", () => this.#sockets.delete(socket));
  }

  #forward(near: WebSocket, far: WebSocket, from: Side): void {
    const pass = (send: () => void) => {
      this.#pass(() => {
        if (far.readyState === WebSocket.OPEN) send();
      });
    };
    near.on("error", () => undefined);
    near.on("message", (frame, isBinary) => {
      const isKept = this.#note(from, frame);
      if (!isKept) return;
      pass(() => {
        far.send(frame, { binary: isBinary });
      });
    });
    near.on("ping", (body) => {
      pass(() => {
        far.ping(body);
      });
    });
    near.on("pong", (body) => {
      pass(() => {
        far.pong(body);
      });
    });
    near.once("close", () => {
      this.#pass(() => {
        far.terminate();
      });
    });
  }

  /** False when the message is to be lost. */
  #note(from: Side, frame: RawData): boolean {
    const text = (frame as Buffer).toString("utf8");
    if (text.trim() === "") return true;
    const message: Tapped = { ...readSip(text), from, at: wallClockMs() };
    this.#messages.push(message);
    return !this.#isLost(message);
  }

  #pass(run: () => void): void {
    if (this.#held !== null) this.#held.push(run);
    else if (this.#delayMs === 0) run();
    else setTimeout(run, this.#delayMs);
  }
}

const wallClockMs = (): number => performance.timeOrigin + performance.now();

function isWanted(message: Tapped, kind?: string, from?: Side): boolean {
  return (kind === undefined || message.kind === kind) && (from ?? message.from) === message.from;
}
