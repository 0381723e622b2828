import { randomBytes } from "node:crypto";
import type { AddressInfo } from "node:net";
import { WebSocketServer, type WebSocket } from "ws";
import type { Account } from "#contract/account.ts";
import type { Report } from "#desk/ports.ts";
import { openSwitchLine, type SwitchLine } from "#sip/switch/switch-line.ts";
import { play } from "./callee.ts";
import type { CalleeHearing, CalleeMedia } from "./callee-media.ts";
import { anybody, callees } from "./callees.ts";
import { createDigest } from "./digest.ts";

export interface DemoSwitchOptions {
  readonly report: Report;
  /** Without it: any free port. */
  readonly port?: number;
  /** Waits of the callees are multiplied by this; below 1 for tests. */
  readonly pace?: number;
}

/** An INVITE as it arrived on the wire. */
interface ArrivedInvite {
  readonly number: string;
  /** Epoch milliseconds, finer than a millisecond. */
  readonly at: number;
  readonly callId: string;
}

export interface DemoSwitch {
  readonly account: Account;
  readonly password: string;
  readonly url: string;
  /** Every call ever tried, in order of arrival; re-INVITEs are not among them. */
  readonly invites: readonly ArrivedInvite[];
  /** What each callee hears, in the same order. */
  calls(): readonly (CalleeHearing & { readonly callId: string; readonly number: string })[];
  /** Told of every message that comes in, as text; returns its own unsubscribe. */
  onSip(listener: (text: string) => void): () => void;
  /** Cuts every socket without a word, as a crash of a server would. */
  kick(): void;
  /** Stops or goes on reading: sockets stay open and silent, as with a server that hangs. */
  freeze(isFrozen: boolean): void;
  stop(): Promise<void>;
}

/**
 * A SIP server in this process, on loopback, with scripted callees who are really heard: the first
 * call needs nothing else. One account, whose password is new at every start.
 */
export async function startDemoSwitch(options: DemoSwitchOptions): Promise<DemoSwitch> {
  const { report, pace = 1 } = options;
  const domain = "demo.invalid";
  const password = randomBytes(12).toString("hex");
  const digest = createDigest(domain, "demo", password);
  const lines = new Map<WebSocket, SwitchLine>();
  const invites: ArrivedInvite[] = [];
  const heard: { number: string; callId: string; media: CalleeMedia }[] = [];
  const listeners = new Set<(text: string) => void>();

  const server = new WebSocketServer({
    host: "127.0.0.1",
    port: options.port ?? 0,
    maxPayload: 4 * 1024 * 1024,
    allowSynchronousEvents: false,
    handleProtocols: (offered) => (offered.has("sip") ? "sip" : false),
    // Pages send an Origin, telephones none: no web site gets at this port.
    verifyClient: ({ origin }: { origin?: string }) => origin === undefined,
  });
  await new Promise<void>((resolve, reject) => {
    server.once("listening", resolve);
    server.once("error", reject);
  });
  server.on("error", (error) => {
    report("the demo switch has a fault", error);
  });

  server.on("connection", (socket) => {
    let arrivedAt = 0;
    socket.on("message", () => (arrivedAt = performance.timeOrigin + performance.now()));
    const line = openSwitchLine({
      socket,
      domain,
      login: digest,
      report,
      onText: (text) => {
        for (const listener of listeners) listener(text);
      },
      onCall: (call) => {
        const { number, callId } = call;
        void play({
          call,
          callee: callees[number] ?? anybody,
          pace,
          report,
          onMedia: (media) => {
            invites.push({ number, at: arrivedAt, callId });
            heard.push({ number, callId, media });
          },
        });
      },
    });
    lines.set(socket, line);
    socket.once("close", () => {
      lines.delete(socket);
      void line.stop();
    });
  });

  const { port } = server.address() as AddressInfo;
  const url = `ws://127.0.0.1:${port}`;
  return {
    url,
    password,
    account: {
      id: "demo",
      displayName: "Demo agent",
      uri: `sip:demo@${domain}`,
      server: url,
      authUser: "demo",
      iceServers: [],
    },
    invites,
    calls: () => heard.map(({ number, callId, media }) => ({ number, callId, ...media.hearing() })),
    onSip(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    kick() {
      for (const socket of lines.keys()) socket.terminate();
    },
    freeze(isFrozen) {
      for (const socket of lines.keys()) {
        if (isFrozen) socket.pause();
        else socket.resume();
      }
    },
    async stop() {
      for (const { media } of heard) media.close();
      await Promise.all([...lines.values()].map((line) => line.stop()));
      for (const socket of server.clients) socket.terminate();
      await new Promise<void>((resolve) => {
        server.close(() => {
          resolve();
        });
      });
    },
  };
}
