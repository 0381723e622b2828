import type { ChildProcess } from "node:child_process";
import { existsSync, readFileSync, rmSync } from "node:fs";
import type { Blocks } from "./loop-blocks.ts";

/** What Node is started with (`--import`) so that `blocksOf` can be asked. */
export const probe = new URL("loop-probe.ts", import.meta.url).pathname;

/** The longest turns of a probed process so far; `file` is what its LOOP_PROBE_FILE names. */
export async function blocksOf(child: ChildProcess, file: string): Promise<Blocks> {
  rmSync(file, { force: true });
  child.kill("SIGUSR2");
  let told = "";
  while (!told.endsWith("}")) {
    await new Promise((resolve) => setTimeout(resolve, 5));
    if (existsSync(file)) told = readFileSync(file, "utf8");
  }
  return JSON.parse(told) as Blocks;
}
