import { writeFileSync } from "node:fs";
import { isMainThread } from "node:worker_threads";
import { watchLoop } from "./loop-blocks.ts";
import { PROBE_FILE } from "./probed.ts";

/**
 * Loaded before the product by `--import`: writes the `Blocks` of its main thread to the file named
 * by PROBE_FILE whenever SIGUSR2 arrives, and begins anew. The loading of the program, in which nobody is served
 * yet, comes before the first turn and is not among them.
 */
if (isMainThread) {
  const { longest } = watchLoop();
  process.on("SIGUSR2", () => {
    const file = process.env[PROBE_FILE];
    if (file !== undefined) writeFileSync(file, JSON.stringify(longest));
  });
}
