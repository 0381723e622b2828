import { describe, expect, test } from "vitest";
import type { CallId } from "#core/call-id.ts";
import type { SideRecord } from "#core/side-calls.ts";
import { at, freshFolder, freshStore, NOW, recordOf } from "./fixtures.ts";

const call = "11111111-0000-4000-8000-000000000001" as CallId;
const opened = (about: string | null): SideRecord => ({
  write: "side-opened",
  call,
  kind: "incoming",
  number: "+15550100",
  name: null,
  about: about as never,
  beside: null,
  at: NOW,
});
const closed: SideRecord = {
  write: "side-closed",
  call,
  at: at(NOW + 9_000),
  outcome: "missed",
  end: null,
};

function keepOne(store: ReturnType<typeof freshStore>) {
  const record = { callback: recordOf("one"), raw: "{}", envelope: null, problems: [] };
  return store.callbacks.put(record, NOW, false).key;
}

describe("a call beside the attempt", () => {
  test("that came in is part of its callback's story, at the time it rang", () => {
    const store = freshStore();
    const key = keepOne(store);
    store.sides.commit([opened(key), closed]);
    expect(store.ledger.timeline(key)).toEqual([{ at: NOW, what: "rang-in", detail: "missed" }]);
  });
  test("about nobody known is kept all the same", () => {
    const store = freshStore();
    store.sides.commit([opened(null), { write: "side-answered", call, at: at(NOW + 1) }, closed]);
    expect(store.check()).toEqual([]);
  });
  test("is closed once: a second end is a fault, and nothing of its commit stays", () => {
    const store = freshStore();
    const key = keepOne(store);
    store.sides.commit([opened(key), closed]);
    expect(() => {
      store.sides.commit([closed]);
    }).toThrow();
    expect(store.ledger.timeline(key)).toHaveLength(1);
  });
  test("left open by a process that ended is closed at the next start, once", () => {
    const folder = freshFolder();
    freshStore(folder).sides.commit([opened(null)]);
    const next = freshStore(folder);
    next.sides.recover(at(NOW + 60_000));
    expect(() => {
      next.sides.commit([closed]);
    }).toThrow();
  });
});

describe("what happened in a call beside the attempt", () => {
  const agreed: SideRecord = {
    write: "side-happened",
    call,
    what: "recording-agreed",
    at: at(NOW + 5),
    detail: "sip:kim@example.org",
  };
  const told = { at: NOW + 5, what: "recording-agreed", detail: "sip:kim@example.org" };

  test("is told with the call, also where it is about nobody known", () => {
    const store = freshStore();
    store.sides.commit([opened(null), agreed]);
    expect(store.sides.latest(1)).toMatchObject([{ callback: null, story: [told] }]);
    expect(store.check()).toEqual([]);
  });
  test("is told with the callback it is about, in the order it happened, and goes with that", () => {
    const folder = freshFolder();
    const store = freshStore(folder);
    const key = keepOne(store);
    store.sides.commit([opened(key), agreed, closed]);
    expect(store.sides.calls(key)).toMatchObject([{ story: [told] }]);
    expect(store.ledger.timeline(key).map(({ what }) => what)).toEqual([
      "recording-agreed",
      "rang-in",
    ]);
  });
  test("in a call that is unknown is a fault", () => {
    const store = freshStore();
    expect(() => {
      store.sides.commit([agreed]);
    }).toThrow();
  });
});

describe("a caller's number", () => {
  test("finds the newest open callback it reaches", () => {
    const store = freshStore();
    const first = keepOne(store);
    expect(store.callbacks.openWith("+15550100")).toBe(first);
    const record = { callback: recordOf("two"), raw: "{}", envelope: null, problems: [] };
    const second = store.callbacks.put(record, NOW, false).key;
    expect(store.callbacks.openWith("+15550100")).toBe(second);
  });
  test("finds none that is closed, and none of another number", () => {
    const store = freshStore();
    const over = recordOf("over", {
      state: { value: "disconnected", raw: "disconnected" },
      endedAt: at(NOW - 1),
    });
    store.callbacks.put({ callback: over, raw: "{}", envelope: null, problems: [] }, NOW, false);
    expect(store.callbacks.openWith("+15550100")).toBeNull();
    expect(store.callbacks.openWith("+15550199")).toBeNull();
  });
});
