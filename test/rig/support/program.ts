import { spawn } from "node:child_process";
import { closeSync, openSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** A server or peer of the rig: one process group, whose output goes into a file. */
export interface Program {
  readonly name: string;
  readonly pid: number;
  /** To every process of the group: Kamailio's children would outlive it. */
  signal(signal: NodeJS.Signals): void;
  /** SIGKILL; resolves when it is gone. */
  kill(): Promise<void>;
  /** Its exit code, null after a signal. */
  readonly ended: Promise<number | null>;
  hasEnded(): boolean;
  /** What it wrote, or the end of that. */
  log(): string;
}

/** So much of a log is shown. Characters. */
const SHOWN = 6_000;

/** Groups to be ended when this process goes, however that comes about. */
const living = new Set<number>();
process.once("exit", () => {
  for (const pid of living) signalGroup(pid, "SIGKILL");
});

export function startProgram(options: {
  readonly name: string;
  readonly command: string;
  readonly args: readonly string[];
  /** Where it runs and where its log is. */
  readonly folder: string;
}): Program {
  const { name, command, args, folder } = options;
  const file = join(folder, `${name}.log`);
  const log = openSync(file, "a");
  const child = spawn(command, args, {
    cwd: folder,
    detached: true,
    stdio: ["ignore", log, log],
  });
  closeSync(log);
  const pid = child.pid;
  if (pid === undefined) throw new Error(`${command} cannot be started`);
  living.add(pid);
  let hasEnded = false;
  const ended = new Promise<number | null>((resolve) => {
    child.once("exit", (code) => {
      hasEnded = true;
      living.delete(pid);
      resolve(code);
    });
  });
  return {
    name,
    pid,
    ended,
    hasEnded: () => hasEnded,
    signal: (signal) => {
      signalGroup(pid, signal);
    },
    async kill() {
      signalGroup(pid, "SIGKILL");
      await ended;
    },
    log: () => readFileSync(file, "utf8").slice(-SHOWN),
  };
}

function signalGroup(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(-pid, signal);
  } catch {
    // It is gone already.
  }
}

/** How long a program may take until it listens. */
const START_MS = 10_000;

/** Resolves once somebody listens on that port of 127.0.0.1. @throws with the log when the program ends first. */
export async function untilListening(
  program: Program,
  protocol: "tcp" | "udp",
  port: number,
): Promise<void> {
  const deadline = Date.now() + START_MS;
  while (!isTaken(protocol, port)) {
    if (program.hasEnded() || Date.now() > deadline) {
      throw new Error(`${program.name} does not listen on ${protocol} ${port}:\n${program.log()}`);
    }
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

/** As the kernel's own table says: a try to connect would leave traces in the program's log. */
function isTaken(protocol: "tcp" | "udp", port: number): boolean {
  const hex = port.toString(16).toUpperCase().padStart(4, "0");
  // 0A: a TCP socket that listens; 07: a UDP socket that is open.
  const state = protocol === "tcp" ? "0A" : "07";
  const sockets = readFileSync(`/proc/net/${protocol}`, "utf8");
  return new RegExp(`^ *\\d+: [0-9A-F]{8}:${hex} \\S+ ${state} `, "m").test(sockets);
}
