import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { mend } from "#sip/incoming-message.ts";

const request = (uri: string, from: string, extra = "", body = ""): string =>
  [
    `INVITE ${uri} SIP/2.0`,
    "Via: SIP/2.0/WS far.invalid;branch=z9hG4bK1",
    `From: ${from}`,
    "To: <sip:kim@example.invalid>",
    "Call-ID: 1",
    "CSeq: 1 INVITE",
    ...(extra === "" ? [] : [extra]),
    "",
    body,
  ].join("\r\n");

function textOf(text: string): string {
  const mended = mend(text, "example.invalid");
  if (mended.do === "drop") throw new Error(mended.why);
  return mended.text;
}

describe("an incoming message", () => {
  test("whatever it is, is read, answered or dropped without a throw", () => {
    const piece = fc.oneof(
      fc.string(),
      fc.constantFrom("\r\n", "\r\n\r\n", "SIP/2.0 200 OK", "INVITE tel:1 SIP/2.0", "From: tel:"),
    );
    fc.assert(
      fc.property(fc.array(piece), (pieces) => {
        expect(["read", "answer", "drop"]).toContain(mend(pieces.join(""), "example.invalid").do);
      }),
    );
  });

  test("that SIP.js can read comes through as it is", () => {
    const text = request("sip:kim@example.invalid", "<sip:far@example.invalid>;tag=1");
    expect(textOf(text)).toBe(text);
  });

  test("to a tel: address gets the SIP address of that number", () => {
    const text = textOf(request("tel:+1-555-0100;phone-context=x", "<sip:a@b.invalid>;tag=1"));
    expect(text).toMatch(/^INVITE sip:\+15550100@example\.invalid;user=phone SIP\/2\.0\r\n/);
  });

  test.each(["<tel:+15550100>;tag=7", "tel:+15550100;tag=7", '"A" <tel:+15550100;x=y>;tag=7'])(
    "from %s keeps its tag and becomes readable",
    (from) => {
      const line = /^From:.*$/m.exec(textOf(request("sip:kim@example.invalid", from)))?.[0] ?? "";
      expect(line).toContain("<sip:+15550100@example.invalid;user=phone>;tag=7");
      expect(line).not.toContain("tel:");
    },
  );

  test("with a body of no type gets one", () => {
    const uri = "sip:kim@example.invalid";
    expect(textOf(request(uri, "<sip:a@b.invalid>;tag=1", "", "v=0\r\n"))).toContain(
      "Content-Type: application/sdp\r\n\r\nv=0",
    );
    const told = textOf(request(uri, "<sip:a@b.invalid>;tag=1", "c: text/plain", "hi"));
    expect(told.match(/^content-type:.*$/gim)).toEqual(["Content-Type: text/plain"]);
  });

  test("to an address of another scheme is answered 416 with its own headers", () => {
    const mended = mend(request("urn:service:sos", "<sip:a@b.invalid>;tag=1"), "example.invalid");
    expect(mended.do).toBe("answer");
    expect(mended.do === "answer" && mended.text).toMatch(
      /^SIP\/2\.0 416 .*\r\nVia: .*z9hG4bK1\r\nFrom: .*\r\nTo: .*;tag=na\r\nCall-ID: 1\r\nCSeq: 1 INVITE\r\nContent-Length: 0\r\n\r\n$/,
    );
  });

  test.each([
    ["From", `"${"a".repeat(4_000)}" <sip:a@b.invalid>;tag=1`, 1],
    ["Via", `SIP/2.0/WS far.invalid;branch=z9hG4bK1${";a=b".repeat(1_000)}`, 1],
    ["Contact", Array.from({ length: 320 }, () => "<sip:a@b.cde>").join(","), 1],
    ["Record-Route", Array.from({ length: 280 }, () => "<sip:a@b.cde;lr>").join(","), 1],
    ["P-Asserted-Identity", `"${"a".repeat(2_000)}" <sip:a@b.invalid>`, 2],
    ["WWW-Authenticate", `Digest realm="${"a".repeat(2_000)}", nonce="1"`, 2],
  ])("whose %s would take the parser too long is refused unread", (name, value, readings) => {
    const usual = request("sip:kim@example.invalid", "<sip:a@b.invalid>;tag=1", "X: y");
    const place = usual.includes(`\r\n${name}:`) ? new RegExp(`${name}: .*`) : "X: y";
    const long = usual.replace(place, `${name}: ${value}`);
    expect(textOf(long)).toMatch(/^SIP\/2\.0 513 /);
    // The same text where the parser does not look.
    const aside = usual.replace("X: y", `X-${name}: ${value}`);
    expect(mend(aside, "example.invalid").do).toBe("read");
    const response = long.replace(/^INVITE .*/, "SIP/2.0 200 OK");
    expect(mend(response, "example.invalid").do).toBe("drop");
    // What the parser is given in one message never costs it more than four kilobytes.
    expect((long.length - usual.length) * readings).toBeGreaterThan(3_800);
  });

  test("is counted with the first of its Via alone, however many servers it has passed", () => {
    const usual = request("sip:kim@example.invalid", "<sip:a@b.invalid>;tag=1", "X: y");
    const via = "Via: SIP/2.0/WS far.invalid;branch=z9hG4bK2;received=192.0.2.1";
    const far = usual.replace("X: y", Array.from({ length: 70 }, () => via).join("\r\n"));
    expect(mend(far, "example.invalid").do).toBe("read");
  });

  test("with a start line that is too long is not read", () => {
    const usual = request("sip:kim@example.invalid", "<sip:a@b.invalid>;tag=1");
    const long = usual.replace(/^INVITE .*/, `SIP/2.0 200 ${"a".repeat(4_100)}`);
    expect(mend(long, "example.invalid").do).toBe("drop");
  });

  test.each(["", "junk", "\u0000\r\n\r\n", `SIP/2.0 200 OK\r\n\r\n${"x".repeat(70_000)}`])(
    "that is none is dropped",
    (text) => {
      expect(mend(text, "example.invalid").do).toBe("drop");
    },
  );
});
