import { createHash } from "node:crypto";
import { expect, test } from "vitest";
import { createDigest, type Digest } from "#demo/digest.ts";

const md5 = (text: string) => createHash("md5").update(text).digest("hex");

function answer(digest: Digest, password: string, user = "demo"): string {
  const nonce = /nonce="([^"]+)"/.exec(digest.challenge())?.[1] ?? "";
  const ha1 = md5(`demo:demo.invalid:${password}`);
  const response = md5(`${ha1}:${nonce}:00000001:c:auth:${md5("REGISTER:sip:demo.invalid")}`);
  return `Digest algorithm=MD5, username="${user}", realm="demo.invalid", nonce="${nonce}", uri="sip:demo.invalid", response="${response}", qop=auth, cnonce="c", nc=00000001`;
}

const fresh = () => createDigest("demo.invalid", "demo", "right");

test("the right answer to a challenge is accepted once", () => {
  const digest = fresh();
  const given = answer(digest, "right");
  expect(digest.accepts(given, "REGISTER")).toBe(true);
  expect(digest.accepts(given, "REGISTER")).toBe(false);
});

test("a wrong password, user, method or nonce is not accepted", () => {
  const digest = fresh();
  expect(digest.accepts(answer(digest, "wrong"), "REGISTER")).toBe(false);
  expect(digest.accepts(answer(digest, "right", "other"), "REGISTER")).toBe(false);
  expect(digest.accepts(answer(digest, "right"), "INVITE")).toBe(false);
  expect(digest.accepts(answer(fresh(), "right"), "REGISTER")).toBe(false);
});

test.each([undefined, "", "Digest", 'Digest nonce="', "Basic x"])("%j is no answer", (given) => {
  expect(fresh().accepts(given, "REGISTER")).toBe(false);
});
