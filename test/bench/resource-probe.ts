import { EventEmitter } from "node:events";
import { readdirSync, readlinkSync, writeFileSync } from "node:fs";
import { setTimeout as wait } from "node:timers/promises";
import { queryObjects } from "node:v8";
import { isMainThread } from "node:worker_threads";
import { Session } from "sip.js";
import { PROBE_FILE } from "./probed.ts";

/** What a process holds once everything that nobody needs has been let go. */
export interface Held {
  /** Bytes. */
  readonly heap: number;
  readonly resident: number;
  readonly sockets: number;
  readonly timers: number;
  /** Of all emitters that are still there. */
  readonly listeners: number;
  /** Calls of SIP.js, whatever state they are in. */
  readonly sessions: number;
}

/**
 * Loaded before the product by `--expose-gc --import`: writes what its main thread holds to the file
 * named by PROBE_FILE whenever SIGUSR2 arrives.
 */
if (isMainThread) {
  const countListeners = watchEmitters();
  process.on("SIGUSR2", () => {
    void tell(countListeners);
  });
}

async function tell(countListeners: () => number): Promise<void> {
  // What was collected may let go of more, and finalizers run between turns.
  for (let round = 0; round < 4; round += 1) {
    globalThis.gc?.();
    await wait(50);
  }
  const { heapUsed, external, rss } = process.memoryUsage();
  const held: Held = {
    heap: heapUsed + external,
    resident: rss,
    sockets: countSockets(),
    timers: process.getActiveResourcesInfo().filter((name) => name === "Timeout").length,
    listeners: countListeners(),
    sessions: queryObjects(Session, { format: "count" }),
  };
  const file = process.env[PROBE_FILE];
  if (file !== undefined) writeFileSync(file, JSON.stringify(held));
}

/** Linux tells it; elsewhere there is nothing to count. */
function countSockets(): number {
  const folder = "/proc/self/fd";
  return readdirSync(folder).filter((name) => {
    try {
      return readlinkSync(`${folder}/${name}`).startsWith("socket:");
    } catch {
      return false;
    }
  }).length;
}

type Add = (this: EventEmitter, ...parts: Parameters<EventEmitter["addListener"]>) => EventEmitter;

/** Knows every emitter that was ever listened to, for as long as it lives. */
function watchEmitters(): () => number {
  const known = new WeakSet<EventEmitter>();
  let living: WeakRef<EventEmitter>[] = [];
  // Whatever else adds a listener does it through one of these.
  for (const name of ["on", "addListener", "prependListener"] as const) {
    const add = Reflect.get(EventEmitter.prototype, name) as Add;
    EventEmitter.prototype[name] = function (this: EventEmitter, ...parts: Parameters<Add>) {
      if (!known.has(this)) {
        known.add(this);
        living.push(new WeakRef(this));
      }
      return add.apply(this, parts);
    } as Add;
  }
  return () => {
    living = living.filter((emitter) => emitter.deref() !== undefined);
    return living
      .flatMap((emitter) => emitter.deref() ?? [])
      .flatMap((emitter) => emitter.eventNames().map((event) => emitter.listenerCount(event)))
      .reduce((sum, count) => sum + count, 0);
  };
}
