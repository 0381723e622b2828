import { writeFileSync } from "node:fs";
import { monitorEventLoopDelay } from "node:perf_hooks";

/**
 * Loaded before the product by `--import`: keeps the longest time its event loop was blocked and
 * writes it, in milliseconds, to the file named by LOOP_PROBE_FILE whenever SIGUSR2 arrives.
 */
const delays = monitorEventLoopDelay({ resolution: 1 });
delays.enable();
process.on("SIGUSR2", () => {
  const file = process.env["LOOP_PROBE_FILE"];
  if (file !== undefined) writeFileSync(file, String(delays.max / 1e6));
});
