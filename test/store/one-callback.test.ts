import { describe, expect, test } from "vitest";
import type { Callback } from "#core/callback.ts";
import type { Told } from "#core/told.ts";
import type { Store } from "#desk/ports.ts";
import {
  at,
  callbackOf,
  freshStore,
  incoming,
  listAll,
  NOW,
  previewTurn,
  put,
  said,
  tryOnce,
} from "./fixtures.ts";

const flat = (told: Partial<Callback> = {}, participantId = "p") =>
  callbackOf("callback-media-participant", { conversationId: "c", participantId }, told);
const communication = (communicationId = "x", told: Partial<Callback> = {}) =>
  callbackOf("callback", { conversationId: "c", participantId: "p", communicationId }, told);
const bare = (told: Partial<Callback> = {}) =>
  callbackOf("callback", { communicationId: "x" }, told);
const connected = { state: { value: "connected", raw: "connected" } } as const;
const alerting = { state: { value: "alerting", raw: "alerting" } } as const;
const named = (customerName: string) => ({ customerName });

const putTold = (store: Store, callback: Callback, told: Partial<Told>) =>
  store.callbacks.put(
    { ...incoming(callback), told: { topic: "t", version: null, at: null, ...told } },
    NOW,
    false,
  );

describe("a participant and its only communication", () => {
  test.each([
    ["participant first", [flat(connected), communication()]],
    ["communication first", [communication(), flat(connected)]],
  ])("are one row: %s", (_name, records) => {
    const store = freshStore();
    const keys = records.map((record) => put(store, record).key);
    expect(new Set(keys).size).toBe(1);
    expect(listAll(store)).toHaveLength(1);
    const { callback } = store.callbacks.read(keys[0] ?? ("" as never)) ?? {};
    expect(callback?.identity).toMatchObject({
      conversationId: "c",
      participantId: "p",
      communicationId: "x",
    });
    expect(callback?.state?.value).toBe("connected");
    expect(store.callbacks.find("x")).toBe(keys[0]);
  });

  test("are two again once there is another communication, and the work stays with the first", () => {
    const store = freshStore();
    const { key } = put(store, flat(named("Maria")));
    tryOnce(store, key, "one");
    put(store, communication("x"));
    expect(listAll(store)).toHaveLength(1);
    put(store, communication("y"));
    expect(listAll(store)).toHaveLength(3);
    expect(store.callbacks.find("x")).toBe(key);
    const apart = listAll(store, { query: "maria" });
    expect(apart).toHaveLength(1);
    expect(store.callbacks.read(apart[0]?.key ?? key)?.callback).toEqual(flat(named("Maria")));
    expect(store.check()).toEqual([]);
  });
});

describe("a bare record and the same in its conversation", () => {
  test.each([
    ["bare first", [bare(), communication()]],
    ["bare last", [communication(), bare()]],
  ])("are one row that knows its ids: %s", (_name, records) => {
    const store = freshStore();
    const keys = records.map((record) => put(store, record).key);
    expect(new Set(keys).size).toBe(1);
    expect(store.callbacks.read(keys[0] ?? ("" as never))?.callback.identity.conversationId).toBe(
      "c",
    );
    for (const id of ["c", "p", "x"]) expect(store.callbacks.find(id)).toBe(keys[0]);
    // What is on file of both changes nothing when it comes again.
    const revision = store.revision();
    expect(records.map((record) => put(store, record).did)).toEqual(["unchanged", "unchanged"]);
    expect(store.revision()).toBe(revision);
  });

  test("joined by a third, two rows become one and lose nothing", () => {
    const store = freshStore();
    const first = put(store, bare(named("Maria"))).key;
    const second = put(store, flat(named("Maria Keller"))).key;
    tryOnce(store, first, "one");
    tryOnce(store, second, "two", { ...said, notes: "asks for Doc" });
    const again = at(NOW + 60_000);
    tryOnce(store, first, "three", { ...said, next: { do: "again", at: again } });
    expect(first).not.toBe(second);

    const third = put(store, communication("x", named("María"))).key;
    expect(third).toBe(first);
    expect(listAll(store).map(({ key }) => key)).toEqual([first]);
    expect(store.ledger.attempts(first).map(({ id }) => id)).toEqual(["one", "two", "three"]);
    expect(store.ledger.wrapUps(first)).toHaveLength(3);
    expect(store.outbox.unsent().map(({ key }) => key)).toEqual([first, first, first]);
    expect(store.callbacks.read(first)?.dueAt).toBe(again);
    expect(listAll(store, { query: "doc" })).toHaveLength(1);
    // Whoever still knows the other by its key finds this one.
    expect(store.callbacks.read(second)?.key).toBe(first);
    expect(store.callbacks.find(second)).toBe(first);
    expect(store.callbacks.raw(second)).toBe(store.callbacks.raw(first));
    expect(store.check()).toEqual([]);
  });

  test("joined while one is in hand, that one keeps its key and its turn", () => {
    const store = freshStore();
    put(store, bare());
    const { key } = put(store, flat());
    store.ledger.commit(previewTurn(key), [{ write: "happened", what: "accepted", at: NOW }], NOW);
    expect(put(store, communication()).key).toBe(key);
    expect(store.ledger.openTurn()?.brief.key).toBe(key);
    expect(listAll(store)).toHaveLength(1);
  });

  test("what was closed here stays closed when it turns out to be one with an open one", () => {
    const store = freshStore();
    const { key } = put(store, bare());
    put(store, flat());
    tryOnce(store, key, "one", { ...said, next: { do: "close" } });
    put(store, communication());
    expect(listAll(store).map((row) => [row.key, row.status])).toEqual([[key, "closed"]]);
  });
});

describe("what is older", () => {
  test("changes nothing", () => {
    const store = freshStore();
    const { key } = putTold(store, communication("x", named("new")), { version: 5 });
    const revision = store.revision();
    const older = putTold(store, communication("x", named("old")), { version: 4 });
    expect(older).toEqual({ key, did: "unchanged" });
    expect(store.revision()).toBe(revision);
    expect(putTold(store, communication("x", named("newer")), { version: 6 }).did).toBe("updated");
  });

  test("is kept where it is the first of its document, and shown nowhere", () => {
    const store = freshStore();
    const { key } = put(store, flat({ ...connected, ...named("new") }));
    const old = communication("x", { ...alerting, ...named("old") });
    expect(put(store, old).key).toBe(key);
    expect(store.callbacks.read(key)?.callback.customerName).toBe("new");
    expect(store.callbacks.raw(key)).toContain('"new"');
    expect(listAll(store, { query: "old" })).toEqual([]);
    // It is on file: once newer than that, the document is shown; the same again is known.
    const revision = store.revision();
    expect(put(store, old).did).toBe("unchanged");
    expect(store.revision()).toBe(revision);
    const terminated = { state: { value: "terminated", raw: "terminated" } } as const;
    put(store, communication("x", { ...terminated, ...named("last") }));
    expect(store.callbacks.read(key)).toMatchObject({
      status: "closed",
      callback: { customerName: "last" },
    });
    expect(put(store, flat({ ...connected, ...named("new") })).did).toBe("unchanged");
  });
});
