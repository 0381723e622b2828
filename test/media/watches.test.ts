import { describe, expect, test } from "vitest";
import { createMicrophoneWatch } from "#renderer/media/microphone-watch.ts";
import { createPathWatch } from "#renderer/media/path-watch.ts";
import { qualityBetween } from "#renderer/media/quality.ts";
import type { Reading } from "#renderer/media/stats.ts";
import { settled } from "#test/support/memory-wire.ts";

const blank: Reading = {
  atMs: 0,
  packetsSent: 0,
  packetsReceived: 0,
  packetsLost: 0,
  jitterMs: null,
  roundTripMs: null,
  roundTrips: 0,
  codec: null,
  farEndSent: null,
  farEndReports: 0,
  heardAtMs: null,
  heardLoss: null,
  levelSent: 0,
  levelReceived: 0,
};

describe("of the path", () => {
  /** A watch, and a reading each second of what `each` says of the second. */
  function watched() {
    const told: string[] = [];
    const watch = createPathWatch((kind, isNow) => told.push(`${isNow ? "" : "no "}${kind}`));
    let second = 0;
    const pass = (seconds: number, each: (second: number) => Partial<Reading>): string[] => {
      for (let passed = 0; passed < seconds; passed += 1) {
        second += 1;
        watch.look({ ...blank, atMs: second * 1_000, packetsSent: second * 50, ...each(second) });
      }
      return told;
    };
    return { watch, told, pass };
  }

  test("sound that comes is no problem, and none that stops for less than five seconds", () => {
    const { pass } = watched();
    pass(10, (second) => ({ packetsReceived: second * 50 }));
    pass(5, () => ({ packetsReceived: 500 }));
    expect(pass(5, (second) => ({ packetsReceived: second * 50 }))).toEqual([]);
  });

  test("what the far end sent and nobody got is missing after five seconds, until it comes", () => {
    const { pass, told } = watched();
    pass(10, (second) => ({ packetsReceived: second * 50, farEndSent: 400, farEndReports: 1 }));
    pass(4, () => ({ packetsReceived: 500, farEndSent: 700, farEndReports: 2 }));
    expect(told).toEqual([]);
    pass(3, () => ({ packetsReceived: 500, farEndSent: 700, farEndReports: 2 }));
    expect(told).toEqual(["one-way-in"]);
    pass(1, () => ({ packetsReceived: 501 }));
    expect(told).toEqual(["one-way-in", "no one-way-in"]);
  });

  test("a far end that says it sends nothing is silent, not cut off", () => {
    const { pass } = watched();
    pass(10, (second) => ({ packetsReceived: second * 50, farEndSent: 500, farEndReports: 2 }));
    const quiet = pass(60, (second) => ({
      packetsReceived: 500,
      farEndSent: 502,
      farEndReports: Math.floor(second / 5),
      heardAtMs: second,
      heardLoss: 0,
    }));
    expect(quiet).toEqual([]);
  });

  test("without any report a silence of ten seconds is a problem", () => {
    const { pass, told } = watched();
    pass(2, () => ({ packetsReceived: 100 }));
    pass(8, () => ({ packetsReceived: 100 }));
    expect(told).toEqual([]);
    expect(pass(3, () => ({ packetsReceived: 100 }))).toEqual(["one-way-in"]);
  });

  test("the far end tells that it gets nothing of ours, and that it does again", () => {
    const { pass, told } = watched();
    const received = (second: number) => second * 50;
    pass(3, (second) => ({ packetsReceived: received(second) }));
    pass(2, (second) => ({ packetsReceived: received(second), heardAtMs: 1, heardLoss: 0 }));
    pass(2, (second) => ({ packetsReceived: received(second), heardAtMs: 2, heardLoss: 1 }));
    expect(told).toEqual(["one-way-out"]);
    pass(1, (second) => ({ packetsReceived: received(second), heardAtMs: 3, heardLoss: 0.1 }));
    expect(told).toEqual(["one-way-out", "no one-way-out"]);
  });

  test("a far end that tells what it sends and never what it gets, gets nothing", () => {
    const { pass, told } = watched();
    const telling = (second: number) => ({
      packetsReceived: second * 50,
      farEndSent: second * 50,
      farEndReports: Math.floor(second / 5),
    });
    pass(9, telling);
    expect(told).toEqual([]);
    expect(pass(3, telling)).toEqual(["one-way-out"]);
  });

  test("what is not reported at all is unknown, for as long as it lasts", () => {
    const { pass } = watched();
    expect(pass(60, (second) => ({ packetsReceived: second * 50 }))).toEqual([]);
  });

  test("a rest takes back what was told and forgets what was before", () => {
    const { watch, pass, told } = watched();
    pass(12, () => ({}));
    watch.rest();
    pass(9, () => ({}));
    expect(told).toEqual(["one-way-in", "no one-way-in"]);
  });
});

