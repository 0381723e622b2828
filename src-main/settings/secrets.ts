import { closeSync, constants, fstatSync, openSync, readFileSync } from "node:fs";
import { join } from "node:path";

const PASSWORD_VARIABLE = "RINGBACK_SIP_PASSWORD";
const PASSWORD_FILE = "sip-password";

/** The password file cannot be trusted or read. The message says what to do; it never holds the password. */
export class PasswordFileRefused extends Error {
  override readonly name = "PasswordFileRefused";
}

/**
 * The SIP password: from the environment, else from the file `sip-password` in the folder; null when
 * there is neither. One line break at the end of the file is not part of it.
 * @throws PasswordFileRefused when others may read the file, or it cannot be read.
 */
export function readPassword(
  folder: string,
  env: Readonly<Record<string, string | undefined>>,
): string | null {
  const told = env[PASSWORD_VARIABLE];
  if (told !== undefined && told !== "") return told;
  const path = join(folder, PASSWORD_FILE);
  const file = open(path);
  if (file === null) return null;
  try {
    const { mode } = fstatSync(file);
    // Windows keeps no such bits; there the folder's own access list guards the file.
    if (process.platform !== "win32" && (mode & 0o077) !== 0) {
      throw new PasswordFileRefused(
        `${path} can be read by others and is not used: run chmod 600 on it and start again`,
      );
    }
    const password = readFileSync(file, "utf8").replace(/\r?\n$/u, "");
    return password === "" ? null : password;
  } catch (error) {
    throw refused(path, error);
  } finally {
    closeSync(file);
  }
}

function open(path: string): number | null {
  try {
    return openSync(path, constants.O_RDONLY);
  } catch (error) {
    if (codeOf(error) === "ENOENT") return null;
    throw refused(path, error);
  }
}

const refused = (path: string, error: unknown): PasswordFileRefused =>
  error instanceof PasswordFileRefused
    ? error
    : new PasswordFileRefused(`${path} cannot be read: ${codeOf(error)}`, { cause: error });

const codeOf = (error: unknown): string =>
  error instanceof Error && "code" in error ? String(error.code) : "unknown error";
