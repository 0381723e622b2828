import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { PasswordFileRefused, readPassword } from "#settings/secrets.ts";

function folderWith(text: string | null, mode = 0o600): string {
  const folder = mkdtempSync(join(tmpdir(), "ringback-secrets-"));
  onTestFinished(() => {
    rmSync(folder, { recursive: true, force: true });
  });
  if (text !== null) {
    writeFileSync(join(folder, "sip-password"), text);
    chmodSync(join(folder, "sip-password"), mode);
  }
  return folder;
}

const env = { RINGBACK_SIP_PASSWORD: "from the environment" };

test("the environment outranks the file", () => {
  expect(readPassword(folderWith("from the file\n"), env)).toBe("from the environment");
  expect(readPassword(folderWith("from the file"), { RINGBACK_SIP_PASSWORD: "" })).toBe(
    "from the file",
  );
});

test.each([
  ["secret\n", "secret"],
  ["secret\r\n", "secret"],
  [" se cret \n\n", " se cret \n"],
  ["\n", null],
  ["", null],
])("of %j the password is %j", (text, password) => {
  expect(readPassword(folderWith(text), {})).toBe(password);
});

test("without either there is none", () => {
  expect(readPassword(folderWith(null), {})).toBeNull();
  expect(readPassword("/no/such/folder", {})).toBeNull();
});

test.each([0o644, 0o640, 0o604, 0o660])(
  "a file of mode %o is refused, and what to do is said",
  (mode) => {
    const folder = folderWith("secret", mode);
    const read = () => readPassword(folder, {});
    expect(read).toThrow(PasswordFileRefused);
    expect(read).toThrow(/chmod 600/u);
    expect(read).not.toThrow(/secret\b(?!s)/u);
  },
);

test("what is no file is refused", () => {
  const folder = folderWith(null);
  mkdirSync(join(folder, "sip-password"), { mode: 0o700 });
  expect(() => readPassword(folder, {})).toThrow(/cannot be read: EISDIR/u);
});
