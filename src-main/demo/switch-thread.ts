import { existsSync } from "node:fs";
import { join } from "node:path";
import { Worker } from "node:worker_threads";
import type { Account } from "#contract/account.ts";
import type { Report } from "#desk/ports.ts";

/** What the thread says to the one that started it. */
export type FromSwitch =
  | { readonly is: "started"; readonly account: Account; readonly password: string }
  | { readonly is: "report"; readonly what: string; readonly error: Error | undefined };

export interface SwitchThread {
  /** Who may call through it. Rejects when it ended before it was there. */
  readonly started: Promise<{ readonly account: Account; readonly password: string }>;
  /** Ends the switch without a word to those who are connected. Idempotent. */
  stop(): Promise<void>;
}

/**
 * The demo switch in a thread of its own, so that neither its libraries nor its audio ever keep the
 * desk waiting. A thread that ends by itself is reported. `file` is the worker that came with this
 * build unless another is given.
 */
export function startSwitchThread(report: Report, file = workerFile()): SwitchThread {
  const worker = new Worker(file, { name: "demo switch" });
  let isStopped = false;
  let fault: unknown;
  return {
    started: new Promise((resolve, reject) => {
      worker.on("message", (message: FromSwitch) => {
        if (message.is === "started") resolve(message);
        else report(message.what, message.error);
      });
      worker.on("error", (error) => {
        fault = error;
      });
      worker.on("exit", () => {
        if (!isStopped) report("the demo switch has ended; start Ringback again to use it", fault);
        reject(new Error("the demo switch has ended", { cause: fault }));
      });
    }),
    async stop() {
      isStopped = true;
      await worker.terminate();
    },
  };
}

/** Beside this file in the sources; in a build beside the entries, one folder above the shared parts. */
function workerFile(): string {
  const folder = import.meta.dirname;
  const places = ["switch-worker.ts", "switch-worker.js", "../switch-worker.js"];
  const found = places.map((place) => join(folder, place)).find((file) => existsSync(file));
  if (found === undefined) throw new Error("the demo switch is missing from this build");
  return found;
}
