import type { AddressInfo } from "node:net";
import { WebSocketServer, type WebSocket } from "ws";
import { afterwards, openLine, type Line, type LineOptions } from "./line.ts";

/**
 * A wire between two lines: what one sends the other gets, byte for byte. Only REGISTER and the
 * lines' questions whether anybody is there are answered here.
 */
async function relay(): Promise<string> {
  const server = new WebSocketServer({
    host: "127.0.0.1",
    port: 0,
    handleProtocols: () => "sip",
  });
  await new Promise<void>((resolve) => server.once("listening", resolve));
  const ends: WebSocket[] = [];
  server.on("connection", (socket) => {
    ends.push(socket);
    socket.on("message", (bytes) => {
      const text = (bytes as Buffer).toString("utf8");
      if (/^(REGISTER|OPTIONS) /.test(text)) socket.send(granted(text));
      else for (const other of ends) if (other !== socket) other.send(text);
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
  const lineOf = async (user: string): Promise<Line> => {
    const uri = `sip:${user}@example.invalid`;
    const line = openLine({ ...options, url, account: { uri, displayName: user } });
    line.phone.start();
    await line.registered();
    return line;
  };
  return { kim: await lineOf("kim"), lee: await lineOf("lee") };
}
