import { describe, expect, test } from "vitest";
import type { Callback } from "#core/callback.ts";
import { untouched } from "#core/local-work.ts";
import {
  at,
  attemptId,
  busy,
  callbackOf,
  closedTurn,
  ended,
  freshStore,
  incoming,
  NOW,
  opened,
  previewTurn,
  put,
  recordOf,
  said,
  tryOnce,
  withCallback,
} from "./fixtures.ts";

const scheduled = { state: { value: "scheduled", raw: "SCHEDULED" } } as const;

describe("what leaves", () => {
  test("a record nobody touched is the record as it came", () => {
    const store = freshStore();
    const callback = recordOf("a", { customerName: "Maria Keller" });
    const came = incoming(callback, [], '{"id":"conversation-a"}');
    const { key } = store.callbacks.put(came, NOW, false);
    expect([...store.callbacks.exported({})]).toEqual([
      {
        key,
        shape: "callback-media-participant",
        callback,
        raw: came.raw,
        envelope: came.envelope,
        status: "open",
        work: untouched,
      },
    ]);
  });

  test("comes in order of arrival, over more pages than one, and with what came meanwhile", () => {
    const store = freshStore();
    store.callbacks.batch(() => {
      for (let index = 0; index < 250; index += 1) put(store, recordOf(`${index}`));
    });
    const ids: (string | null)[] = [];
    for (const { callback } of store.callbacks.exported({})) {
      if (ids.length === 0) put(store, recordOf("late"));
      ids.push(callback.identity.participantId);
    }
    expect(ids).toEqual(
      [...Array(250).keys(), "late"].map((index) => `participant-${String(index)}`),
    );
  });

  test("never holds a statement over a write", () => {
    const store = freshStore();
    put(store, recordOf("a"));
    put(store, recordOf("b"));
    const walk = store.callbacks.exported({})[Symbol.iterator]();
    walk.next();
    expect(put(store, recordOf("c")).did).toBe("added");
  });

  test("is nothing of the demo account", () => {
    expect([...withCallback(true).store.callbacks.exported({})]).toEqual([]);
  });

  test("is what is asked for: by status, by state in any spelling, by words", () => {
    const store = freshStore();
    put(store, recordOf("a", { ...scheduled, customerName: "Maria Keller" }));
    put(store, recordOf("b", { customerName: "Ola Nordmann" }));
    const engage = { callbackStatus: 5 } as Callback["engage"];
    put(store, callbackOf("engage-callback-interaction", { interactionId: "i" }, { engage }));
    tryOnce(store, put(store, recordOf("c")).key, "one", { ...said, next: { do: "close" } });
    const ids = (filter: Parameters<typeof store.callbacks.exported>[0]) =>
      [...store.callbacks.exported(filter)].map(
        ({ callback: { identity } }) => identity.interactionId ?? identity.participantId,
      );
    expect(ids({ state: "scheduled" })).toEqual(["participant-a"]);
    expect(ids({ state: "SCHEDULED" })).toEqual(["participant-a"]);
    expect(ids({ state: "5" })).toEqual(["i"]);
    expect(ids({ status: "closed" })).toEqual(["participant-c"]);
    expect(ids({ query: "nordm", status: "open" })).toEqual(["participant-b"]);
    expect(ids({ query: "nordm", status: "closed" })).toEqual([]);
  });
});

describe("what was done with it", () => {
  const workOf = (store: ReturnType<typeof freshStore>) =>
    [...store.callbacks.exported({})].map(({ work }) => work)[0];

  test("an attempt, its wrap-up, and that it is over", () => {
    const { store, key } = withCallback();
    const happened = { write: "happened", what: "accepted", at: NOW } as const;
    store.ledger.commit(previewTurn(key), [happened], NOW);
    tryOnce(store, key, "one", { ...said, notes: "asks for Doc", next: { do: "close" } });
    expect(workOf(store)).toEqual({
      acceptedAt: NOW,
      over: { at: NOW, how: "wrapped-up" },
      againAt: null,
      attempts: [
        {
          startedAt: NOW,
          answeredAt: null,
          endedAt: NOW,
          callResult: 6,
          disconnectType: "endpoint",
        },
      ],
      wrapUp: {
        outcome: "busy",
        code: "not-reached",
        notes: "asks for Doc",
        startedAt: NOW,
        at: NOW,
      },
    });
  });

  test("a promise for another time, which ends nothing", () => {
    const { store, key } = withCallback();
    const again = at(NOW + 60_000);
    tryOnce(store, key, "one", { ...said, next: { do: "again", at: again } });
    expect(workOf(store)).toMatchObject({ over: null, againAt: again });
  });

  test.each([
    ["skipped", { write: "skipped", at: NOW, code: "ININ-OUTBOUND-PREVIEW-SKIPPED" }],
    ["declined", { write: "declined", at: NOW }],
  ] as const)("%s", (how, record) => {
    const { store, key } = withCallback();
    store.ledger.commit(closedTurn(key), [record], NOW);
    expect(workOf(store)?.over).toEqual({ at: NOW, how });
  });

  test("what the platform closed after a wrap-up that left it open is not over by us", () => {
    const { store, key } = withCallback();
    tryOnce(store, key, "one");
    put(store, recordOf("a", { state: { value: "terminated", raw: "terminated" } }));
    expect(store.callbacks.read(key)?.status).toBe("closed");
    expect(workOf(store)).toMatchObject({ over: null, wrapUp: { outcome: "busy" } });
  });

  test.each([
    ["of which nothing ever left", { sipStatus: null, fault: "microphone" }],
    ["whose account was refused", { sipStatus: 407 }],
  ] as const)("an attempt %s is none", (_, told) => {
    const { store, key } = withCallback();
    const attempt = attemptId("one");
    const end = { ...busy, q850Cause: null, ...told };
    store.ledger.commit(closedTurn(key), [opened(attempt), ended(attempt, NOW, end)], NOW);
    expect(workOf(store)?.attempts).toEqual([]);
  });
});
