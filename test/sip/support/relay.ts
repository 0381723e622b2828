import type { AddressInfo } from "node:net";
import { WebSocketServer, type WebSocket } from "ws";
import type { MediaLink } from "#desk/ports.ts";
import type { FakeMedia } from "./fake-media.ts";
import { afterwards, openLine, type Line, type LineOptions } from "./line.ts";

/**
 * A wire between lines: each gets, byte for byte, what the others send to it. Only REGISTER and the
 * lines' questions whether anybody is there are answered here.
 */
export async function relay(): Promise<string> {
  const server = new WebSocketServer({
    host: "127.0.0.1",
    port: 0,
    handleProtocols: () => "sip",
  });
  await new Promise<void>((resolve) => server.once("listening", resolve));
  /** By the users and hosts that lead to them. */
  const ends = new Map<string, WebSocket>();
  server.on("connection", (socket) => {
    socket.on("message", (bytes) => {
      const text = (bytes as Buffer).toString("utf8");
      // Whoever sent a request gets its answers.
      const via = /^Via: SIP\/2.0\/WS ([^;\s]+)/m.exec(text)?.[1] ?? "";
      if (!text.startsWith("SIP/2.0 ")) ends.set(via, socket);
      if (text.startsWith("REGISTER ")) {
        for (const user of text.matchAll(/^(?:From|Contact):.*<sip:([^@>]+)@/gm)) {
          ends.set(user[1] ?? "", socket);
        }
      }
      if (/^(REGISTER|OPTIONS) /.test(text)) socket.send(granted(text));
      else ends.get(/^[A-Z]+ sip:([^@\s]+)@/.exec(text)?.[1] ?? via)?.send(text);
    });
  });
  afterwards(async () => {
    for (const socket of server.clients) socket.terminate();
    await new Promise((resolve) => server.close(resolve));
  });
  return `ws://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

function granted(request: string): string {
  const kept = request
    .split("\r\n")
    .filter((line) => /^(via|from|to|call-id|cseq|contact):/i.test(line));
  return ["SIP/2.0 200 OK", ...kept, "Content-Length: 0", "", ""].join("\r\n");
}

/** Two registered lines of our own that can call each other: `kim` and `lee`. */
export async function twoLines(
  options: Omit<Partial<LineOptions>, "url"> = {},
): Promise<{ kim: Line; lee: Line }> {
  const url = await relay();
  return {
    kim: await lineOf("kim", { ...options, url }),
    lee: await lineOf("lee", { ...options, url }),
  };
}

/** A registered line of that user. */
export async function lineOf<M extends MediaLink = FakeMedia>(
  user: string,
  options: LineOptions<M>,
): Promise<Line<M>> {
  const uri = `sip:${user}@example.invalid`;
  const line = openLine({ ...options, account: { uri, displayName: user } });
  line.phone.start();
  await line.registered();
  return line;
}
