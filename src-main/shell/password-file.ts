import { readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import type { SafeStorage } from "electron";
import type { Report } from "#desk/ports.ts";

export interface PasswordParts {
  readonly safeStorage: Pick<
    SafeStorage,
    | "isAsyncEncryptionAvailable"
    | "encryptStringAsync"
    | "decryptStringAsync"
    | "getSelectedStorageBackend"
  >;
  readonly platform: NodeJS.Platform;
  /** `sip-password.enc`: the password, encrypted with a key that the system's keychain holds. */
  readonly file: string;
  /** A password in plain text, as an administrator or the browser host left it; null without one. */
  readonly plain: string | null;
  /** Where `plain` came from. */
  readonly plainFile: string;
  readonly report: Report;
}

/**
 * The SIP password kept by the system's keychain; null when there is none or it cannot be read. A
 * plain one is taken in: encrypted, and its file removed once the keychain has given it back. Where
 * the system has no keychain the plain file is left as it is, and whoever reads it next uses it.
 */
export async function openPassword(parts: PasswordParts): Promise<string | null> {
  const { safeStorage, file, plain, plainFile, report } = parts;
  try {
    const sealed = read(file);
    // Asking the keychain may ask the agent, so nobody asks it for nothing.
    if ((plain === null && sealed === null) || !(await hasKeychain(parts))) return null;
    if (plain !== null) {
      const fresh = await safeStorage.encryptStringAsync(plain);
      if ((await safeStorage.decryptStringAsync(fresh)).result === plain) {
        write(file, fresh);
        rmSync(plainFile);
      }
      return plain;
    }
    if (sealed === null) return null;
    const { result, shouldReEncrypt } = await safeStorage.decryptStringAsync(sealed);
    if (shouldReEncrypt) write(file, await safeStorage.encryptStringAsync(result));
    return result;
  } catch (error) {
    report("the keychain could not give the SIP password; set it again", error);
    return null;
  }
}

/** Without a keychain Linux "encrypts" with a key that everybody knows, which is worse than saying so. */
async function hasKeychain({ safeStorage, platform }: PasswordParts): Promise<boolean> {
  if (!(await safeStorage.isAsyncEncryptionAvailable())) return false;
  return platform !== "linux" || safeStorage.getSelectedStorageBackend() !== "basic_text";
}

function read(file: string): Buffer | null {
  try {
    return readFileSync(file);
  } catch {
    return null;
  }
}

function write(file: string, sealed: Buffer): void {
  const draft = `${file}.new`;
  writeFileSync(draft, sealed, { mode: 0o600, flush: true });
  renameSync(draft, file);
}
