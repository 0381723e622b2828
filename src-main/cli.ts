#!/usr/bin/env node
import { refusalOfNode } from "./cli/node-version.ts";

const refusal = refusalOfNode(process.versions.node);
if (refusal === null) {
  process.exitCode = await start();
} else {
  process.stderr.write(`${refusal}\n`);
  process.exitCode = 2;
}

/** Everything else is loaded only now: its native part would crash an engine that is too old. */
async function start(): Promise<number> {
  const [
    { run },
    { importsInto },
    { openStore },
    { createNumbers },
    { readSettings },
    { epochMs },
  ] = await Promise.all([
    import("./cli/run.ts"),
    import("./import-thread.ts"),
    import("./store/open.ts"),
    import("./numbers/numbers.ts"),
    import("./settings/settings-file.ts"),
    import("./core/time.ts"),
  ]);
  for (const stream of [process.stdout, process.stderr]) {
    stream.on("error", (error: NodeJS.ErrnoException) => {
      // Whoever read us has seen enough.
      if (error.code === "EPIPE") process.exit(0);
      throw error;
    });
  }
  const clock = () => epochMs(Date.now());
  const report = (what: string, error?: unknown) =>
    void process.stderr.write(
      `ringback: ${what}${error instanceof Error ? `\n${error.stack ?? error.message}` : ""}\n`,
    );
  const code = await run(process.argv.slice(2), {
    stdin: process.stdin,
    onInterrupt(cancel) {
      // The second time it ends at once.
      process.once("SIGINT", cancel);
      return () => void process.off("SIGINT", cancel);
    },
    out: (text) => void process.stdout.write(text),
    err: (text) => void process.stderr.write(text),
    async drained() {
      for (const stream of [process.stdout, process.stderr]) {
        if (!stream.writableNeedDrain) continue;
        await new Promise<void>((resolve) => stream.once("drain", resolve));
      }
    },
    isInteractive: process.stderr.isTTY,
    env: process.env,
    platform: process.platform,
    clock,
    openStore(folder, isReadOnly) {
      const { settings, problems } = readSettings(folder);
      for (const problem of problems) report(problem);
      const country = settings.defaultCountry;
      const numbers = createNumbers(country);
      const store = openStore(folder, { numbers, now: clock, isReadOnly });
      return { ...store, startImport: importsInto(store, { folder, country }, report) };
    },
  });
  // What was cancelled may have left the input waiting for more.
  process.stdin.destroy();
  return code;
}
