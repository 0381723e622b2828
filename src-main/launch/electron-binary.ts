import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { runQuietly } from "./run.ts";

/** The whole of Electron is some 100 MB. */
const FETCH_LIMIT_MS = 120_000;
/** Where nothing can be reached, a fetch from the cache of an earlier one is done by then. */
const OFFLINE_LIMIT_MS = 8_000;
const PROBE_LIMIT_MS = 4_000;
const RELEASES = "https://github.com/electron/electron/releases";

/** The Electron binary of this installation, null when only its typings are there. */
export function findElectron(root: string): string | null {
  const folder = join(root, "node_modules/electron");
  try {
    const name = readFileSync(join(folder, "path.txt"), "utf8");
    const binary = join(process.env.ELECTRON_OVERRIDE_DIST_PATH ?? join(folder, "dist"), name);
    return existsSync(binary) ? binary : null;
  } catch {
    return null;
  }
}

/**
 * Fetches the binary with Electron's own installer; null when it came, else the reason why not. It
 * gives up within seconds when the place it comes from cannot be reached, and after two minutes in
 * any case.
 */
export async function fetchElectron(
  root: string,
  parts: { probe: () => Promise<boolean> } = { probe: canReachReleases },
): Promise<string | null> {
  const installer = join(root, "node_modules/electron/install.js");
  if (!existsSync(installer)) return "it is not installed";
  const giveUp = new AbortController();
  const installing = runQuietly(process.execPath, [installer], {
    cwd: root,
    signal: AbortSignal.any([giveUp.signal, AbortSignal.timeout(FETCH_LIMIT_MS)]),
  });
  const probing = parts.probe().then((isReachable) => {
    if (isReachable) return;
    const timer = setTimeout(() => giveUp.abort(), OFFLINE_LIMIT_MS - PROBE_LIMIT_MS);
    return installing.finally(() => clearTimeout(timer));
  });
  const { code } = await installing;
  await probing.catch(() => undefined);
  return code === 0 ? null : "its binary cannot be fetched from here";
}

/** A mirror or a proxy of somebody's own is taken to be reachable: it is not ours to judge. */
async function canReachReleases(): Promise<boolean> {
  const { env } = process;
  if (env.ELECTRON_MIRROR ?? env.npm_config_electron_mirror ?? env.ELECTRON_GET_USE_PROXY) {
    return true;
  }
  try {
    await fetch(RELEASES, { method: "HEAD", signal: AbortSignal.timeout(PROBE_LIMIT_MS) });
    return true;
  } catch {
    return false;
  }
}
