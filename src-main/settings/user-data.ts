import { homedir } from "node:os";
import { join } from "node:path";

/**
 * The folder of the database and the settings: `RINGBACK_USER_DATA`, else `Ringback` in the
 * platform's place for application data, the same that Electron chooses.
 */
export function defaultUserData(
  env: Readonly<Record<string, string | undefined>>,
  platform: NodeJS.Platform,
): string {
  const chosen = env["RINGBACK_USER_DATA"];
  if (chosen !== undefined && chosen !== "") return chosen;
  return join(appData(env, platform), "Ringback");
}

function appData(
  env: Readonly<Record<string, string | undefined>>,
  platform: NodeJS.Platform,
): string {
  if (platform === "win32") return env["APPDATA"] ?? join(homedir(), "AppData", "Roaming");
  if (platform === "darwin") return join(homedir(), "Library", "Application Support");
  return env["XDG_CONFIG_HOME"] ?? join(homedir(), ".config");
}
