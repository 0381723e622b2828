import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { readArguments, usage, type LaunchArguments } from "./launch/arguments.ts";
import { buildFrom, isBuilt } from "./launch/build.ts";
import { chooseHost } from "./launch/choose-host.ts";
import { fetchElectron, findElectron } from "./launch/electron-binary.ts";
import { launch } from "./launch/host.ts";
import { runInForeground, runNpm } from "./launch/run.ts";
import { sandboxObstacle } from "./launch/sandbox.ts";

const root = dirname(import.meta.dirname);
const NODE_MAJOR = 24;

function read(argv: readonly string[]): LaunchArguments | null {
  try {
    return readArguments(argv);
  } catch (error) {
    console.error(`${error instanceof Error ? error.message : String(error)}\n${usage}`);
    return null;
  }
}

/** The Node that comes with the project, for a system whose own is too old for the database. */
function ownNode(): string | null {
  const name = process.platform === "win32" ? "node.exe" : "node";
  const file = join(root, "node_modules/node/bin", name);
  return existsSync(file) ? file : null;
}

/**
 * The browser host becomes this very process, so that whoever ends the launch, however, ends the host;
 * it exits by itself when it is told to.
 */
async function runHere(file: string, hostArguments: readonly string[]): Promise<number> {
  process.argv.splice(1, Infinity, file, ...hostArguments);
  await import(pathToFileURL(file).href);
  return 0;
}

async function main(): Promise<number> {
  const argv = process.argv.slice(2);
  const wanted = read(argv);
  if (wanted === null) return 2;
  if (wanted.isHelpWanted) {
    console.log(usage);
    return 0;
  }
  if (Number(process.versions.node.split(".")[0]) < NODE_MAJOR) {
    const node = ownNode();
    if (node === null) {
      console.error(`Ringback needs Node ${NODE_MAJOR}; run \`npm ci\`, which brings it along.`);
      return 1;
    }
    return runInForeground(node, [fileURLToPath(import.meta.url), ...argv], { cwd: process.cwd() });
  }
  const env = { ...process.env };
  delete env.ELECTRON_RUN_AS_NODE;
  return launch(wanted, {
    say: (line) => console.log(line),
    isBuilt: () => isBuilt(root),
    build: () => buildFrom(root, () => runNpm(["run", "-s", "build"], { cwd: root })),
    choose: () =>
      chooseHost({
        platform: process.platform,
        env,
        isBrowserWanted: wanted.isBrowserWanted,
        uid: process.geteuid?.() ?? null,
      }),
    findElectron: () => findElectron(root),
    fetchElectron: () => fetchElectron(root),
    sandboxObstacle,
    runElectron: (binary, hostArguments) =>
      runInForeground(binary, [root, ...hostArguments], { cwd: process.cwd(), env }),
    runBrowser: (hostArguments) => runHere(join(root, "out/main/browser.js"), hostArguments),
  });
}

process.exitCode = await main();
