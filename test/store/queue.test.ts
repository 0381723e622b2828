import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Callback } from "#core/callback.ts";
import { uncallable } from "#core/countdown.ts";
import type { Outcome } from "#core/outcome.ts";
import type { Tab } from "#contract/view.ts";
import { BadCursor } from "#store/errors.ts";
import {
  at,
  attemptId,
  callbackOf,
  closedTurn,
  ended,
  freshStore,
  incoming,
  listAll,
  names,
  NOW,
  opened,
  previewTurn,
  put,
  recordOf,
  said,
  tryOnce,
} from "./fixtures.ts";

const named = (id: string, told: Parameters<typeof recordOf>[1] = {}) =>
  recordOf(id, { customerName: id, ...told });
const tabs: readonly Tab[] = ["now", "scheduled", "mine", "closed", "all"];

const owned: NonNullable<Callback["routing"]> = {
  queue: null,
  language: null,
  priority: null,
  skills: [],
  scoredAgents: [{ agent: { id: "me", name: null, selfUri: null }, score: 100 }],
  label: null,
  skillExpression: null,
  skillExpressionId: null,
};

describe("tabs", () => {
  test("a record is due at its instant, not a millisecond before", () => {
    const store = freshStore();
    put(store, named("a", { scheduledAt: NOW }));
    const before = at(NOW - 1);
    expect(names(listAll(store, { tab: "now", now: before }))).toEqual([]);
    expect(names(listAll(store, { tab: "scheduled", now: before }))).toEqual(["a"]);
    expect(store.callbacks.counts(before)).toMatchObject({ now: 0, scheduled: 1 });
    expect(names(listAll(store, { tab: "now" }))).toEqual(["a"]);
    expect(names(listAll(store, { tab: "scheduled" }))).toEqual([]);
    expect(store.callbacks.counts(NOW)).toMatchObject({ now: 1, scheduled: 0 });
  });

  test("counts follow the clock when it is set back", () => {
    const store = freshStore();
    put(store, named("a", { scheduledAt: NOW }));
    expect(store.callbacks.counts(NOW).now).toBe(1);
    expect(store.callbacks.counts(at(NOW - 1)).now).toBe(0);
  });

  test("work comes in the order it was asked for, scheduled or not", () => {
    const store = freshStore();
    put(store, named("asked third", { createdAt: at(3_000) }));
    put(store, named("due second", { createdAt: at(500), scheduledAt: at(2_000) }));
    put(store, named("asked first", { createdAt: at(1_000) }));
    put(store, named("never said when"));
    expect(names(listAll(store, { tab: "now" }))).toEqual([
      "asked first",
      "due second",
      "asked third",
      "never said when",
    ]);
  });

  test("what is due at no set time is due now, however a clock was set", () => {
    const store = freshStore();
    put(store, named("from the future", { createdAt: at(NOW + 1e9) }), false, at(NOW + 1e9));
    expect(names(listAll(store, { tab: "now" }))).toEqual(["from the future"]);
    expect(store.callbacks.counts(NOW)).toMatchObject({ now: 1, scheduled: 0 });
  });

  test("mine are those that only I may take, and those I took", () => {
    const store = freshStore();
    put(store, named("anyone's", { routing: { ...owned, scoredAgents: [] } }));
    put(store, named("mine", { routing: owned }));
    const { key } = put(store, named("accepted"));
    const accepted = { write: "happened", what: "accepted", at: NOW } as const;
    store.ledger.commit(previewTurn(key), [accepted], NOW);
    expect(names(listAll(store, { tab: "mine" }))).toEqual(["mine", "accepted"]);
    expect(store.callbacks.counts(NOW).mine).toBe(2);
    // Still mine when the platform tells it again without saying so.
    put(store, named("accepted", { provider: "told again" }));
    expect(store.callbacks.counts(NOW).mine).toBe(2);
  });

  test("closed and all come newest first", () => {
    const store = freshStore();
    for (const [index, name] of ["a", "b", "c"].entries()) {
      const { key } = put(store, named(name));
      const done = { ...said, next: { do: "close" } } as const;
      if (name !== "b") tryOnce(store, key, name, done, at(NOW - index));
    }
    expect(names(listAll(store, { tab: "closed" }))).toEqual(["a", "c"]);
    expect(names(listAll(store))).toEqual(["c", "b", "a"]);
    expect(store.callbacks.counts(NOW)).toEqual({
      now: 1,
      scheduled: 0,
      mine: 0,
      closed: 2,
      all: 3,
    });
  });

  test("what was declined is in no tab but all", () => {
    const store = freshStore();
    const { key } = put(store, named("a"));
    store.ledger.commit(closedTurn(key), [{ write: "declined", at: NOW }], NOW);
    const counts = { now: 0, scheduled: 0, mine: 0, closed: 0, all: 1 };
    expect(store.callbacks.counts(NOW)).toEqual(counts);
  });
});

