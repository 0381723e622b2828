import type { IncomingMessage, Server, ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { Duplex } from "node:stream";
import { WebSocketServer } from "ws";
import type { Wire } from "#contract/wire.ts";
import type { DeskService, Report } from "#desk/ports.ts";
import { pageHeaders } from "#ipc/page-policy.ts";
import { serveWindow } from "#ipc/serve.ts";
import { createAdmission, type Admission } from "./admission.ts";
import { keepAlive } from "./heartbeat.ts";
import { socketWire } from "./socket-wire.ts";
import { listFiles, serveFiles } from "./static-files.ts";

// An import of it would look at each of its exports, and one of them loads a whole HTTP client on the
// first look: a fifth of the time until the desk can be opened.
const { createServer } = process.getBuiltinModule("node:http");

const MESSAGE_LIMIT_BYTES = 1_000_000;
const TOKEN_LIMIT_BYTES = 1_000;

export interface BrowserHost {
  /** Opens the desk in a browser of this machine; its fragment holds the token, so keep it out of logs. */
  readonly url: string;
  readonly port: number;
  /** Closes every page's connection and the port. Idempotent. */
  close(): Promise<void>;
}

/**
 * Serves the desk on 127.0.0.1: the built pages to anybody on this machine (there is nothing secret
 * in them), the wire only to a browser that showed the token and only to our own page in it.
 * `port` 0 takes any free one.
 * @throws the error of `listen` when the port is taken, of `readdir` when the pages are not built.
 */
export async function startBrowserHost(options: {
  /** Folder of the built renderer, with `index.html` and `media.html`. */
  readonly rendererFolder: string;
  readonly desk: DeskService;
  /** Takes in the wire of a media page; the returned function is called when the page is gone. */
  readonly attachMedia: (wire: Wire) => () => void;
  readonly port: number;
  /** At least 128 random bits; lasts as long as the process. */
  readonly token: string;
  readonly report: Report;
}): Promise<BrowserHost> {
  const { report } = options;
  const files = listFiles(options.rendererFolder);
  const http = createServer();
  const port = await listen(http, options.port);
  const origins = [`ws://127.0.0.1:${port}`, `ws://localhost:${port}`];
  const admission = createAdmission(port, options.token);
  const serveFile = serveFiles(files, origins);
  const sockets = new WebSocketServer({ noServer: true, maxPayload: MESSAGE_LIMIT_BYTES });

  async function respond(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (!admission.isAddressedHere(request)) {
      refuse(response, 403, "This address is not served here.");
      return;
    }
    const pathname = targetOf(request)?.pathname ?? "";
    if (pathname === "/session") return openSession(admission, request, response);
    if (request.method !== "GET" && request.method !== "HEAD") {
      refuse(response, 405, "Only GET is served here.");
      return;
    }
    if (!(await serveFile(request, pathname, response))) refuse(response, 404, "Not found.");
  }

  http.on("request", (request, response) => {
    respond(request, response).catch((error: unknown) => {
      report("a request of a browser failed", error);
      if (!response.headersSent) refuse(response, 500, "Ringback could not answer.");
      else response.destroy();
    });
  });

  http.on("upgrade", (request: IncomingMessage, stream: Duplex, head: Buffer) => {
    stream.on("error", () => stream.destroy());
    const role = roleOf(request);
    if (role === null) {
      turnAway(stream, "404 Not Found");
      return;
    }
    if (!admission.isFromOwnPage(request)) {
      turnAway(stream, "403 Forbidden");
      return;
    }
    if (!admission.hasSession(request)) {
      turnAway(stream, "401 Unauthorized");
      return;
    }
    sockets.handleUpgrade(request, stream, head, (socket) => {
      socket.on("error", (error) => report(`the connection of a ${role} page failed`, error));
      keepAlive(socket);
      const wire = socketWire(socket, report);
      const detach =
        role === "media" ? options.attachMedia(wire) : serveWindow(wire, options.desk, report);
      socket.on("close", detach);
    });
  });

  let closing: Promise<void> | null = null;
  return {
    url: `http://127.0.0.1:${port}/#token=${encodeURIComponent(options.token)}`,
    port,
    close: () =>
      (closing ??= new Promise((resolve) => {
        for (const socket of sockets.clients) socket.terminate();
        http.close(() => resolve());
        http.closeAllConnections();
      })),
  };
}

function listen(http: Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    http.once("error", reject);
    http.listen(port, "127.0.0.1", () => {
      http.off("error", reject);
      resolve((http.address() as AddressInfo).port);
    });
  });
}

function roleOf(request: IncomingMessage): "ui" | "media" | null {
  const target = targetOf(request);
  const role = target?.searchParams.get("role");
  return target?.pathname === "/wire" && (role === "ui" || role === "media") ? role : null;
}

/** Path and query as asked for; null when they are no part of any URL. */
const targetOf = (request: IncomingMessage): URL | null =>
  URL.parse(request.url ?? "", "http://localhost");

/** Trades the token, posted by our own page, for the cookie. */
async function openSession(
  admission: Admission,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  if (request.method !== "POST") {
    refuse(response, 405, "Post the token here.");
    return;
  }
  if (!admission.isFromOwnPage(request)) {
    refuse(response, 403, "Only the desk's own page may post here.");
    return;
  }
  const token = await readText(request, TOKEN_LIMIT_BYTES);
  if (token === null || !admission.isToken(token)) {
    refuse(response, 401, "This link is not valid; open the one printed at the last start.");
    return;
  }
  response.writeHead(204, { ...plainHeaders, "Set-Cookie": admission.cookie });
  response.end();
}

/** Null as soon as the body is longer than `limit` bytes; what comes after that is not kept. */
function readText(request: IncomingMessage, limit: number): Promise<string | null> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let length = 0;
    request.on("data", (chunk: Buffer) => {
      length += chunk.length;
      if (length > limit) resolve(null);
      else chunks.push(chunk);
    });
    request.on("end", () => resolve(Buffer.concat(chunks).toString("utf8")));
    request.on("error", reject);
  });
}

const plainHeaders = {
  ...pageHeaders({ connect: [], mayBeFramed: false }),
  "Cache-Control": "no-store",
  "Content-Type": "text/plain; charset=utf-8",
};

function refuse(response: ServerResponse, status: number, why: string): void {
  response.writeHead(status, { ...plainHeaders, Connection: "close" });
  response.end(`${why}\n`);
}

function turnAway(stream: Duplex, status: string): void {
  stream.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
}