describe("of quality", () => {
  const before = { ...blank, packetsReceived: 1_000, packetsLost: 100, roundTrips: 3 };

  test("only what happened in between counts", () => {
    const after = {
      ...before,
      packetsReceived: 1_095,
      packetsLost: 105,
      jitterMs: 7,
      roundTripMs: 40,
      roundTrips: 4,
      codec: "opus",
    };
    expect(qualityBetween(before, after)).toEqual({
      lossPercent: 5,
      jitterMs: 7,
      roundTripMs: 40,
      codec: "opus",
    });
  });

  test("what was not seen is unknown, and late packets are no negative loss", () => {
    const still = { ...before, jitterMs: 7, roundTripMs: 40 };
    expect(qualityBetween(before, still)).toEqual({
      lossPercent: null,
      jitterMs: null,
      roundTripMs: null,
      codec: null,
    });
    const late = { ...before, packetsReceived: 1_010, packetsLost: 95 };
    expect(qualityBetween(before, late).lossPercent).toBe(0);
  });
});

describe("of the microphone", () => {
  const silence = new Float32Array(64);
  const speech = new Float32Array(64).fill(0.1);
  const loud = new Float32Array(64).fill(1);

  function watched(isDead: boolean) {
    const told: string[] = [];
    let asked = 0;
    const watch = createMicrophoneWatch({
      tell: (kind, isNow) => told.push(`${isNow ? "" : "not "}${kind}`),
      isDead: () => {
        asked += 1;
        return Promise.resolve(isDead);
      },
    });
    let now = 0;
    const pass = async (seconds: number, samples: Float32Array): Promise<void> => {
      for (let passed = 0; passed < seconds * 10; passed += 1) {
        now += 100;
        watch.look(samples, now);
        await settled();
      }
    };
    return { watch, told, pass, asked: () => asked };
  }

  test("zeros for five seconds from a device that is dead are told, once, and its first sound", async () => {
    const { told, pass } = watched(true);
    await pass(5, silence);
    expect(told).toEqual([]);
    await pass(5, silence);
    expect(told).toEqual(["silent-microphone"]);
    await pass(0.1, speech);
    expect(told).toEqual(["silent-microphone", "not silent-microphone"]);
  });

  test("zeros that processing made of a quiet room are left in peace for half a minute", async () => {
    const { told, pass, asked } = watched(false);
    await pass(34, silence);
    expect([told, asked()]).toEqual([[], 1]);
    await pass(3, silence);
    expect([told, asked()]).toEqual([[], 2]);
  });

  test("full scale for half a second of three is clipping; a click is not", async () => {
    const { told, pass } = watched(true);
    await pass(0.4, loud);
    await pass(4, speech);
    expect(told).toEqual([]);
    await pass(0.5, loud);
    expect(told).toEqual(["clipped-microphone"]);
    await pass(4.9, speech);
    expect(told).toEqual(["clipped-microphone"]);
    await pass(0.2, speech);
    expect(told).toEqual(["clipped-microphone", "not clipped-microphone"]);
  });

  test("a rest takes back what was told", async () => {
    const { watch, told, pass } = watched(true);
    await pass(6, silence);
    watch.rest();
    await pass(4, silence);
    expect(told).toEqual(["silent-microphone", "not silent-microphone"]);
  });
});
