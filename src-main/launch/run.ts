import { spawn, type ChildProcess } from "node:child_process";
import { constants } from "node:os";

interface RunOptions {
  readonly cwd: string;
  readonly env?: NodeJS.ProcessEnv;
  /** On Windows npm is a script, which only a shell can run. */
  readonly shell?: boolean;
}

/**
 * Runs a program in the foreground and answers with its exit code (128 plus the number for a signal).
 * A signal that reaches this process is passed on. The program may get Ctrl+C twice then, once from
 * the terminal; it must take the second like the first. A group of its own would spare it that, but
 * would outlive a `kill -9` of ours.
 */
export function runInForeground(
  program: string,
  programArguments: readonly string[],
  options: RunOptions,
): Promise<number> {
  const child = spawn(program, programArguments, { ...options, stdio: "inherit" });
  const passOn = (signal: NodeJS.Signals) => {
    // On Windows `kill` ends a process on the spot, and the console tells it of Ctrl+C by itself.
    if (process.platform !== "win32") child.kill(signal);
  };
  const signals = ["SIGINT", "SIGTERM", "SIGHUP"] as const;
  for (const signal of signals) process.on(signal, passOn);
  return codeOf(child).finally(() => {
    for (const signal of signals) process.off(signal, passOn);
  });
}

/** How a quiet run ended, and what it printed on either stream. */
export interface Finished {
  readonly code: number;
  readonly output: string;
}

/** Runs a program to its end without showing what it prints; one that is called off is ended. */
export async function runQuietly(
  program: string,
  programArguments: readonly string[],
  options: RunOptions & { signal?: AbortSignal },
): Promise<Finished> {
  const child = spawn(program, programArguments, { ...options, stdio: ["ignore", "pipe", "pipe"] });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding("utf8").on("data", (text: string) => (output += text));
  }
  return { code: await codeOf(child), output };
}

/** The npm that started this process, else the one on the path. */
export function runNpm(npmArguments: readonly string[], options: RunOptions): Promise<Finished> {
  const npm = process.env.npm_execpath;
  return npm?.endsWith("npm-cli.js")
    ? runQuietly(process.execPath, [npm, ...npmArguments], options)
    : runQuietly("npm", npmArguments, { ...options, shell: process.platform === "win32" });
}

/** Waits for the end of the output too, which may come after the end of the program. */
function codeOf(child: ChildProcess): Promise<number> {
  return new Promise((resolve) => {
    child.once("error", () => resolve(127));
    child.once("close", (code, signal) => {
      resolve(code ?? 128 + (signal === null ? 0 : constants.signals[signal]));
    });
  });
}
