import Database from "better-sqlite3";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { NoIdentity } from "#store/errors.ts";
import {
  at,
  callbackOf,
  freshFolder,
  freshStore,
  incoming,
  listAll,
  NOW,
  put,
  recordOf,
  tryOnce,
} from "./fixtures.ts";

describe("a record is known again", () => {
  test("the same content twice is kept once and changes nothing", () => {
    const store = freshStore();
    const record = recordOf("a", { customerName: "Maria Keller" });
    const first = put(store, record);
    const revision = store.revision();
    expect(first.did).toBe("added");
    expect(put(store, record)).toEqual({ key: first.key, did: "unchanged" });
    expect(store.revision()).toBe(revision);
  });

  test("by conversation, participant and communication, in whatever shape it comes", () => {
    const store = freshStore();
    const ids = { conversationId: "c", participantId: "p", communicationId: "m" };
    const first = put(store, callbackOf("callback", ids));
    const again = put(store, callbackOf("conversation-notification-callback", ids));
    expect(again).toEqual({ key: first.key, did: "unchanged" });
    const said = { customerName: "Pat" };
    const newer = put(store, callbackOf("conversation-notification-callback", ids, said));
    expect(newer).toEqual({ key: first.key, did: "updated" });
    expect(put(store, callbackOf("callback", { ...ids, communicationId: "n" })).did).toBe("added");
    expect(put(store, callbackOf("callback", { ...ids, participantId: "q" })).did).toBe("added");
  });

  test("bare, by its shape and its own id; participant and communication ids never meet", () => {
    const store = freshStore();
    const added = [
      callbackOf("callback-basic", { communicationId: "x" }),
      callbackOf("callback", { communicationId: "x" }),
      callbackOf("callback-media-participant", { participantId: "x" }),
      callbackOf("callback-media-participant", { communicationId: "x" }),
      callbackOf("engage-callback-interaction", { interactionId: "x" }),
    ].map((callback) => put(store, callback));
    expect(added.map(({ did }) => did)).toEqual(Array(5).fill("added"));
    const again = put(
      store,
      callbackOf("callback", { communicationId: "x" }, { customerName: "Pat" }),
    );
    expect(again).toEqual({ key: added[1]?.key, did: "updated" });
  });

  test("of Engage by its interaction id alone", () => {
    const store = freshStore();
    const first = put(
      store,
      callbackOf("engage-callback-interaction", { interactionId: "0001Ha" }),
    );
    const again = callbackOf(
      "engage-callback-interaction",
      { interactionId: "0001Ha", conversationId: "later told" },
      { customerName: "Ola" },
    );
    expect(put(store, again).key).toBe(first.key);
  });

  test("ids are opaque: brackets, quotes and commas tell apart", () => {
    const store = freshStore();
    const tricky = [`a","b`, `a`, `a",null,"b`, `["a"]`, ""];
    for (const id of tricky) {
      const ids = { conversationId: id, participantId: "b" };
      expect(put(store, callbackOf("callback-media-participant", ids)).did).toBe("added");
    }
  });

  test("a demo record and a real one with the same ids stay two", () => {
    const store = freshStore();
    const demo = put(store, recordOf("a"), true);
    const real = put(store, recordOf("a"), false);
    expect(real.did).toBe("added");
    expect(real.key).not.toBe(demo.key);
    expect(store.callbacks.countDemo()).toBe(1);
  });

  test("without any id of its own it is refused, and nothing is written", () => {
    const store = freshStore();
    expect(() => put(store, callbackOf("callback", { conversationId: "c" }))).toThrow(NoIdentity);
    expect(listAll(store)).toEqual([]);
  });
});

