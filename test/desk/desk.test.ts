import { randomUUID } from "node:crypto";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { Callback, CallbackKey } from "#core/callback.ts";
import * as v from "valibot";
import { callbackView, deskView, queuePage, type DeskView } from "#contract/view.ts";
import { settings as settingsSchema } from "#contract/settings.ts";
import type { CommandName, Input, Output, Reply } from "#contract/ipc.ts";
import { createDesk, dayStartAt } from "#desk/desk.ts";
import type { CallFact, PhoneFact } from "#desk/phone-port.ts";
import type { DeskService, Store } from "#desk/ports.ts";
import { createNumbers } from "#numbers/numbers.ts";
import { openStore } from "#store/open.ts";
import { at, callbackWith, endWith, T0 } from "#test/support/builders.ts";
import { FakeMedia, FakePhone, TestTime } from "#test/support/fakes.ts";
import { discard, freshFolder } from "#test/support/product.ts";

let folder: string;
let store: Store;
let time: TestTime;
let phone: FakePhone;
let media: FakeMedia;
let desk: DeskService;

const numbers = createNumbers("US");

function startDesk(settings: Record<string, unknown> = {}): void {
  phone = new FakePhone();
  media = new FakeMedia();
  store = openStore(folder, { numbers });
  desk = createDesk({
    store,
    phone,
    media,
    numbers,
    settings: v.parse(settingsSchema, settings),
    clock: time.clock,
    after: time.after,
    ids: randomUUID,
    dayStart: (now) => dayStartAt(now, 60),
    report: () => undefined,
  });
}

/** Line registered, microphone there, a window open: everything a call needs. */
function makeReady(): void {
  phone.register();
  media.appear();
  desk.windowOpened();
}

beforeEach(() => {
  folder = freshFolder();
  time = new TestTime();
  startDesk();
});
afterEach(async () => {
  await desk.stop();
  discard(folder);
});

let serial = 0;
function put(changes: Partial<Callback> = {}, problems: { path: string; reason: string }[] = []) {
  serial += 1;
  const callback = callbackWith({
    identity: {
      conversationId: null,
      participantId: null,
      communicationId: `c-${serial}`,
      interactionId: null,
    },
    customerName: "Maria Keller",
    ...changes,
  });
  return store.callbacks.put({ callback, raw: "{}", envelope: null, problems }, time.now, false)
    .key;
}

/** Handlers of the desk itself answer at once; only a host may make a window wait. */
function act<K extends CommandName>(name: K, input: Input<K>): Reply<Output<K>> {
  const reply = desk.handlers[name](input);
  if (reply instanceof Promise) throw new TypeError(`${name} did not answer at once`);
  return reply;
}

const view = (): DeskView => {
  const reply = act("desk.read", {});
  if (!reply.ok) throw new Error(reply.refusal.message);
  return v.parse(deskView, reply.value);
};
const refusalOf = (reply: Reply<unknown>) => (reply.ok ? null : reply.refusal.code);
const accept = (key: CallbackKey) => act("callback.accept", { key });
const call = (key: CallbackKey) => act("preview.call", { key });
function tellLine(fact: { type: CallFact["type"] } & Record<string, unknown>): void {
  const turn = view().turn;
  if (turn === null || !("attempt" in turn)) throw new Error("no attempt is live");
  phone.tell({ ...fact, call: turn.attempt } as unknown as PhoneFact);
}
function talk(key: CallbackKey): void {
  makeReady();
  accept(key);
  call(key);
  tellLine({ type: "progressed", hasEarlyMedia: false });
  tellLine({ type: "answered" });
}

describe("taking a callback in hand", () => {
  test("is refused while another is in hand", () => {
    const first = put();
    const second = put();
    expect(refusalOf(accept(first))).toBeNull();
    expect(refusalOf(accept(second))).toBe("busy-with-another");
    expect(refusalOf(accept(first))).toBeNull();
  });
  test("is refused where nobody may call, with the reason", () => {
    expect(refusalOf(accept(put({ numbers: [] })))).toBe("uncallable");
    expect(refusalOf(accept(put({ numbers: ["call me maybe"] })))).toBe("uncallable");
    expect(refusalOf(accept(put({ externalCampaign: true })))).toBe("uncallable");
    expect(refusalOf(accept(put({ automatedCallbackConfigId: "a" })))).toBe("uncallable");
  });
  test("is refused for a key nobody knows", () => {
    expect(refusalOf(accept(randomUUID() as CallbackKey))).toBe("not-found");
  });
  test("leaves nothing behind when refused", () => {
    accept(put({ numbers: [] }));
    expect(view().turn).toBeNull();
    expect(refusalOf(accept(put()))).toBeNull();
  });
});

