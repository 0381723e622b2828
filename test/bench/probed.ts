import { existsSync, readFileSync, rmSync } from "node:fs";

/** What Node is started with (`--import`) so that a process tells its longest turns (`Blocks`). */
export const loopProbe = new URL("loop-probe.ts", import.meta.url).pathname;

/** The same, for what a process holds (`Held`). */
export const resourceProbe = [
  "--expose-gc",
  "--import",
  new URL("resource-probe.ts", import.meta.url).pathname,
];

/** Environment of a probed process: the file into which it tells what it is asked by SIGUSR2. */
export const PROBE_FILE = "RINGBACK_PROBE_FILE";

/** What a probed process has to tell now; `file` is what its PROBE_FILE names. */
export async function askProbe<T>(pid: number, file: string): Promise<T> {
  rmSync(file, { force: true });
  process.kill(pid, "SIGUSR2");
  let told = "";
  while (!told.endsWith("}")) {
    await new Promise((resolve) => setTimeout(resolve, 5));
    if (existsSync(file)) told = readFileSync(file, "utf8");
  }
  return JSON.parse(told) as T;
}