describe("a different record of the same identity", () => {
  test("replaces what was told and keeps what is ours", () => {
    const store = freshStore();
    const old = recordOf("a", { customerName: "Maria", numbers: ["+15550100", "+447700900123"] });
    const problem = { path: "$.startTime", reason: "no instant" };
    const { key } = store.callbacks.put(incoming(old, [problem]), NOW, false);
    tryOnce(store, key, "one", {
      outcome: "busy",
      code: "left-message",
      notes: "asks for Doc",
      next: { do: "again", at: at(NOW + 60_000) },
      by: "agent",
    });
    const draft = { outcome: "busy", code: null, notes: "half a sen", next: null } as const;
    store.ledger.saveDraft(key, draft, NOW);

    const newer = recordOf("a", { customerName: "María K.", numbers: ["+493023125001"] });
    expect(put(store, newer, false, at(NOW + 5))).toEqual({ key, did: "updated" });

    const kept = store.callbacks.read(key);
    expect(kept?.callback).toEqual(newer);
    expect(kept?.problems).toEqual([]);
    expect(kept?.firstSeenAt).toBe(NOW);
    expect(kept?.dueAt).toBe(NOW + 60_000);
    expect(store.callbacks.raw(key)).toBe(incoming(newer).raw);
    expect(store.ledger.attempts(key)).toHaveLength(1);
    expect(store.ledger.wrapUps(key)).toHaveLength(1);
    expect(store.ledger.draft(key)).toEqual(draft);
    const [row] = listAll(store, { tab: "scheduled" });
    expect(row).toMatchObject({ name: "María K.", number: "+493023125001", tries: ["busy"] });
    // The old number is gone from the search, the note of the agent is not.
    expect(listAll(store, { query: "447700" })).toEqual([]);
    expect(listAll(store, { query: "asks doc" })).toHaveLength(1);
  });

  test("is no longer found by what it does not say any more", () => {
    const store = freshStore();
    put(store, recordOf("a", { attributes: { tier: "gold" } }));
    const found = () => ["5550100", "gold"].map((query) => listAll(store, { query }).length);
    expect(found()).toEqual([1, 1]);
    put(store, recordOf("a", { numbers: [], attributes: { tier: "gold" } }));
    expect(found()).toEqual([0, 1]);
    put(store, recordOf("a", { numbers: [] }));
    expect(found()).toEqual([0, 0]);
  });

  test("is also one whose envelope, problems or reading differ", () => {
    const store = freshStore();
    const callback = recordOf("a");
    const as = (record: Parameters<typeof store.callbacks.put>[0]) =>
      store.callbacks.put(record, NOW, false).did;
    expect(as(incoming(callback))).toBe("added");
    expect(as(incoming(callback, [], `{"version":"2"}`))).toBe("updated");
    expect(as(incoming(callback, [{ path: "$", reason: "r" }], `{"version":"2"}`))).toBe("updated");
    expect(as(incoming(callback, [{ path: "$", reason: "r" }], `{"version":"2"}`))).toBe(
      "unchanged",
    );
    expect(as({ ...incoming(callback), problems: [] })).toBe("updated");
    // The very same text, of which a newer build understands more.
    const readBetter = { ...callback, provider: "now understood" };
    expect(as({ ...incoming(callback), callback: readBetter })).toBe("updated");
    expect(listAll(store)).toHaveLength(1);
  });

  test("in another shape leaves the payload of the first on file", () => {
    const store = freshStore();
    const ids = { conversationId: "c", participantId: "p", communicationId: "m" };
    const named = (customerName: string) => ({ customerName });
    const first = callbackOf("callback", ids, named("Maria"));
    const { key } = put(store, first);
    put(store, callbackOf("callback-basic", ids, named("María")));
    expect(store.callbacks.raw(key)).toContain('"callback-basic"');
    // The same again is still the one that was told before.
    expect(put(store, first).did).toBe("unchanged");
    put(store, callbackOf("callback", ids, named("Mary")));
    expect(store.callbacks.raw(key)).toContain('"Mary"');
  });
});

describe("what is kept comes back", () => {
  test("the canonical record and the very text it came as", () => {
    const store = freshStore();
    const callback = recordOf("a", {
      customerName: 'Zoë "O\'Hara" 李 \ud83d\ude00 \u0000 \ud800',
      attributes: { ["__proto__"]: "kept", "": "empty name" },
      createdAt: at(1_699_999_999_999),
    });
    const raw = '{"big":123456789012345678901234567890,"callbackUserName":"\\ud800"}';
    const record = { callback, raw, envelope: '{"topicName":"t"}', problems: [] };
    const { key } = store.callbacks.put(record, NOW, false);
    expect(store.callbacks.raw(key)).toBe(raw);
    expect(store.callbacks.read(key)?.callback).toEqual(callback);
    expect(Object.keys(store.callbacks.read(key)?.callback.attributes ?? {})).toContain(
      "__proto__",
    );
  });

  test("also as an older build kept it, with every field spelled out", () => {
    const folder = freshFolder();
    const store = freshStore(folder);
    const callback = recordOf("a", { queue: { id: "q", name: "Orders", selfUri: null } });
    const { key } = put(store, callback);
    const file = new Database(join(folder, "ringback.db"));
    file.prepare("UPDATE payload SET canonical = ?").run(JSON.stringify(callback));
    file.close();
    expect(store.callbacks.read(key)?.callback).toEqual(callback);
    const notes = { outcome: "busy", code: null, notes: "asks for Doc" } as const;
    tryOnce(store, key, "one", { ...notes, next: { do: "leave" }, by: "agent" });
    expect(listAll(store, { query: "orders doc" })).toHaveLength(1);
  });

  test("instants that no calendar reaches do not lose their record", () => {
    const store = freshStore();
    const { key } = put(
      store,
      recordOf("a", { createdAt: at(12.5), scheduledAt: at(1e300), expiresAt: at(Infinity) }),
    );
    expect(store.callbacks.read(key)).toMatchObject({ dueAt: null });
    expect(listAll(store)[0]).toMatchObject({ createdAt: 12 });
  });

  test("it is found by our key and by each id it came with", () => {
    const store = freshStore();
    const ids = { conversationId: "c", participantId: "p", communicationId: "m" };
    const { key } = put(store, callbackOf("callback", ids));
    const engage = put(store, callbackOf("engage-callback-interaction", { interactionId: "i" }));
    for (const id of [key, "c", "p", "m"]) expect(store.callbacks.find(id)).toBe(key);
    expect(store.callbacks.find("i")).toBe(engage.key);
    expect(store.callbacks.find("nobody")).toBeNull();
    expect(store.callbacks.read(key)?.sourceId).toBe("m");
  });

  test("of several records with that id the one that came last is found", () => {
    const store = freshStore();
    const of = (participantId: string) =>
      put(store, callbackOf("callback-media-participant", { conversationId: "c", participantId }));
    of("p");
    const { key } = of("q");
    expect(store.callbacks.find("c")).toBe(key);
  });

  test("an unknown key reads as nothing", () => {
    const store = freshStore();
    const { key } = put(freshStore(), recordOf("a"));
    expect([store.callbacks.read(key), store.callbacks.raw(key)]).toEqual([null, null]);
  });
});
