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
  const [{ run }, { openStore }, { createNumbers }, { readSettings }, { epochMs }] =
    await Promise.all([
      import("./cli/run.ts"),
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
  return run(process.argv.slice(2), {
    stdin: process.stdin,
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
      for (const problem of problems) process.stderr.write(`ringback: ${problem}\n`);
      const numbers = createNumbers(settings.defaultCountry);
      return openStore(folder, { numbers, now: clock, isReadOnly });
    },
  });
}
