import type { RawData, WebSocket } from "ws";
import type { Wire } from "#contract/wire.ts";
import type { Report } from "#desk/ports.ts";

/** A page that lets this much pile up is not reading; it is cut off and comes back to a fresh snapshot. */
const BACKLOG_LIMIT_BYTES = 16_000_000;

/**
 * A wire over an accepted socket: one message per text frame, as JSON. What is sent after the socket
 * closed goes nowhere; what arrives and is no JSON is reported and dropped.
 */
export function socketWire(socket: WebSocket, report: Report): Wire {
  return {
    send(message) {
      if (socket.readyState !== socket.OPEN) return;
      if (socket.bufferedAmount > BACKLOG_LIMIT_BYTES) {
        report("a page does not read what it is sent; its connection is closed");
        socket.terminate();
        return;
      }
      socket.send(JSON.stringify(message));
    },
    onMessage(listener) {
      socket.on("message", (frame, isBinary) => {
        if (isBinary) {
          report("a binary frame of a page was dropped");
          return;
        }
        const read = readJson(frame);
        if (read === undefined) {
          report("a frame of a page that is no JSON was dropped");
          return;
        }
        listener(read.value);
      });
    },
    onOpen(listener) {
      listener(socket.readyState === socket.OPEN);
      socket.on("close", () => listener(false));
    },
  };
}

function readJson(frame: RawData): { value: unknown } | undefined {
  try {
    // Text frames come as one Buffer: `ws` is left at its default binary type.
    return { value: JSON.parse((frame as Buffer).toString("utf8")) as unknown };
  } catch {
    return undefined;
  }
}
