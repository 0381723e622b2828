import { join } from "node:path";
import { buildFrom } from "../../src-main/launch/build.ts";
import { runNpm } from "../../src-main/launch/run.ts";
import { getChromium, systemParts } from "./chromium.ts";

const root = join(import.meta.dirname, "../..");

/**
 * What driving the product takes: a build of the present sources and a Chromium, whose path is left
 * in RINGBACK_CHROMIUM. Ends the process with one line when either cannot be had.
 */
export async function prepareBrowserTests(): Promise<void> {
  const { code, output } = await buildFrom(root, () =>
    runNpm(["run", "-s", "build"], { cwd: root }),
  );
  if (code !== 0) {
    console.error(output.trimEnd());
    process.exit(1);
  }
  const chromium = await getChromium(systemParts);
  if (chromium === null) process.exit(1);
  process.env["RINGBACK_CHROMIUM"] = chromium;
}
