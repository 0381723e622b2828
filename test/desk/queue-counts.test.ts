import { describe, expect, test } from "vitest";
import type { EpochMs } from "#core/time.ts";
import type { Counted } from "#desk/ports.ts";
import { keepCounts } from "#desk/queue-counts.ts";
import { at, T0 } from "#test/support/builders.ts";
import { TestTime } from "#test/support/fakes.ts";

const countsOf = (all: number) => ({ now: all, scheduled: 0, mine: 0, closed: 0, all });

/** A store that takes so many slices to count, and knows how often it was asked to. */
function counted(slices: number) {
  const time = new TestTime();
  const store = {
    all: 1,
    revision: 1,
    until: null as EpochMs | null,
    slices,
    counts: 0,
    passed: 0,
    isGone: false,
  };
  const told: unknown[] = [];
  const reports: string[] = [];
  const counts = keepCounts({
    callbacks: {
      *counting(): Generator<undefined, Counted> {
        store.counts += 1;
        const { all, until } = store;
        for (let slice = 1; slice < store.slices; slice += 1) {
          store.passed += 1;
          if (store.isGone) throw new Error("the disk is gone");
          yield;
        }
        return { counts: countsOf(all), until };
      },
    },
    revision: () => store.revision,
    clock: time.clock,
    after: time.after,
    changed: () => told.push(counts.read()),
    report: (what) => reports.push(what),
  });
  const change = (all: number) => {
    store.all = all;
    store.revision += 1;
  };
  return { time, store, told, reports, counts, change };
}

describe("counts of a queue", () => {
  test("that is small are found at once, and counted again only after a change", () => {
    const { store, counts, change, told } = counted(8);
    expect(counts.read()).toEqual(countsOf(1));
    expect(counts.read()).toEqual(countsOf(1));
    expect(store.counts).toBe(1);
    change(2);
    expect(counts.read()).toEqual(countsOf(2));
    expect(told).toEqual([]);
  });

  test("are counted again when the next callback comes due", () => {
    const { time, store, counts } = counted(1);
    store.until = at(T0 + 1_000);
    void counts.read();
    time.pass(999);
    void counts.read();
    expect(store.counts).toBe(1);
    time.pass(1);
    void counts.read();
    expect(store.counts).toBe(2);
  });

  test("that is large are promised at first, and found a slice at a time between other work", async () => {
    const { time, store, counts, told } = counted(100);
    const first = counts.read();
    expect(first).toBeInstanceOf(Promise);
    expect(counts.read()).toBe(first);
    expect(store.passed).toBeLessThan(20);
    for (let turn = 0; turn < 100 && told.length === 0; turn += 1) {
      const before = store.passed;
      time.pass(0);
      expect(store.passed - before).toBeLessThanOrEqual(100);
    }
    expect(await first).toEqual(countsOf(1));
    expect(told).toEqual([countsOf(1)]);
    expect(store.counts).toBe(1);
  });

  test("that changes all the time are the last ones known, and counting rests between", () => {
    const { time, store, counts, change, told } = counted(40);
    void counts.read();
    time.pass(0);
    expect(counts.read()).toEqual(countsOf(1));
    change(2);
    time.pass(10);
    // The clock stood still while it was counted, so it rests for no time at all.
    expect(counts.read()).toEqual(countsOf(1));
    time.pass(10);
    expect(counts.read()).toEqual(countsOf(2));
    expect(told.at(-1)).toEqual(countsOf(2));
    expect(store.counts).toBe(2);
  });

  test("that cannot be counted are refused, reported and tried again", async () => {
    const { time, store, counts, reports } = counted(100);
    const first = counts.read();
    store.isGone = true;
    time.pass(0);
    await expect(first).rejects.toThrow("the disk is gone");
    expect(reports).toHaveLength(1);
  });

  test("are left alone once it is stopped", () => {
    const { time, store, counts } = counted(100);
    void counts.read();
    counts.stop();
    const { passed } = store;
    time.pass(1_000);
    expect(store.passed).toBe(passed);
  });
});
