import { randomBytes } from "node:crypto";
import { mkdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { startBrowserHost } from "#browser-host/server.ts";
import { watchSleep } from "#browser-host/sleep.ts";
import { createMediaLink } from "#ipc/media-link.ts";
import { defaultUserData } from "#settings/user-data.ts";
import { FolderInUse } from "#store/folder-hold.ts";
import { after } from "./after.ts";
import { assemble } from "./assemble.ts";
import { createReport } from "./log.ts";

/**
 * Composition root of the browser host: the desk in plain Node, its window in a browser of this
 * machine. Prints the URL on stdout once it can be opened; SIGINT and SIGTERM end it cleanly. Exit code
 * 2: wrong usage, or another process is the desk of the folder.
 */
const { values } = parseArgs({
  options: {
    port: { type: "string", default: "0" },
    "user-data": { type: "string" },
  },
});
const port = Number(values.port);
if (!Number.isInteger(port) || port < 0 || port > 65_535) {
  process.stderr.write(
    `--port ${values.port}: give a whole number from 0 (any free port) to 65535.\n`,
  );
  process.exit(2);
}

const report = createReport("browser", process.env["RINGBACK_LOG_LEVEL"]);
const userData = values["user-data"] ?? defaultUserData(process.env, process.platform);
mkdirSync(userData, { recursive: true, mode: 0o700 });

const media = createMediaLink({
  timers: { after },
  report,
});
const desk = await assemble({ userData, env: process.env, media: media.link, report }).catch(
  (error: unknown) => {
    if (!(error instanceof FolderInUse)) throw error;
    process.stderr.write(`${error.message}.\n`);
    process.exit(2);
  },
);
const host = await startBrowserHost({
  rendererFolder: fileURLToPath(new URL("../renderer", import.meta.url)),
  desk,
  attachMedia: media.attach,
  port,
  token: randomBytes(24).toString("base64url"),
  report,
});
const stopWatching = watchSleep({
  clock: Date.now,
  after,
  onWoke: () => {
    desk.woke();
  },
});
process.stdout.write(`Ringback is ready: ${host.url}\n`);

let isEnding = false;
async function end(): Promise<void> {
  if (isEnding) return;
  isEnding = true;
  stopWatching();
  await desk.stop();
  await host.close();
  process.exit(0);
}
for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, () => void end());
