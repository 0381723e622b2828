import { screen } from "@testing-library/svelte";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { Queue } from "#renderer/state/queue.svelte.ts";
import { callback, desk, keyOf, NOON, preview, row } from "./builders.ts";
import { FakeBridge } from "./fake-bridge.ts";
import { choose, click, openWindow, press, settle } from "./open-window.ts";

beforeEach(() => vi.useFakeTimers({ now: NOON }));
afterEach(() => vi.useRealTimers());

const many = (count: number) => Array.from({ length: count }, (_, index) => row(index + 1));

async function openQueue(count: number) {
  const bridge = new FakeBridge({ desk: desk(), rows: { now: many(count), all: many(3) } });
  const queue = new Queue(bridge, () => Date.now());
  queue.start();
  await settle();
  return { bridge, queue };
}

describe("the queue", () => {
  test("reads a page, and the next one when the agent comes near its end", async () => {
    const { queue } = await openQueue(1_000);
    expect(queue.rows).toHaveLength(100);
    queue.see(40);
    await settle();
    expect(queue.rows).toHaveLength(100);
    queue.see(60);
    await settle();
    expect(queue.rows).toHaveLength(600);
    expect(queue.rows.at(-1)?.key).toBe(keyOf(600));
  });

  test("reads again as far as the agent has seen, so that nothing jumps under her eyes", async () => {
    const { bridge, queue } = await openQueue(1_000);
    queue.see(60);
    await settle();
    queue.see(400);
    const changed = many(1_000).map((each, index) =>
      index === 399 ? { ...each, name: "Changed" } : each,
    );
    bridge.change({ rows: { now: changed } });
    await settle(50);
    expect(queue.rows[399]?.name).toBe("Changed");
    expect(queue.rows.length).toBeGreaterThanOrEqual(500);
  });

  test("answers a burst of changes with one more read", async () => {
    const { bridge, queue } = await openQueue(10);
    await settle(50);
    const before = bridge.inputsOf("queue.read").length;
    for (let count = 0; count < 50; count += 1) queue.refresh();
    await settle(200);
    expect(bridge.inputsOf("queue.read").length - before).toBeLessThanOrEqual(2);
  });

  test("waits for the end of the typing before it searches", async () => {
    const { bridge, queue } = await openQueue(10);
    const before = bridge.inputsOf("queue.read").length;
    for (const text of ["m", "ma", "mar"]) queue.search(text);
    await settle(250);
    expect(
      bridge
        .inputsOf("queue.read")
        .slice(before)
        .map(({ query }) => query),
    ).toEqual(["mar"]);
  });

  test("ignores the late answer to an earlier question", async () => {
    const { bridge, queue } = await openQueue(10);
    const release = bridge.delay("queue.read");
    queue.choose("closed");
    bridge.hurry("queue.read");
    queue.choose("all");
    await settle();
    release();
    await settle();
    expect(queue.tab).toBe("all");
    expect(queue.rows).toHaveLength(3);
  });

  test("shows a row once that moved between two pages while they were read", async () => {
    const { bridge, queue } = await openQueue(150);
    await settle(50);
    bridge.becomes({ rows: { now: [row(999), ...many(150)] } });
    queue.see(60);
    await settle(50);
    expect(queue.rows).toHaveLength(150);
    const keys = queue.rows.map(({ key }) => key);
    expect(new Set(keys).size).toBe(keys.length);
  });
});

describe("the list", () => {
  const people = {
    rows: {
      now: [
        row(1, { name: "Ann" }),
        row(2, { name: "Bert" }),
        row(3, { name: "Bella" }),
        row(4, { name: "Carl" }),
      ],
    },
    callbacks: [1, 2, 3, 4].map((each) => callback(each)),
  };
  const chosen = () => screen.getByRole("option", { selected: true }).getAttribute("aria-label");
  const list = () => screen.getByRole("listbox", { name: "Callbacks" });

  test("is walked by arrows, Home, End and first letters", async () => {
    await openWindow(people);
    list().focus();
    await press("ArrowDown");
    expect(chosen()).toMatch(/^Ann/);
    await press("ArrowDown");
    expect(chosen()).toMatch(/^Bert/);
    await press("End");
    expect(chosen()).toMatch(/^Carl/);
    await press("ArrowUp");
    expect(chosen()).toMatch(/^Bella/);
    await press("Home");
    expect(chosen()).toMatch(/^Ann/);
    await press("b");
    expect(chosen()).toMatch(/^Bert/);
    await press("e");
    expect(chosen()).toMatch(/^Bert/);
    await press("l");
    expect(chosen()).toMatch(/^Bella/);
    expect(list()).toHaveAttribute("aria-activedescendant", `row-${keyOf(3)}`);
  });

  test("takes a callback by Enter, once", async () => {
    const bridge = await openWindow(people);
    list().focus();
    await press("ArrowDown");
    await press("Enter", { repeat: true });
    expect(bridge.orders()).toEqual([]);
    await press("Enter");
    expect(bridge.orders()).toEqual(["callback.accept"]);
    expect(bridge.inputsOf("callback.accept")).toEqual([{ key: keyOf(1) }]);
  });

  test("keeps its letters for itself: none of them is a shortcut", async () => {
    const bridge = await openWindow({ ...people, desk: { turn: preview() } });
    list().focus();
    await press("s");
    await press("p");
    expect(bridge.orders()).toEqual([]);
  });

  test("keeps the callback in hand on top, also after its row has left the tab", async () => {
    const bridge = await openWindow({ ...people, desk: { turn: preview({ key: keyOf(2) }) } });
    expect(screen.getAllByRole("option")[0]).toHaveAccessibleName(/^Bert/);
    bridge.change({ rows: { now: [row(1, { name: "Ann" })] } });
    await settle(50);
    expect(screen.getAllByRole("option")[0]).toHaveAccessibleName(/^Bert/);
    expect(screen.getAllByRole("option")).toHaveLength(2);
  });

  test("draws only what is in sight of a hundred thousand rows", async () => {
    await openWindow({ rows: { now: many(100_000) }, callbacks: [] });
    expect(screen.getAllByRole("option").length).toBeLessThan(40);
    expect(screen.getAllByRole("option")[0]).toHaveAttribute("aria-setsize", "100000");
  });

  test("says when there is nothing, and where else to look", async () => {
    const bridge = await openWindow({ rows: { now: [], all: [row(1)] } });
    expect(screen.getByText("Nothing is due. What comes in appears here.")).toBeVisible();
    const search = screen.getByRole<HTMLInputElement>("searchbox");
    search.value = "customer";
    search.dispatchEvent(new Event("input", { bubbles: true }));
    await settle(300);
    await click("button", "Search all callbacks");
    expect(bridge.inputsOf("queue.read").at(-1)).toMatchObject({ tab: "all", query: "customer" });
    await choose(/Customer 1/);
  });
});
