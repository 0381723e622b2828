import { fork, type ChildProcess } from "node:child_process";
import { existsSync, readFileSync, rmSync } from "node:fs";
import type { Blocks } from "./loop-probe.ts";

/** What Node is started with so that `blocksOf` can be asked. */
export const probe = new URL("loop-probe.ts", import.meta.url).pathname;

/** The longest turns of a probed process since it was last asked; `file` is what its LOOP_PROBE_FILE names. */
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

/** A module of this folder as a process of its own, probed. */
export function forkProbed(module: string, args: readonly string[], file: string): ChildProcess {
  return fork(new URL(module, import.meta.url).pathname, args, {
    execArgv: ["--import", probe],
    env: { ...process.env, LOOP_PROBE_FILE: file },
    stdio: ["ignore", "ignore", "inherit", "ipc"],
  });
}
