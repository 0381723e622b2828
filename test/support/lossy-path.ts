import { createSocket, type Socket } from "node:dgram";
import { once } from "node:events";

export interface LossyPath {
  /** The description with this path in the place of its addresses. */
  through(sdp: string): Promise<string>;
  /** From now on this share of the audio is lost, evenly, both ways together. */
  lose(share: number): void;
  close(): void;
}

/**
 * A way between two ends on loopback that loses audio. What is behind each description it was given is
 * reached over a port of its own, from which the others' packets come as well.
 */
export function openLossyPath(): LossyPath {
  const sides: { socket: Socket; to: { port: number; address: string } }[] = [];
  let share = 0;
  let lost = 0;
  const isLost = (packet: Buffer): boolean => {
    // STUN and DTLS begin below 64 (RFC 7983).
    if ((packet[0] ?? 0) < 128) return false;
    lost += share;
    if (lost < 1) return false;
    lost -= 1;
    return true;
  };
  return {
    async through(sdp) {
      const host = /^a=candidate:\S+ 1 udp \d+ ([\d.]+) (\d+) typ host/im.exec(sdp);
      const [, address = "", port = ""] = host ?? [];
      const socket = createSocket("udp4").bind(0, "127.0.0.1");
      await once(socket, "listening");
      const side = { socket, to: { port: Number(port), address } };
      sides.push(side);
      // It comes from the other end, and leaves by the port that the other end is known by here.
      socket.on("message", (packet) => {
        const other = sides.find((one) => one !== side);
        if (other !== undefined && !isLost(packet)) {
          other.socket.send(packet, side.to.port, side.to.address);
        }
      });
      const own = `a=candidate:1 1 udp 1 127.0.0.1 ${socket.address().port} typ host\r\n`;
      return sdp.replace(/^(?:a=candidate:.*\r\n)+/m, own);
    },
    lose(next) {
      share = next;
    },
    close() {
      for (const { socket } of sides) socket.close();
    },
  };
}
