import type { WebSocket } from "ws";

const HEARTBEAT_MS = 15_000;

/**
 * Ends a socket whose browser did not answer one ping until the next: the connection is dead, and
 * the page, if it lives, comes back by itself. Stops with the socket.
 */
export function keepAlive(socket: WebSocket): void {
  let hasAnswered = true;
  socket.on("pong", () => (hasAnswered = true));
  const timer = setInterval(() => {
    if (!hasAnswered) {
      socket.terminate();
      return;
    }
    hasAnswered = false;
    socket.ping();
  }, HEARTBEAT_MS);
  timer.unref();
  socket.on("close", () => clearInterval(timer));
}
