import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import { onTestFinished } from "vitest";
import { run } from "#cli/run.ts";
import { epochMs } from "#core/time.ts";
import { createNumbers } from "#numbers/numbers.ts";
import { openStore } from "#store/open.ts";
import { importsInto } from "../../src-main/import-thread.ts";

export const NOW = epochMs(Date.UTC(2026, 10, 20, 9));

/** A folder of its own, gone when the test is over. */
export function freshFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "ringback-cli-"));
  onTestFinished(() => {
    rmSync(folder, { recursive: true, force: true });
  });
  return folder;
}

export function openIn(folder: string, isReadOnly = false) {
  const store = openStore(folder, { numbers: createNumbers("US"), isReadOnly });
  const report = (what: string, error: unknown) => {
    throw new Error(what, { cause: error });
  };
  return { ...store, startImport: importsInto(store, { folder, country: "US" }, report) };
}

interface Given {
  readonly input?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly isInteractive?: boolean;
  readonly drained?: () => Promise<void>;
}

/** Runs one command line in this process, on the real store. */
export async function cli(args: readonly string[], given: Given = {}) {
  let out = "";
  let err = "";
  const code = await run(args, {
    stdin: Readable.from([given.input ?? ""]),
    onInterrupt: () => () => undefined,
    out: (text) => (out += text),
    err: (text) => (err += text),
    drained: given.drained ?? (() => Promise.resolve()),
    isInteractive: given.isInteractive ?? false,
    env: given.env ?? {},
    platform: "linux",
    clock: () => NOW,
    openStore: openIn,
  });
  return { code, out, err };
}

/** The one JSON value on the standard output of a run with `--json`. */
export async function cliJson(args: readonly string[], given: Given = {}) {
  const { code, out, err } = await cli([...args, "--json"], given);
  return { code, err, value: JSON.parse(out) as unknown };
}

export const record = (id: string, name = id) => ({
  id,
  callbackUserName: name,
  callbackNumbers: ["+15550100"],
  callerId: "+15550199",
});

/** Records, or texts that are none, one per line. */
export const lines = (...records: readonly unknown[]): string =>
  records.map((each) => (typeof each === "string" ? each : JSON.stringify(each))).join("\n");
