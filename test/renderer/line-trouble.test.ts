import { describe, expect, test } from "vitest";
import { lineTrouble, type LineTrouble } from "#contract/line-trouble.ts";
import { lineTroubleWords, registrationWords } from "#renderer/words/line-trouble.ts";

const plain: LineTrouble[] = lineTrouble.options[0].entries.is.options.map((is) => ({ is }));

describe("a trouble of the line", () => {
  test("has words of its own, whichever it is", () => {
    const said = plain.map(lineTroubleWords);
    expect(said).not.toContain("");
    expect(new Set(said).size).toBe(plain.length);
  });

  test.each<[LineTrouble, string]>([
    [{ is: "registration-refused", status: 499 }, "the server refused the registration (499)"],
    [{ is: "connection-refused", status: 404 }, "the server refused the connection (HTTP 404)"],
    [
      { is: "login-unknown", offered: ["Basic", "Digest AKAv1-MD5", "Bearer"] },
      "the server asks for a login that Ringback does not know (Basic or Digest AKAv1-MD5 or Bearer): its administrator can allow Digest with SHA-256 or MD5",
    ],
    [
      { is: "ca-file-unreadable", fault: "ENOENT" },
      "the account's caFile cannot be read (ENOENT): check its path and who may read it",
    ],
    [
      { is: "ca-file-unreadable", fault: null },
      "the account's caFile cannot be read: check its path and who may read it",
    ],
  ])("%j names what came with it", (trouble, words) => {
    expect(lineTroubleWords(trouble)).toBe(words);
  });

  test("goes with the state of the line, which needs none", () => {
    expect(registrationWords({ at: "registered", reason: null })).toBe("registered");
    expect(registrationWords({ at: "offline", reason: { is: "no-network" } })).toBe(
      "offline: no network",
    );
  });
});
