import { readFileSync, statSync } from "node:fs";

const RESTRICTION = "/proc/sys/kernel/apparmor_restrict_unprivileged_userns";
const SETUID = 0o4000;

/**
 * Why Chromium's sandbox cannot work on this system, null when nothing speaks against it: some
 * distributions of Linux forbid the user namespaces it stands on, unless its helper program belongs
 * to root. Ringback never runs without the sandbox.
 */
export function sandboxObstacle(electronBinary: string, restriction = RESTRICTION): string | null {
  if (!isRestricted(restriction)) return null;
  const program = electronBinary.replace(/[^/]+$/, "chrome-sandbox");
  const found = statSync(program, { throwIfNoEntry: false });
  if (found?.uid === 0 && (found.mode & SETUID) !== 0) return null;
  const remedy = `sudo chown root "${program}" && sudo chmod 4755 "${program}"`;
  return `this system forbids Electron's sandbox; this allows it: ${remedy}`;
}

function isRestricted(file: string): boolean {
  try {
    return readFileSync(file, "utf8").trim() === "1";
  } catch {
    return false;
  }
}
