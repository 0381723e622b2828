import { createSocket } from "node:dgram";
import { once } from "node:events";

const COOKIE = 0x2112_a442;
const BINDING_SUCCESS = 0x0101;
const XOR_MAPPED_ADDRESS = 0x0020;
const IPV4 = 1;

export interface StunServer {
  readonly url: string;
  /** How often the request that came most often has come. */
  mostAsked(): number;
  close(): void;
}

/**
 * A STUN server on loopback (RFC 8489) that says to everybody: you are seen at `address`, behind a
 * translator that keeps the port. Null: it never answers.
 */
export async function startStunServer(address: string | null): Promise<StunServer> {
  const socket = createSocket("udp4").bind(0, "127.0.0.1");
  const asked = new Map<string, number>();
  socket.on("message", (request, { port, address: from }) => {
    const id = request.subarray(8, 20);
    asked.set(id.toString("hex"), (asked.get(id.toString("hex")) ?? 0) + 1);
    if (address === null) return;
    const answer = Buffer.alloc(32);
    answer.writeUInt16BE(BINDING_SUCCESS, 0);
    answer.writeUInt16BE(12, 2);
    answer.writeUInt32BE(COOKIE, 4);
    id.copy(answer, 8);
    answer.writeUInt16BE(XOR_MAPPED_ADDRESS, 20);
    answer.writeUInt16BE(8, 22);
    answer.writeUInt16BE(IPV4, 24);
    answer.writeUInt16BE(port ^ (COOKIE >>> 16), 26);
    const bytes = address.split(".").reduce((sum, part) => sum * 256 + Number(part), 0);
    answer.writeUInt32BE((bytes ^ COOKIE) >>> 0, 28);
    socket.send(answer, port, from);
  });
  await once(socket, "listening");
  return {
    url: `stun:127.0.0.1:${socket.address().port}`,
    mostAsked: () => Math.max(0, ...asked.values()),
    close: () => void socket.close(),
  };
}
