import { parentPort } from "node:worker_threads";
import { startDemoSwitch } from "./switch.ts";
import type { FromSwitch } from "./switch-thread.ts";

/** The demo switch as a thread: says who may call through it, then lasts until it is ended. */
const tell = (message: FromSwitch): void => parentPort?.postMessage(message);

const { account, password } = await startDemoSwitch({
  // Only an Error is sure to survive the way to another thread.
  report: (what, error) =>
    tell({ is: "report", what, error: error instanceof Error ? error : undefined }),
});
tell({ is: "started", account, password });
