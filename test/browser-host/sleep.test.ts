import { describe, expect, test } from "vitest";
import { watchSleep } from "#browser-host/sleep.ts";
import { handTimers } from "#test/support/hand-timers.ts";

/** A process whose time is in the test's hands; `sleep` moves its clock while nothing of it runs. */
function watched() {
  const hand = handTimers();
  let now = 1_800_000_000_000;
  let woke = 0;
  const stop = watchSleep({
    clock: () => now,
    after: (delayMs, run) => hand.timers.after(delayMs, run),
    onWoke: () => {
      woke += 1;
    },
  });
  return {
    /** Whole steps of a second, as a process that runs would have them. */
    pass: (ms: number) => {
      for (let passed = 0; passed < ms; passed += 1_000) {
        now += 1_000;
        hand.pass(1_000);
      }
    },
    sleep: (ms: number) => {
      now += ms;
    },
    woke: () => woke,
    stop,
  };
}

describe("a machine that slept", () => {
  test("is noticed soon after it goes on, once for each sleep", () => {
    const it = watched();
    it.pass(60_000);
    it.sleep(3_600_000);
    expect(it.woke()).toBe(0);
    it.pass(5_000);
    expect(it.woke()).toBe(1);
    it.pass(60_000);
    expect(it.woke()).toBe(1);
    it.sleep(20_000);
    it.pass(5_000);
    expect(it.woke()).toBe(2);
  });
  test("is none that was only busy, or whose clock was set back", () => {
    const it = watched();
    it.sleep(19_999);
    it.pass(5_000);
    it.sleep(-3_600_000);
    it.pass(60_000);
    expect(it.woke()).toBe(0);
  });
  test("is no concern of a process that ends", () => {
    const it = watched();
    it.stop();
    it.sleep(3_600_000);
    it.pass(60_000);
    expect(it.woke()).toBe(0);
  });
});
