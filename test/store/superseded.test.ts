import { describe, expect, test } from "vitest";
import type { CallId } from "#core/call-id.ts";
import type { Callback, CallbackKey } from "#core/callback.ts";
import type { Store } from "#desk/ports.ts";
import type { Tab } from "#contract/view.ts";
import {
  at,
  attemptId,
  callbackOf,
  closedTurn,
  ended,
  freshStore,
  listAll,
  NOW,
  opened,
  previewTurn,
  put,
  said,
  tryOnce,
  wrappedUp,
} from "./fixtures.ts";

const part = (participantId: string, purpose: string, told: Partial<Callback> = {}) =>
  callbackOf(
    "callback-media-participant",
    { conversationId: "c", participantId },
    { numbers: ["+15550100"], purpose, ...told },
  );
const queued = part("queue", "acd");
const agents = part("kim", "agent", { createdAt: at(NOW - 1) });
const tabs = (store: Store) =>
  Object.fromEntries(
    (["now", "scheduled", "mine", "closed", "all"] satisfies Tab[]).map((tab) => [
      tab,
      listAll(store, { tab }).map(({ key }) => key),
    ]),
  );
const again = at(NOW + 60_000);
const promise = { ...said, next: { do: "again", at: again } } as const;
const leaderOf = (store: Store, key: CallbackKey) => store.callbacks.read(key)?.supersededBy;

describe("two participants' records of one callback", () => {
  test("have their calls beside the attempts together, as those of the one that leads", () => {
    const store = freshStore();
    const { key: led } = put(store, queued);
    const call = "11111111-0000-4000-8000-000000000001" as CallId;
    const from = { number: "+15550100", name: null };
    store.sides.commit([
      { write: "side-opened", call, kind: "incoming", about: led, beside: null, at: NOW, ...from },
    ]);
    const { key: leader } = put(store, agents);
    expect(leaderOf(store, led)).toBe(leader);
    expect(store.sides.calls(leader)).toMatchObject([{ kind: "incoming", ...from }]);
  });
  test.each([
    ["the queue's first", [queued, agents]],
    ["the agent's first", [agents, queued]],
  ])("stand in the queue once, as the agent's: %s", (_name, records) => {
    const store = freshStore();
    for (const record of records) put(store, record);
    const [leader, led] = ["kim", "queue"].map((id) => store.callbacks.find(id) as CallbackKey);
    expect(tabs(store)).toMatchObject({ now: [leader], scheduled: [], mine: [], closed: [] });
    expect(store.callbacks.counts(NOW)).toMatchObject({ now: 1, all: 2 });
    expect(leaderOf(store, led as CallbackKey)).toBe(leader);
    expect(leaderOf(store, leader as CallbackKey)).toBeNull();
    const rows = listAll(store);
    expect(rows.find(({ key }) => key === led)?.uncallable).toBe("superseded");
    expect(rows.find(({ key }) => key === leader)?.uncallable).toBeNull();
    expect(listAll(store, { tab: "now", query: "5550100" }).map(({ key }) => key)).toEqual([
      leader,
    ]);
    expect(store.callbacks.find("c")).toBe(leader);
  });

  test("with other numbers are two callbacks", () => {
    const store = freshStore();
    const one = put(store, queued).key;
    const other = put(store, part("kim", "agent", { numbers: ["+15550101"] })).key;
    expect(new Set(tabs(store)["now"])).toEqual(new Set([one, other]));
    // And one again, once the numbers say so.
    put(store, part("kim", "agent", { numbers: ["+15550101", "+15550100"] }));
    expect(tabs(store)["now"]).toEqual([other]);
  });

  test("what was done with either is told of the one that leads", () => {
    const store = freshStore();
    const first = put(store, queued).key;
    tryOnce(store, first, "one", { ...said, notes: "asks for Doc" });
    const leader = put(store, agents).key;
    tryOnce(store, leader, "two");
    expect(store.ledger.attempts(leader).map(({ id }) => id)).toEqual(["one", "two"]);
    expect(store.ledger.wrapUps(leader).map(({ attempt }) => attempt)).toEqual(["one", "two"]);
    expect(store.ledger.timeline(leader).length).toBeGreaterThan(
      store.ledger.timeline(first).length,
    );
    expect(store.ledger.attempts(first).map(({ id }) => id)).toEqual(["one"]);
    const [row] = listAll(store, { tab: "now" });
    expect(row).toMatchObject({ key: leader, tries: ["busy", "busy"] });
  });

  test("a promise moves to the one that leads, and back", () => {
    const store = freshStore();
    const first = put(store, queued).key;
    tryOnce(store, first, "one", promise);
    const leader = put(store, agents).key;
    expect(tabs(store)).toMatchObject({ now: [], scheduled: [leader] });
    expect(store.callbacks.read(leader)?.dueAt).toBe(again);
    expect(store.callbacks.read(first)?.dueAt).toBeNull();
    // Another agent joined later.
    const last = put(store, part("lee", "agent", { createdAt: NOW })).key;
    expect(tabs(store)["scheduled"]).toEqual([last]);
  });

  test("a promise keeps one open that came as over", () => {
    const store = freshStore();
    tryOnce(store, put(store, queued).key, "one", promise);
    const over = { state: { value: "terminated", raw: "terminated" } } as const;
    const { key } = put(store, part("kim", "agent", over));
    expect(store.callbacks.read(key)).toMatchObject({ status: "open", dueAt: again });
  });

  test("one in hand leads until the turn is over", () => {
    const store = freshStore();
    const first = put(store, queued).key;
    store.ledger.commit(
      previewTurn(first),
      [{ write: "happened", what: "accepted", at: NOW }],
      NOW,
    );
    const second = put(store, agents).key;
    expect(leaderOf(store, second)).toBe(first);
    store.ledger.commit(
      closedTurn(first),
      [{ write: "rescheduled", at: NOW, againAt: again }],
      NOW,
    );
    expect(leaderOf(store, first)).toBe(second);
    expect(tabs(store)["scheduled"]).toEqual([second]);
  });

  test("finished with the one in hand, the callback does not come back as the other", () => {
    const store = freshStore();
    const first = put(store, queued).key;
    store.ledger.commit(previewTurn(first), [], NOW);
    put(store, agents);
    const one = attemptId("one");
    const records = [opened(one), ended(one), wrappedUp(one, { ...said, next: { do: "close" } })];
    store.ledger.commit(closedTurn(first), records, NOW);
    expect(tabs(store)).toMatchObject({ now: [], scheduled: [], mine: [] });
    put(store, part("kim", "agent", { createdAt: at(NOW - 1), held: false }));
    expect(tabs(store)["now"]).toEqual([]);
  });

  test("of the demo and of the platform never stand for each other", () => {
    const store = freshStore();
    put(store, queued, true);
    put(store, agents);
    expect(tabs(store)["now"]).toHaveLength(2);
  });
});
