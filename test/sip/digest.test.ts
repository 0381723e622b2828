import fc from "fast-check";
import { expect, test } from "vitest";
import { answer, isKnown, nameOf, readChallenges, type DigestInput } from "#sip/digest.ts";

const one = (header: string) => {
  const [challenge] = readChallenges([header]);
  if (challenge === undefined) throw new Error("no challenge");
  return challenge;
};
const responseTo = (header: string, input: DigestInput): string | undefined =>
  /response="([^"]*)"/.exec(answer(one(header), input))?.[1];

const mufasa: DigestInput = {
  method: "GET",
  uri: "/dir/index.html",
  body: "",
  username: "Mufasa",
  password: "Circle of Life",
  cnonce: "f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ",
  count: 1,
};
const rfc7616 =
  'realm="http-auth@example.org", qop="auth, auth-int", nonce="7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v", opaque="FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS"';

test.each([
  ["MD5", "8ca523f5e9506fed4657c9700eebdbec"],
  ["SHA-256", "753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1"],
])("the worked example of RFC 7616 for %s comes out", (algorithm, response) => {
  const header = `Digest ${rfc7616}, algorithm=${algorithm}`;
  expect(responseTo(header, mufasa)).toBe(response);
  expect(answer(one(header), mufasa)).toContain(`algorithm=${algorithm}, opaque="FQhe/`);
  expect(answer(one(header), mufasa)).toContain("qop=auth, nc=00000001");
});

test("the worked example of RFC 2617 comes out, with words beyond ASCII as UTF-8", () => {
  const input = { ...mufasa, password: "Circle Of Life", cnonce: "0a4f113b" };
  const header =
    'Digest realm="testrealm@host.com", qop="auth", nonce="dcd98b7102dd2f0e8b11d0f600bfb0c093"';
  expect(responseTo(header, input)).toBe("6629fae49393a05397450978507c4ef1");
  expect(responseTo(header, { ...input, password: "Ünïcödé" })).not.toBe(
    responseTo(header, { ...input, password: "Unicode" }),
  );
});

test("the old form without a protection has no count and no number of ours", () => {
  const value = answer(one('Digest realm="r", nonce="n"'), mufasa);
  expect(value).not.toMatch(/qop|nc=|cnonce/);
});

test.each(["MD5-sess", "SHA-512-256", "sha-256-SESS"])("%s is known", (algorithm) => {
  expect(isKnown(one(`Digest realm="r", nonce="n", algorithm=${algorithm}`))).toBe(true);
});

test("where only the body's protection is offered, the body counts", () => {
  const header = 'Digest realm="r", nonce="n", qop="auth-int"';
  expect(answer(one(header), mufasa)).toContain("qop=auth-int");
  expect(responseTo(header, { ...mufasa, body: "v=0" })).not.toBe(responseTo(header, mufasa));
});

test.each([
  ['Digest realm="r", nonce="n", algorithm=AKAv1-MD5', "Digest AKAv1-MD5"],
  ['Digest realm="r", nonce="n", qop="token"', "Digest MD5 qop=token"],
  ['Basic realm="r"', "Basic"],
  ["Bearer", "Bearer"],
])("%s is not known, and can be named", (header, name) => {
  expect(isKnown(one(header))).toBe(false);
  expect(nameOf(one(header))).toBe(name);
});

test("several challenges in one header and over several keep their order", () => {
  const challenges = readChallenges([
    'Digest realm="a, b", nonce=n1==, algorithm=SHA-256 , Digest realm="c"',
    "Bearer",
  ]);
  expect(challenges.map(({ scheme }) => scheme)).toEqual(["Digest", "Digest", "Bearer"]);
  expect(challenges.map(({ parameters }) => parameters.get("realm"))).toEqual([
    "a, b",
    "c",
    undefined,
  ]);
  expect(challenges[0]?.parameters.get("nonce")).toBe("n1==");
});

test("any text is read without a throw", () => {
  const piece = fc.oneof(
    fc.string(),
    fc.constantFrom("Digest ", 'realm="', ",", "=", '\\"', "nonce=x"),
  );
  fc.assert(
    fc.property(fc.array(piece), (pieces) => {
      expect(Array.isArray(readChallenges([pieces.join("")]))).toBe(true);
    }),
  );
});
