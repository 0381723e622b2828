import { resolve } from "node:path";

/**
 * The user-data folder that the arguments name: `--user-data DIR` or `--user-data=DIR`, null when
 * neither is there. Unknown arguments are left alone: Electron and Chromium have many of their own.
 */
export function userDataOf(argv: readonly string[]): string | null {
  const at = argv.indexOf("--user-data");
  const joined = argv.find((argument) => argument.startsWith("--user-data="));
  const folder = (at === -1 ? joined?.slice("--user-data=".length) : argv[at + 1]) ?? "";
  return folder === "" ? null : resolve(folder);
}