describe("a countdown", () => {
  const timed = () => put({ timeoutSeconds: 15 });
  test("dials once when everything is ready", () => {
    makeReady();
    accept(timed());
    time.pass(15_000);
    expect(phone.asked.filter((asked) => asked.startsWith("invite"))).toEqual(["invite +15550100"]);
    time.pass(60_000);
    expect(phone.asked.filter((asked) => asked.startsWith("invite"))).toHaveLength(1);
  });
  test.each([
    ["not-registered", ["microphone", "window"]],
    ["no-microphone", ["line", "window"]],
    ["nobody-at-the-desk", ["line", "microphone"]],
  ] as const)("asks when the way is barred: %s", (because, there: readonly string[]) => {
    if (there.includes("line")) phone.register();
    if (there.includes("microphone")) media.appear();
    if (there.includes("window")) desk.windowOpened();
    accept(timed());
    time.pass(15_000);
    expect(view().turn).toMatchObject({ countdown: { mode: "asking", because } });
    expect(phone.asked.some((asked) => asked.startsWith("invite"))).toBe(false);
  });
  test("is off for a record with a field nobody could read", () => {
    const flagged = put({ timeoutSeconds: 15 }, [{ path: "$.held", reason: "expected a boolean" }]);
    makeReady();
    accept(flagged);
    expect(view().turn).toMatchObject({ countdown: { mode: "off", because: "flagged" } });
    time.pass(60_000);
    expect(phone.asked.some((asked) => asked.startsWith("invite"))).toBe(false);
  });
  test("survives the process, and asks when its deadline passed meanwhile", async () => {
    makeReady();
    accept(timed());
    await desk.stop();
    time.sleep(60_000);
    startDesk();
    makeReady();
    time.pass(1);
    expect(view().turn).toMatchObject({ at: "preview", countdown: { mode: "asking" } });
    expect(phone.asked.some((asked) => asked.startsWith("invite"))).toBe(false);
  });
});

describe("calling", () => {
  test("is refused without a line and without a microphone, and nothing is written", () => {
    const key = put();
    accept(key);
    expect(refusalOf(call(key))).toBe("not-registered");
    phone.register();
    expect(refusalOf(call(key))).toBe("no-microphone");
    expect(store.ledger.attempts(key)).toEqual([]);
  });
  test("twice in the same breath makes one attempt", () => {
    const key = put();
    makeReady();
    accept(key);
    expect(refusalOf(call(key))).toBeNull();
    expect(refusalOf(call(key))).toBe("wrong-state");
    expect(store.ledger.attempts(key)).toHaveLength(1);
  });
  test("writes what the line told and shows it", () => {
    const key = put();
    talk(key);
    time.pass(60_000);
    tellLine({ type: "ended", end: endWith({ by: "far-end", sipStatus: 200, q850Cause: 16 }) });
    expect(view().turn).toMatchObject({
      at: "wrap-up",
      verdict: "answered",
      talkMs: 60_000,
      sipStatus: 200,
      q850Cause: 16,
    });
    expect(store.ledger.attempts(key)).toMatchObject([
      { outcome: "answered", callResult: 0, disconnectType: "peer", sipStatus: 200, q850Cause: 16 },
    ]);
  });
  test("counts into the day's figures", () => {
    const key = put();
    talk(key);
    time.pass(60_000);
    tellLine({ type: "ended", end: endWith({ by: "far-end", sipStatus: 200 }) });
    expect(view().today).toMatchObject({ called: 1, reached: 1, talkMs: 60_000 });
  });
});

describe("wrapping up", () => {
  const draftOf = (changes = {}) => ({
    outcome: null,
    code: null,
    notes: "",
    next: null,
    ...changes,
  });
  const end = () => tellLine({ type: "ended", end: endWith({ by: "agent", sipStatus: 200 }) });

  test("keeps what was typed during the call and closes the callback when she is done", () => {
    const key = put();
    talk(key);
    act("wrap-up.draft", { key, draft: draftOf({ notes: "typed while talking" }) });
    end();
    expect(view().turn).toMatchObject({ draft: { notes: "typed while talking" } });
    const draft = draftOf({ notes: "typed while talking", code: "resolved" });
    expect(refusalOf(act("wrap-up.finish", { key, draft }))).toBeNull();
    expect(view().turn).toBeNull();
    expect(store.callbacks.read(key)?.status).toBe("closed");
    expect(store.ledger.wrapUps(key)).toMatchObject([
      { wrapUp: { outcome: "answered", code: "resolved", notes: "typed while talking" } },
    ]);
    expect(store.outbox.unsent()).toMatchObject([{ kind: "wrap-up", key }]);
  });
  test("asks for a code where the queue wants one, and keeps the words meanwhile", () => {
    const key = put({ wrapUpPrompt: { value: "mandatory", raw: "mandatory" } });
    talk(key);
    end();
    const draft = draftOf({ notes: "no code yet" });
    expect(refusalOf(act("wrap-up.finish", { key, draft }))).toBe("wrong-state");
    expect(store.ledger.draft(key)?.notes).toBe("no code yet");
  });
  test("may be skipped only where it is optional", () => {
    const mandatory = put({ wrapUpPrompt: { value: "mandatory", raw: "mandatory" } });
    talk(mandatory);
    end();
    expect(refusalOf(act("wrap-up.skip", { key: mandatory }))).toBe("wrong-state");
    const draft = draftOf({ code: "resolved" });
    act("wrap-up.finish", { key: mandatory, draft });
    const optional = put();
    talk(optional);
    end();
    expect(refusalOf(act("wrap-up.skip", { key: optional }))).toBeNull();
  });
  test("of an attempt nobody saw the end of asks the agent what happened", async () => {
    const key = put();
    talk(key);
    await desk.stop();
    startDesk();
    expect(view().turn).toMatchObject({ at: "wrap-up", needsReview: true, verdict: "unknown" });
    const finish = (changes = {}) =>
      refusalOf(act("wrap-up.finish", { key, draft: draftOf(changes) }));
    expect(refusalOf(act("wrap-up.skip", { key }))).toBe("wrong-state");
    expect(finish()).toBe("bad-input");
    expect(finish({ outcome: "answered" })).toBeNull();
    expect(store.ledger.attempts(key)).toMatchObject([{ outcome: "unknown" }]);
    expect(store.ledger.wrapUps(key)).toMatchObject([{ wrapUp: { outcome: "answered" } }]);
  });
  test("of a call that reached nobody brings the callback back later, not the next minute", () => {
    const key = put();
    makeReady();
    accept(key);
    call(key);
    tellLine({ type: "ended", end: endWith({ by: "far-end", sipStatus: 486 }) });
    act("wrap-up.finish", { key, draft: draftOf() });
    expect(store.callbacks.read(key)).toMatchObject({
      status: "open",
      dueAt: time.now + 30 * 60_000,
    });
  });
  test("to call again moves the callback to its new time", () => {
    const key = put();
    talk(key);
    end();
    const next = { do: "again", at: at(T0 + 3_600_000) } as const;
    act("wrap-up.finish", { key, draft: draftOf({ next, outcome: "busy" }) });
    expect(store.callbacks.read(key)).toMatchObject({ status: "open", dueAt: T0 + 3_600_000 });
    expect(store.callbacks.counts(time.now)).toMatchObject({ now: 0, scheduled: 1 });
  });
});

