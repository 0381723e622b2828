import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";

setFlagsFromString("--expose-gc");
const collect = runInNewContext("gc") as () => void;

/** Timers and sockets that keep the process alive. */
export function countHeld(): number {
  const kinds = process.getActiveResourcesInfo();
  return kinds.filter((kind) => kind === "Timeout" || kind.startsWith("TCPSocket")).length;
}

/** Bytes that somebody still refers to. */
export function usedHeap(): number {
  collect();
  return process.memoryUsage().heapUsed;
}
