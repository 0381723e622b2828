import { expect, test } from "vitest";
import { readRemoteAudio } from "#sip/remote-audio.ts";
import { describeAudio } from "#test/sip/support/fake-media.ts";

const asksForHold = (sdp: string): boolean => readRemoteAudio(sdp).isHold;

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

test("digits can go within the audio when the audio section names telephone events", () => {
  const audio = "v=0\r\nm=audio 4000 RTP/AVP 0 101\r\na=rtpmap:0 PCMU/8000\r\n";
  expect(readRemoteAudio(audio).takesTelephoneEvents).toBe(false);
  expect(
    readRemoteAudio(`${audio}a=rtpmap:101 telephone-event/8000\r\n`).takesTelephoneEvents,
  ).toBe(true);
  expect(
    readRemoteAudio(`${audio}m=video 9 RTP/AVP 96\r\na=rtpmap:96 telephone-event/8000\r\n`)
      .takesTelephoneEvents,
  ).toBe(false);
});

test.each(["", "?", "\u0000\r\n=\r\n", "m=audio\r\na=\r\nc=\r\n"])(
  "%j asks for nothing",
  (text) => {
    expect(readRemoteAudio(text)).toEqual({ isHold: false, takesTelephoneEvents: false });
  },
);

test("only the beginning of a description is read, and of that no line that is too long", () => {
  const audio = "v=0\r\nm=audio 4000 RTP/AVP 0\r\n";
  expect(asksForHold(`${audio}${"a=x\r\n".repeat(900)}a=sendonly\r\n`)).toBe(true);
  expect(asksForHold(`${audio}${"a=x\r\n".repeat(1_000)}a=sendonly\r\n`)).toBe(false);
  const long = `${audio}a=rtpmap:101 telephone-event/8000${" ".repeat(60_000)}\r\n`;
  expect(readRemoteAudio(long).takesTelephoneEvents).toBe(false);
});