describe("what the windows are told", () => {
  test("fits the contract in every state, with revisions that only grow", () => {
    const seen: DeskView[] = [];
    desk.subscribe((name, payload) => {
      if (name === "desk.changed") seen.push(v.parse(deskView, payload));
    });
    const key = put({ timeoutSeconds: 60 });
    makeReady();
    accept(key);
    time.pass(0);
    call(key);
    time.pass(0);
    tellLine({ type: "progressed", hasEarlyMedia: false });
    time.pass(0);
    tellLine({ type: "answered" });
    time.pass(0);
    act("call.hold", { key });
    tellLine({ type: "hold-settled", isHeld: true });
    tellLine({ type: "ended", end: endWith({ by: "far-end", sipStatus: 200 }) });
    time.pass(0);
    expect(seen.map(({ turn }) => turn?.at)).toEqual(
      expect.arrayContaining(["preview", "dialing", "ringing", "talking", "wrap-up"]),
    );
    const revisions = seen.map(({ revision }) => revision);
    expect(revisions).toEqual([...revisions].sort((a, b) => a - b));
    expect(new Set(revisions).size).toBe(revisions.length);
  });
  test("hold is on only when the far end has confirmed it", () => {
    const key = put();
    talk(key);
    act("call.hold", { key });
    expect(view().turn).toMatchObject({ hold: "asking" });
    tellLine({ type: "hold-refused" });
    expect(view().turn).toMatchObject({ hold: "off", trouble: "hold-failed" });
  });
  test("rows written by another process are told within a second", () => {
    const told: string[] = [];
    desk.subscribe((name) => told.push(name));
    const other = openStore(folder, { numbers });
    const callback = callbackWith({
      identity: {
        conversationId: null,
        participantId: null,
        communicationId: "from-elsewhere",
        interactionId: null,
      },
    });
    other.callbacks.put({ callback, raw: "{}", envelope: null, problems: [] }, time.now, false);
    other.close();
    time.pass(1_000);
    expect(told).toContain("queue.changed");
  });
  test("a callback and a page of the queue fit the contract", () => {
    const key = put({
      attributes: { tier: "gold" },
      queue: { id: "q", name: "Router orders", selfUri: null },
      createdAt: at(T0 - 60_000),
    });
    const read = act("callback.read", { key });
    const shown = v.parse(callbackView, read.ok ? read.value : null);
    expect(shown.facts).toContainEqual({ kind: "attribute", name: "tier", value: "gold" });
    expect(shown.facts).toContainEqual(
      expect.objectContaining({ name: "queue", value: "Router orders" }),
    );
    expect(shown.timeline).toContainEqual({ at: T0 - 60_000, what: "asked", detail: null });
    const page = act("queue.read", {
      tab: "now",
      query: "",
      after: null,
      limit: 10,
    });
    expect(v.parse(queuePage, page.ok ? page.value : null).rows).toHaveLength(1);
  });
});

test("the day starts at local midnight", () => {
  const midnightBerlin = at(Date.UTC(2026, 10, 19, 23, 0, 0));
  expect(dayStartAt(at(Date.UTC(2026, 10, 20, 0, 30)), 60)).toBe(midnightBerlin);
  expect(dayStartAt(midnightBerlin, 60)).toBe(midnightBerlin);
});
