import { expect, test } from "vitest";
import { targetOf } from "#sip/target.ts";

test.each([
  ["+15550100", "sip:+15550100@example.invalid"],
  ["+447700900123", "sip:+447700900123@example.invalid"],
  ["sip:alice@example.org", "sip:alice@example.org"],
  ["sips:alice@example.org;transport=ws", "sips:alice@example.org;transport=ws"],
  ["sip:alice@example.org?Replaces=1%3Bto-tag%3D2", "sip:alice@example.org"],
])("%s is dialled as %s", (number, uri) => {
  expect(targetOf(number, "example.invalid")?.toString()).toBe(uri);
});

test.each([
  "",
  "5550100",
  "0049 30 23125000",
  "+1 555 0100",
  "+1555010x",
  "+",
  "+0123456",
  "+1234567890123456",
  "tel:+15550100",
  "alice",
  "sip:example.org",
  "sip:@example.org",
  "http://example.org",
  "sip:a@b\r\nVia: x",
  "*72",
])("%j is not dialled", (number) => {
  expect(targetOf(number, "example.invalid")).toBeNull();
});
