import { expect, test } from "vitest";
import { sayHeld } from "#renderer/media/hold-direction.ts";
import { loudness, rootMeanSquare } from "#renderer/media/loudness.ts";

test("loudness runs evenly in decibels from silence to full scale, whatever comes in", () => {
  expect([0, 0.000_1, 1, 7, -1, NaN].map(loudness)).toEqual([0, 0, 1, 1, 0, 0]);
  expect(loudness(10 ** (-30 / 20))).toBeCloseTo(0.5);
  expect(rootMeanSquare(new Float32Array())).toBe(0);
  expect(rootMeanSquare(new Float32Array([0.5, -0.5]))).toBe(0.5);
});

test.each([
  ["sendrecv", "sendonly"],
  ["recvonly", "inactive"],
  ["sendonly", "sendonly"],
  ["inactive", "inactive"],
])("while held, %s is told as %s, and nothing else is changed", (ours, told) => {
  const sdp = (direction: string) => `v=0\r\na=mid:0\r\na=${direction}\r\na=x-sendrecv:1\r\n`;
  expect(sayHeld(sdp(ours))).toBe(sdp(told));
});
