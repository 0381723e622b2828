import { existsSync } from "node:fs";
import { join } from "node:path";
import { chromium } from "playwright";
import { runQuietly, type Finished } from "../../src-main/launch/run.ts";

/** What finding a browser takes of the system; the tests bring their own. */
export interface ChromiumParts {
  readonly platform: NodeJS.Platform;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly isRoot: boolean;
  readonly exists: (file: string) => boolean;
  readonly run: (program: string, programArguments: readonly string[]) => Promise<Finished>;
  /** Where Playwright keeps its own browser, whether or not it is there. */
  readonly playwrightBrowser: () => string;
  readonly say: (line: string) => void;
}

/** Chromium or what is made of it, in the order of preference. */
function candidates({ platform, env, playwrightBrowser }: ChromiumParts): string[] {
  const chosen = env.RINGBACK_CHROMIUM;
  if (chosen) return [chosen];
  const own = playwrightBrowser();
  if (platform === "win32") {
    const folders = [env.PROGRAMFILES, env["PROGRAMFILES(X86)"], env.LOCALAPPDATA];
    const found = folders.filter((folder) => folder !== undefined);
    return [own, ...found.map((folder) => join(folder, "Google/Chrome/Application/chrome.exe"))];
  }
  if (platform === "darwin") {
    const names = ["Chromium", "Google Chrome"];
    return [own, ...names.map((name) => `/Applications/${name}.app/Contents/MacOS/${name}`)];
  }
  const names = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];
  return [...names.map((name) => `/usr/bin/${name}`), own];
}

/**
 * The path of a Chromium that starts, installed if there is none: from Debian where we are root, else
 * Playwright's own. Null after one line that says what is missing.
 */
export async function getChromium(parts: ChromiumParts): Promise<string | null> {
  const found = await findChromium(parts);
  if (found !== null) return found;
  if (parts.env.RINGBACK_CHROMIUM) {
    parts.say(`RINGBACK_CHROMIUM names ${parts.env.RINGBACK_CHROMIUM}, which does not start.`);
    return null;
  }
  if (parts.platform === "linux" && parts.isRoot && parts.exists("/usr/bin/apt-get")) {
    parts.say("Installing Chromium from the distribution, once.");
    await parts.run("apt-get", ["-qq", "update"]);
    await parts.run("apt-get", ["-qq", "install", "-y", "--no-install-recommends", "chromium"]);
  }
  const installed = await findChromium(parts);
  if (installed !== null) return installed;
  parts.say("Fetching Playwright's Chromium, once.");
  await parts.run(process.execPath, [playwrightCli, "install", "chromium"]);
  const fetched = await findChromium(parts);
  if (fetched === null) {
    parts.say(
      "The tests need Chromium, which is not here and could not be installed: install the package `chromium`, or name one in RINGBACK_CHROMIUM.",
    );
  }
  return fetched;
}

const playwrightCli = join(import.meta.dirname, "../../node_modules/playwright/cli.js");

async function findChromium(parts: ChromiumParts): Promise<string | null> {
  for (const file of candidates(parts)) {
    if (parts.exists(file) && (await startsUp(file, parts))) return file;
  }
  return null;
}

/** Some distributions put a script there that only tells where else to find it. */
async function startsUp(file: string, { platform, run }: ChromiumParts): Promise<boolean> {
  // On Windows `--version` opens a window instead.
  return platform === "win32" || (await run(file, ["--version"])).code === 0;
}

export const systemParts: ChromiumParts = {
  platform: process.platform,
  env: process.env,
  isRoot: process.geteuid?.() === 0,
  exists: existsSync,
  run: (program, programArguments) =>
    runQuietly(program, programArguments, {
      cwd: process.cwd(),
      env: { ...process.env, DEBIAN_FRONTEND: "noninteractive" },
    }),
  playwrightBrowser: () => chromium.executablePath(),
  say: (line) => process.stdout.write(`${line}\n`),
};
