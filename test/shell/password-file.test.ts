import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { readPassword } from "#settings/secrets.ts";
import { openPassword, type PasswordParts } from "#shell/password-file.ts";

let folder: string;
let asked: number;
let isAvailable: boolean;
let backend: "gnome_libsecret" | "basic_text";
let shouldReEncrypt: boolean;
let isForgetful: boolean;
let reported: string[];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "ringback-password-"));
  asked = 0;
  isAvailable = true;
  backend = "gnome_libsecret";
  shouldReEncrypt = false;
  isForgetful = false;
  reported = [];
});
afterEach(() => rmSync(folder, { recursive: true }));

const setPlain = (word: string) => writeFileSync(plainFile(), word, { mode: 0o600 });
const file = () => join(folder, "sip-password.enc");
const plainFile = () => join(folder, "sip-password");

/** A keychain whose cipher is base64 behind a mark, so that a torn file cannot be read. */
const open = (platform: NodeJS.Platform = "linux") =>
  openPassword({
    safeStorage: {
      isAsyncEncryptionAvailable: () => {
        asked += 1;
        return Promise.resolve(isAvailable);
      },
      encryptStringAsync: (text) =>
        Promise.resolve(Buffer.from(`v1:${Buffer.from(text).toString("base64")}`)),
      decryptStringAsync: (sealed) => {
        const [mark, body = ""] = sealed.toString("latin1").split(":");
        if (mark !== "v1") return Promise.reject(new Error("not ours"));
        return Promise.resolve({
          result: isForgetful ? "" : Buffer.from(body, "base64").toString(),
          shouldReEncrypt,
        });
      },
      getSelectedStorageBackend: () => backend,
    } satisfies PasswordParts["safeStorage"],
    platform,
    file: file(),
    plain: readPassword(folder, {}),
    plainFile: plainFile(),
    report: (what) => void reported.push(what),
  });

describe("the SIP password", () => {
  test("is taken in from a plain file, which is then gone, and read back from the sealed one", async () => {
    setPlain("invented word\n");
    expect(await open()).toBe("invented word");
    expect(existsSync(plainFile())).toBe(false);
    expect(readFileSync(file(), "utf8")).not.toContain("invented");
    expect(statSync(file()).mode & 0o777).toBe(0o600);
    expect(await open()).toBe("invented word");
  });
  test("that is set anew replaces the one before", async () => {
    for (const word of ["first", "second"]) {
      setPlain(word);
      await open();
    }
    expect(await open()).toBe("second");
  });
  test("asks no keychain when there is none to read", async () => {
    expect(await open()).toBeNull();
    expect(asked).toBe(0);
  });
  test("stays in its plain file where there is no keychain, or only one that everybody can open", async () => {
    setPlain("word");
    isAvailable = false;
    expect(await open()).toBeNull();
    isAvailable = true;
    backend = "basic_text";
    expect(await open("linux")).toBeNull();
    expect(readFileSync(plainFile(), "utf8")).toBe("word");
    expect(existsSync(file())).toBe(false);
  });
  test("stays in its plain file when the keychain gives something else back", async () => {
    setPlain("word");
    isForgetful = true;
    expect(await open()).toBe("word");
    expect([existsSync(plainFile()), existsSync(file())]).toEqual([true, false]);
  });
  test("is sealed again when the system's key has changed", async () => {
    writeFileSync(file(), `v1:${Buffer.from("word").toString("base64")}`);
    const before = statSync(file()).ino;
    shouldReEncrypt = true;
    expect(await open("darwin")).toBe("word");
    expect(statSync(file()).ino).not.toBe(before);
  });
  test("that cannot be opened is reported without a word of it, and its file kept", async () => {
    writeFileSync(file(), "v0:torn");
    expect(await open()).toBeNull();
    expect(reported).toEqual(["the keychain could not give the SIP password; set it again"]);
    expect(readFileSync(file(), "utf8")).toBe("v0:torn");
  });
});
