import { spawn, type ChildProcessByStdio } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import type { Readable, Writable } from "node:stream";
import type { DemoSwitch } from "#demo/switch.ts";

const root = new URL("../..", import.meta.url).pathname;

/** A user-data folder of its own, gone after the test. */
export function freshFolder(): string {
  return mkdtempSync(join(tmpdir(), "ringback-test-"));
}

export const discard = (folder: string): void => {
  rmSync(folder, { recursive: true, force: true });
};

/** Points the account of a user-data folder at a switch that the test holds in its own hands. */
export function useSwitch(
  folder: string,
  demo: Pick<DemoSwitch, "account" | "password">,
  settings: Record<string, unknown> = {},
): void {
  const { account } = demo;
  const text = JSON.stringify({ version: 1, accounts: [account], ...settings }, null, 2);
  writeFileSync(join(folder, "settings.json"), text);
  writeFileSync(join(folder, "sip-password"), demo.password, { mode: 0o600 });
}

export interface Product {
  readonly url: string;
  readonly pid: number;
  /** All that it wrote to its log so far. */
  log(): string;
  /** SIGKILL, as a crash would; resolves when the process is gone. */
  kill(): Promise<void>;
  /** SIGTERM, as a quit would. */
  stop(): Promise<void>;
}

type Child = ChildProcessByStdio<null, Readable, Readable>;

/** Starts the built browser host on a user-data folder and waits for its URL; `nodeArgs` go to Node itself. */
export async function startProduct(
  folder: string,
  nodeArgs: readonly string[] = [],
): Promise<Product> {
  const child: Child = spawn(
    process.execPath,
    [...nodeArgs, join(root, "out/main/browser.js"), "--port", "0", "--user-data", folder],
    { stdio: ["ignore", "pipe", "pipe"], env: { ...process.env, RINGBACK_LOG_LEVEL: "info" } },
  );
  const log: string[] = [];
  child.stderr.on("data", (chunk: Buffer) => log.push(chunk.toString("utf8")));
  const url = await new Promise<string>((resolve, reject) => {
    createInterface({ input: child.stdout }).on("line", (line) => {
      const found = /http:\/\/127\.0\.0\.1:\d+\/\S*/.exec(line)?.[0];
      if (found !== undefined) resolve(found);
    });
    child.once("exit", (code) => {
      reject(new Error(`the browser host ended with ${code}:\n${log.join("")}`));
    });
  });
  const end = async (signal: "SIGKILL" | "SIGTERM") => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    const gone = once(child, "exit");
    child.kill(signal);
    await gone;
  };
  return {
    url,
    pid: child.pid ?? -1,
    log: () => log.join(""),
    kill: () => end("SIGKILL"),
    stop: () => end("SIGTERM"),
  };
}

export interface CommandResult {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs one verb of the command line on a user-data folder; `input` goes to its stdin. */
async function ringback(
  folder: string,
  args: readonly string[],
  input = "",
): Promise<CommandResult> {
  const child: ChildProcessByStdio<Writable, Readable, Readable> = spawn(
    process.execPath,
    [join(root, "src-main/cli.ts"), ...args, "--user-data", folder],
    { stdio: ["pipe", "pipe", "pipe"] },
  );
  const stdout: Buffer[] = [];
  const stderr: Buffer[] = [];
  child.stdout.on("data", (chunk: Buffer) => stdout.push(chunk));
  child.stderr.on("data", (chunk: Buffer) => stderr.push(chunk));
  child.stdin.end(input);
  const [code] = (await once(child, "close")) as [number | null];
  return {
    code,
    stdout: Buffer.concat(stdout).toString("utf8"),
    stderr: Buffer.concat(stderr).toString("utf8"),
  };
}

/** Imports records, one JSON value per line, and returns the summary. */
export const importRecords = (folder: string, records: readonly unknown[]) =>
  importText(folder, records.map((record) => JSON.stringify(record)).join("\n"));

export async function importText(folder: string, text: string) {
  const { stdout } = await ringback(folder, ["import", "-", "--json"], text);
  return JSON.parse(stdout) as {
    read: number;
    added: number;
    updated: number;
    unchanged: number;
    flagged: { index: number; path: string; reason: string }[];
    refused: { index: number; path: string; reason: string }[];
  };
}

interface ShownCall {
  readonly kind: string;
  readonly number: string | null;
  readonly outcome: string | null;
  readonly endedBy: string | null;
  readonly sipStatus: number | null;
}

export interface Shown {
  readonly key: string;
  readonly shape: string;
  readonly attempts: readonly {
    readonly number: string;
    readonly how: string;
    readonly startedAt: string;
    readonly answeredAt: string | null;
    readonly endedAt: string | null;
    readonly sipStatus: number | null;
    readonly q850Cause: number | null;
    readonly callResult: number | null;
    readonly disconnectType: string | null;
    readonly outcome: string | null;
  }[];
  /** Calls beside the attempts: who rang in, and who was consulted. */
  readonly calls: readonly ShownCall[];
  readonly timeline: readonly { readonly what: string; readonly detail: string | null }[];
  readonly wrapUp: unknown;
  readonly outbox: readonly unknown[];
  readonly raw: unknown;
}

/** `ringback calls --json`: those beside the attempts, the newest first. */
export async function shownCalls(folder: string): Promise<readonly ShownCall[]> {
  const { stdout } = await ringback(folder, ["calls", "--json"]);
  return JSON.parse(stdout) as ShownCall[];
}

/** `ringback show KEY --json`. */
export async function show(folder: string, key: string): Promise<Shown> {
  const { stdout } = await ringback(folder, ["show", key, "--json"]);
  return JSON.parse(stdout) as Shown;
}
