import { join } from "node:path";
import { buildFrom, isBuilt } from "../../src-main/launch/build.ts";
import { chooseHost } from "../../src-main/launch/choose-host.ts";
import { fetchElectron, findElectron } from "../../src-main/launch/electron-binary.ts";
import { getElectron } from "../../src-main/launch/host.ts";
import { runInForeground, runNpm } from "../../src-main/launch/run.ts";
import { sandboxObstacle } from "../../src-main/launch/sandbox.ts";

/**
 * `npm run test:electron`: the built app in Electron itself. Where that cannot run it says why in one
 * line and succeeds, unless RINGBACK_ELECTRON_REQUIRED is set, as it is where the app is released from.
 */
const root = join(import.meta.dirname, "../..");

async function electronOrObstacle(): Promise<{ binary: string } | { obstacle: string }> {
  const choice = chooseHost({
    platform: process.platform,
    env: process.env,
    isBrowserWanted: false,
    uid: process.geteuid?.() ?? null,
  });
  if (choice.host === "browser") return { obstacle: choice.because ?? "it is not wanted" };
  return getElectron({
    say: (line) => console.log(line),
    findElectron: () => findElectron(root),
    fetchElectron: () => fetchElectron(root),
    sandboxObstacle,
  });
}

async function main(): Promise<number> {
  const electron = await electronOrObstacle();
  if ("obstacle" in electron) {
    console.log(`Electron cannot be tested here: ${electron.obstacle}.`);
    return process.env.RINGBACK_ELECTRON_REQUIRED ? 1 : 0;
  }
  if (!isBuilt(root)) {
    const built = await buildFrom(root, () => runNpm(["run", "-s", "build"], { cwd: root }));
    if (built.code !== 0) {
      console.log(built.output);
      return built.code;
    }
  }
  const vitest = join(root, "node_modules/vitest/vitest.mjs");
  const config = join(import.meta.dirname, "vitest.config.ts");
  return runInForeground(process.execPath, [vitest, "run", "--config", config], {
    cwd: root,
    env: { ...process.env, RINGBACK_ELECTRON: electron.binary },
  });
}

process.exitCode = await main();
