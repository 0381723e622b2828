import { expect, test } from "vitest";
import { asksForHold } from "#sip/stream-direction.ts";
import { describeAudio } from "#test/sip/support/fake-media.ts";

test.each([
  ["sendrecv", false],
  ["recvonly", false],
  ["sendonly", true],
  ["inactive", true],
])("%s is a hold: %s", (direction, isHold) => {
  expect(asksForHold(describeAudio(direction))).toBe(isHold);
});

test("a direction of the session counts when the audio section has none", () => {
  expect(asksForHold("v=0\r\na=sendonly\r\nm=audio 9 RTP/AVP 0\r\n")).toBe(true);
  expect(asksForHold("v=0\r\na=sendonly\r\nm=audio 9 RTP/AVP 0\r\na=sendrecv\r\n")).toBe(false);
});

test("the direction of another stream says nothing about the audio", () => {
  const video = "m=video 9 RTP/AVP 96\r\na=inactive\r\n";
  expect(asksForHold(`v=0\r\nm=audio 9 RTP/AVP 0\r\na=sendrecv\r\n${video}`)).toBe(false);
  expect(asksForHold(`v=0\r\nm=audio 9 RTP/AVP 0\r\n${video}`)).toBe(false);
});

test("the address 0.0.0.0 is a hold of the old kind, but not where ICE says where the audio goes", () => {
  const old = "v=0\r\nc=IN IP4 0.0.0.0\r\nm=audio 4000 RTP/AVP 0\r\n";
  expect(asksForHold(old)).toBe(true);
  expect(asksForHold(`${old}a=ice-ufrag:x\r\n`)).toBe(false);
});

test("a text that is no description is no hold", () => {
  expect(asksForHold("")).toBe(false);
});
