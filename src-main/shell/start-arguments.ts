import { resolve } from "node:path";

/**
 * The user-data folder somebody asked for: `--user-data DIR`, `--user-data=DIR`, else
 * `RINGBACK_USER_DATA`; null leaves the system's own. Unknown arguments are left alone: Electron and
 * Chromium have many of their own.
 */
export function userDataOf(
  argv: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
): string | null {
  const at = argv.indexOf("--user-data");
  const joined = argv.find((argument) => argument.startsWith("--user-data="));
  const folder =
    (at === -1 ? joined?.slice("--user-data=".length) : argv[at + 1]) ??
    env.RINGBACK_USER_DATA ??
    "";
  return folder === "" ? null : resolve(folder);
}
