import { expect, test } from "vitest";
import { opusPackets, readRecording } from "#demo/recordings.ts";

/** Length of an Opus packet by its first byte: configuration and count of frames (RFC 6716 3.1). */
function isTwentyMs(packet: Buffer): boolean {
  const first = packet.readUInt8(0);
  const configuration = first >> 3;
  const isCeltOnly = configuration >= 16;
  const index = configuration % 4;
  const frameMs = isCeltOnly
    ? [2.5, 5, 10, 20][index]
    : configuration >= 12
      ? [10, 20][configuration % 2]
      : [10, 20, 40, 60][index];
  return frameMs === 20 && (first & 3) === 0;
}

test.each(["greeting", "machine"] as const)("%s is some seconds of 20 ms packets", (name) => {
  const frames = readRecording(name, (what) => {
    throw new Error(what);
  });
  expect(frames.length).toBeGreaterThan(250);
  expect(frames.every(isTwentyMs)).toBe(true);
});

test.each(["", "OggS", "no Ogg at all"])("%j holds no packets", (text) => {
  expect(opusPackets(Buffer.from(text))).toEqual([]);
});
