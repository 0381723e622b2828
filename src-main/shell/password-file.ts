import { readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import type { SafeStorage } from "electron";
import type { Report } from "#desk/ports.ts";

export interface PasswordParts {
  readonly safeStorage: Pick<
    SafeStorage,
    "isAsyncEncryptionAvailable" | "encryptStringAsync" | "decryptStringAsync"
  >;
  /** `sip-password.enc`: the password, encrypted with a key that the system's keychain holds. */
  readonly file: string;
  /** A password in plain text, as an administrator puts it there or the browser host keeps it. */
  readonly plainFile: string;
  readonly report: Report;
}

/**
 * The SIP password kept by the system's keychain; null when there is none or it cannot be read. A
 * plain file newer than it, or alone, is taken in: encrypted, and then removed. Where the system has
 * no keychain the plain file is left as it is, and whoever reads it next uses it.
 */
export async function openPassword(parts: PasswordParts): Promise<string | null> {
  const { safeStorage, file, plainFile, report } = parts;
  try {
    const isKeychainThere = await safeStorage.isAsyncEncryptionAvailable();
    if (!isKeychainThere) return null;
    const plain = read(plainFile)
      ?.toString("utf8")
      .replace(/\r?\n$/, "");
    if (plain !== undefined && plain !== "") {
      write(file, await safeStorage.encryptStringAsync(plain));
      rmSync(plainFile);
      return plain;
    }
    const sealed = read(file);
    if (sealed === null) return null;
    const { result, shouldReEncrypt } = await safeStorage.decryptStringAsync(sealed);
    if (shouldReEncrypt) write(file, await safeStorage.encryptStringAsync(result));
    return result;
  } catch (error) {
    report("the keychain could not give the SIP password; set it again", error);
    return null;
  }
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
  writeFileSync(draft, sealed, { mode: 0o600 });
  renameSync(draft, file);
}
