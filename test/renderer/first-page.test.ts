import { describe, expect, test } from "vitest";
import type { Bridge, EventName, Input } from "#contract/ipc.ts";
import { askFirstPage } from "#renderer/host/first-page.ts";
import { Queue } from "#renderer/state/queue.svelte.ts";

const firstPage: Input<"queue.read"> = { tab: "now", query: "", after: null, limit: 100 };
const answerOf = (count: number) => ({
  ok: true as const,
  value: { rows: [], next: null, counts: count, revision: count },
});

/** A main that counts what it is asked and answers with that number. */
function main() {
  const asked: [string, unknown][] = [];
  const listeners = new Map<EventName, Set<() => void>>();
  const watchers = new Set<(isConnected: boolean) => void>();
  let isConnected = false;
  const bridge = {
    invoke: (name: string, input: unknown) => {
      asked.push([name, input]);
      return Promise.resolve(answerOf(asked.length));
    },
    subscribe: (name: EventName, listener: () => void) => {
      const known = listeners.get(name) ?? new Set();
      listeners.set(name, known.add(listener));
      return () => void known.delete(listener);
    },
    onConnection: (listener: (isConnected: boolean) => void) => {
      watchers.add(listener);
      listener(isConnected);
      return () => void watchers.delete(listener);
    },
  } as unknown as Bridge;
  return {
    bridge,
    asked,
    connect(next: boolean) {
      isConnected = next;
      for (const watcher of watchers) watcher(next);
    },
    tell: (name: EventName) => {
      for (const listener of listeners.get(name) ?? []) listener();
    },
    listening: () => [...listeners.values()].reduce((sum, { size }) => sum + size, watchers.size),
  };
}

describe("the first page", () => {
  test("is asked for once main can be reached, and given to the first who asks for it", async () => {
    const at = main();
    const { bridge, isHere } = askFirstPage(at.bridge);
    expect(at.asked).toEqual([]);
    at.connect(true);
    expect(at.asked).toEqual([["queue.read", firstPage]]);
    await isHere;
    expect(await bridge.invoke("queue.read", firstPage)).toEqual(answerOf(1));
    expect(await bridge.invoke("queue.read", firstPage)).toEqual(answerOf(2));
    expect(at.listening()).toBe(0);
  });
  test("is the very page that the window's queue asks for first", async () => {
    const at = main();
    const { bridge } = askFirstPage(at.bridge);
    at.connect(true);
    const stop = new Queue(bridge, Date.now).start();
    await Promise.resolve();
    stop();
    expect(at.asked).toEqual([["queue.read", firstPage]]);
  });
  test("is asked for anew when the queue has changed since", async () => {
    const at = main();
    const { bridge } = askFirstPage(at.bridge);
    at.connect(true);
    at.tell("queue.changed");
    expect(await bridge.invoke("queue.read", firstPage)).toEqual(answerOf(2));
  });
  test("is asked for anew when main was lost since", async () => {
    const at = main();
    const { bridge } = askFirstPage(at.bridge);
    at.connect(true);
    at.connect(false);
    at.connect(true);
    expect(await bridge.invoke("queue.read", firstPage)).toEqual(answerOf(2));
  });
  test("is not given to one who asks for something else, nor kept for later", async () => {
    const at = main();
    const { bridge } = askFirstPage(at.bridge);
    at.connect(true);
    const other = { ...firstPage, query: "Kim" };
    expect(await bridge.invoke("desk.read", {})).toEqual(answerOf(2));
    expect(await bridge.invoke("queue.read", other)).toEqual(answerOf(3));
    expect(await bridge.invoke("queue.read", firstPage)).toEqual(answerOf(4));
  });
});
