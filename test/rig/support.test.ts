import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { DOMAIN } from "./support/accounts.ts";
import { SIPP } from "./support/numbers.ts";
import { Rig } from "./support/rig.ts";
import { fromWav, toWav } from "./support/sound-files.ts";
import { callees, callers } from "./support/sipp-scenarios.ts";
import { listenTo, makeTone } from "./support/tone.ts";

describe("what is measured of a sound", () => {
  test.each([
    [440, 48_000],
    [1_000, 8_000],
    [701.3, 8_000],
  ])("is right for %d Hz at %d samples a second", (hz, rate) => {
    const { samples, rate: read } = fromWav(toWav(makeTone(hz, rate, 1), rate));
    const sound = listenTo(samples, read);
    expect(Math.abs(sound.hz - hz)).toBeLessThan(1.5);
    expect(sound.share).toBeGreaterThan(0.8);
    expect(sound.rms).toBeCloseTo(0.354, 2);
  });
  test("tells noise from a tone", () => {
    const noise = Float32Array.from({ length: 8_000 }, () => Math.random() - 0.5);
    expect(listenTo(noise, 8_000).share).toBeLessThan(0.1);
  });
});

describe("the rig alone", () => {
  let rig: Rig;
  beforeAll(async () => {
    rig = await Rig.start({ peers: { plain: {} } });
  });
  afterAll(() => rig.stop());

  test.each(Object.entries(callees))("SIPp can play the called side %s", async (_, scenario) => {
    const sipp = await rig.answer(scenario);
    await sipp.stop();
  });

  test.each(Object.entries(callers))("SIPp can play the caller %s", async (_, scenario) => {
    // Nobody is registered: a scenario that was read ends with that answer.
    await expect(rig.call(scenario).finished()).rejects.toThrow("404 Not Found");
  });

  test("a telephone calls, talks and hangs up when it is told to", async () => {
    const sipp = await rig.answer(callees.talks);
    const peer = rig.peer("plain");
    await peer.dial(`sip:${SIPP}@${DOMAIN}`);
    await peer.event("CALL_ESTABLISHED");
    await peer.hangUp();
    await peer.event("CALL_CLOSED");
    await sipp.finished();
  });
});