describe("rows", () => {
  test("tell the last six outcomes, oldest first", () => {
    const store = freshStore();
    const { key } = put(store, named("a"));
    const outcomes = [
      "declined",
      "fax",
      "dropped",
      "busy",
      "no-answer",
      "busy",
      "given-up",
      "busy",
    ];
    for (const [index, outcome] of outcomes.entries()) {
      const attempt = attemptId(`try ${index}`);
      const end = ended(attempt);
      if (end.write !== "attempt-closed") throw new TypeError("expected an end");
      const verdict = { ...end.verdict, outcome: outcome as Outcome };
      store.ledger.commit(closedTurn(key), [opened(attempt), { ...end, verdict }], NOW);
    }
    expect(listAll(store)[0]?.tries).toEqual(outcomes.slice(2));
  });

  test("a live attempt has no outcome to tell", () => {
    const store = freshStore();
    const { key } = put(store, named("a"));
    store.ledger.commit(previewTurn(key), [opened(attemptId("x"))], NOW);
    expect(listAll(store)[0]?.tries).toEqual([]);
  });

  test("tag is the queue's name, else the subject", () => {
    const store = freshStore();
    put(store, named("a", { queue: { id: "q", name: "Callbacks DE", selfUri: null } }));
    const engage = { subject: "Router order" } as Callback["engage"];
    put(store, callbackOf("engage-callback-interaction", { interactionId: "i" }, { engage }));
    put(store, named("c"));
    expect(listAll(store).map(({ tag }) => tag)).toEqual([null, "Router order", "Callbacks DE"]);
  });

  test("flagged are those of which some field could not be read", () => {
    const store = freshStore();
    store.callbacks.put(incoming(named("a"), [{ path: "$.held", reason: "no flag" }]), NOW, false);
    expect(listAll(store)[0]?.isFlagged).toBe(true);
  });

  const told = fc.record({
    numbers: fc.constantFrom([], ["+15550100"], ["not a number"], ["x", "+15550100"]),
    externalCampaign: fc.constantFrom(true, false, null),
    automatedCallbackConfigId: fc.constantFrom(null, "config"),
    responseType: fc.constantFrom(
      null,
      { value: "email", raw: "Email" } as const,
      { value: "voice", raw: "Voice" } as const,
      { value: null, raw: "Telex" },
    ),
    expiresAt: fc.constantFrom(null, at(NOW - 1), NOW, at(NOW + 1)),
    state: fc.constantFrom(null, { value: "terminated", raw: "terminated" } as const),
  });
  test("say why they cannot be called just as the core does of the whole record", () => {
    const store = freshStore();
    let id = 0;
    fc.assert(
      fc.property(told, (facts) => {
        const record = recordOf(String((id += 1)), facts);
        put(store, record);
        const [row] = store.callbacks.list({
          tab: "all",
          query: "",
          after: null,
          limit: 1,
          now: NOW,
        }).rows;
        const isNobody = !record.numbers.includes("+15550100");
        const reason = uncallable(record, record.state !== null, NOW);
        expect(row?.uncallable).toBe(reason ?? (isNobody ? "no-number" : null));
      }),
      { numRuns: 60 },
    );
  });
});

describe("pages", () => {
  const record = fc.record({
    createdAt: fc.constantFrom(null, at(0), at(5), at(NOW + 5)),
    scheduledAt: fc.constantFrom(null, at(0), at(5), NOW, at(NOW + 1), at(NOW + 9)),
    state: fc.constantFrom(null, null, { value: "terminated", raw: "terminated" } as const),
    endedAt: fc.constantFrom(null, at(0), at(5)),
    routing: fc.constantFrom(null, owned),
  });

  test.each(tabs)("%s: every row comes exactly once, also while others arrive", (tab) => {
    fc.assert(
      fc.property(
        fc.array(record, { minLength: 1, maxLength: 25 }),
        fc.array(record, { maxLength: 6 }),
        fc.integer({ min: 1, max: 7 }),
        fc.constantFrom("", "guest"),
        (first, later, limit, query) => {
          const store = freshStore();
          const add = (told: (typeof first)[number], id: string) =>
            put(store, recordOf(id, { ...told, customerName: `guest ${id}` }));
          first.forEach((one, index) => add(one, `first ${index}`));
          const whole = listAll(store, { tab, query, limit: 500 }).map(({ key }) => key);
          expect(whole).toHaveLength(store.callbacks.counts(NOW)[tab]);

          const seen: string[] = [];
          const arriving = [...later];
          let after: string | null = null;
          do {
            const page = store.callbacks.list({ tab, query, after, limit, now: NOW });
            expect(page.rows.length).toBeLessThanOrEqual(limit);
            seen.push(...page.rows.map(({ key }) => key));
            after = page.next;
            const one = arriving.pop();
            if (one !== undefined) add(one, `later ${arriving.length}`);
          } while (after !== null);
          expect(new Set(seen).size).toBe(seen.length);
          expect(seen.filter((key) => whole.includes(key as never))).toEqual(whole);
          store.close();
        },
      ),
      { numRuns: 12 },
    );
  });

  test("the last page says that it is the last", () => {
    const store = freshStore();
    for (const id of ["a", "b"]) put(store, named(id));
    const page = store.callbacks.list({ tab: "all", query: "", after: null, limit: 2, now: NOW });
    expect(page).toMatchObject({ rows: [{ name: "b" }, { name: "a" }], next: null });
  });

  test("a cursor of another list, or none at all, is refused", () => {
    const store = freshStore();
    for (const id of ["a", "b"]) put(store, named(id));
    const list = (tab: Tab, after: string | null) =>
      store.callbacks.list({ tab, query: "", after, limit: 1, now: NOW });
    const { next } = list("now", null);
    expect(next).not.toBeNull();
    expect(() => list("closed", next)).toThrow(BadCursor);
    expect(() => list("now", "garbage")).toThrow(BadCursor);
    expect(() => list("now", "")).toThrow(BadCursor);
  });
});
