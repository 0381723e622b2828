import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createNumbers } from "#numbers/numbers.ts";
import { anyText } from "#test/formats/any-text.ts";

const us = createNumbers("US");

describe("what cannot be called", () => {
  test.each([
    ["", "nothing"],
    ["   ", "blank"],
    ["+", "a lone plus"],
    ["+1", "a country code alone"],
    ["+12345", "too short for any plan"],
    ["+1555010012345678", "longer than E.164 allows"],
    ["+999123456789", "a country code nobody has"],
    ["112", "a short code"],
    ["10.0.0.1", "an IP address"],
    ["192.168.100.200", "an IP address of phone-like length"],
    ["2001:db8::1", "an IPv6 address"],
    ["agent@example.org", "an e-mail address"],
    ["mailto:agent@example.org", "an e-mail link"],
    ["1-800-CALLNOW", "letters"],
    ["+15550100abc", "letters after a number"],
    ["call +15550100", "words around a number"],
    ["+15550100 +15550101", "two numbers"],
    ["030+23125001", "a plus in the middle"],
    ["sip:", "a scheme alone"],
    ["sip:kim@example.org?Replaces=1", "a SIP address that carries headers"],
    ["sip:kim@example.org>\r\nX: 1", "a SIP address that breaks out of its header"],
    ["sip:kim lee@example.org", "a SIP address with a space"],
    ["javascript:alert(1)", "another scheme"],
    ["\u0000", "a control character"],
    ["\ud800", "half a character"],
  ])("%j is not dialable (%s)", (text) => {
    expect(us.read(text)).toEqual({ dialable: null, display: text, country: null });
  });

  test("a text of a megabyte is answered without being parsed", () => {
    expect(us.read("1".repeat(1_000_000)).dialable).toBeNull();
  });
});

describe("what can be called", () => {
  test.each([
    ["+15550100", "+15550100"],
    ["+15550199", "+15550199"],
    ["+1 555 0100", "+15550100"],
    ["+447700900123", "+447700900123"],
    ["+44 (7700) 900-123", "+447700900123"],
    ["+49 30 23125-001", "+493023125001"],
    ["tel:+49-30-23125001", "+493023125001"],
    ["(212) 555-0142", "+12125550142"],
    ["011 44 7700 900123", "+447700900123"],
    ["+49 30 23125001 ext. 12", "+493023125001"],
    ["＋４９３０２３１２５００１", "+493023125001"],
    [" +447700900123\n", "+447700900123"],
    ["(+44) 7700 900123", "+447700900123"],
    ["sip:kim@example.org", "sip:kim@example.org"],
    [
      "sips:+15550100@example.org:5061;transport=tcp",
      "sips:+15550100@example.org:5061;transport=tcp",
    ],
    ["SIP:100@[2001:db8::1]:5060", "SIP:100@[2001:db8::1]:5060"],
    ["sip:10.0.0.1", "sip:10.0.0.1"],
  ])("%j is dialled as %s", (text, dialable) => {
    expect(us.read(text).dialable).toBe(dialable);
  });

  test("a national number belongs to the default country", () => {
    expect(createNumbers("DE").read("030 23125001")).toEqual({
      dialable: "+493023125001",
      display: "+49 30 23125001",
      country: "DE",
    });
    expect(us.read("030 23125001").dialable).toBeNull();
  });

  test("without a known default country international numbers are still read", () => {
    const nowhere = createNumbers("XX");
    expect(nowhere.read("+493023125001").dialable).toBe("+493023125001");
    expect(nowhere.read("030 23125001").dialable).toBeNull();
  });

  test("a number is shown in international form", () => {
    expect(us.read("+447700900123").display).toBe("+44 7700 900123");
  });
});

test("any text gets an answer, the same one every time, and only E.164 or SIP is dialled", () => {
  const anyAddress = fc.oneof(
    anyText,
    fc.stringMatching(/^[+0-9(). \-/x#]{0,30}$/),
    anyText.map((text) => `https://example.org/${text}`),
    fc.emailAddress(),
    fc.ipV4(),
  );
  fc.assert(
    fc.property(anyAddress, (text) => {
      const first = us.read(text);
      expect(createNumbers("US").read(text)).toEqual(first);
      if (first.dialable !== null) expect(first.dialable).toMatch(/^(\+[1-9]\d{6,14}|sips?:\S+)$/i);
    }),
  );
});

test("no number of texts makes an earlier answer wrong", () => {
  const numbers = createNumbers("US");
  const first = numbers.read("+15550100");
  for (let i = 0; i < 5_000; i++) numbers.read(`+4477009${String(i).padStart(5, "0")}`);
  expect(numbers.read("+15550100")).toEqual(first);
});

describe("a caller's number", () => {
  test.each([
    ["US", "493023125055", ["+493023125055"]],
    ["US", "447700900123", ["+447700900123"]],
    ["US", "00493023125055", ["+493023125055"]],
    ["US", "+493023125055", ["+493023125055"]],
    ["US", "12125550142", ["+12125550142"]],
    ["GB", "447700900123", ["+447700900123"]],
    ["GB", "12125550142", ["+12125550142"]],
    ["DE", "03023125055", ["+493023125055"]],
    ["FR", "493023125055", ["+493023125055"]],
    ["JP", "493023125055", ["+493023125055"]],
    ["XX", "493023125055", ["+493023125055"]],
  ])("in %s, %s stands for %j", (country, text, known) => {
    expect(createNumbers(country).callers(text)).toEqual(expect.arrayContaining(known));
  });
  test("is read as a national one first", () => {
    expect(createNumbers("US").callers("2125550142")[0]).toBe("+12125550142");
  });
  test.each(["112", "anonymous", "sip", "1".repeat(40)])("%j stands for nobody's", (text) => {
    expect(us.callers(text)).toEqual([]);
  });
  test("with a plus put in front is never dialled", () => {
    expect(us.read("493023125055").dialable).toBeNull();
  });
});
