import { randomUUID } from "node:crypto";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { Callback, CallbackKey } from "#core/callback.ts";
import * as v from "valibot";
import { callbackView, deskView, queuePage, type DeskView } from "#contract/view.ts";
import { dayStartAt, epochMs } from "#core/time.ts";
import { openStore } from "#store/open.ts";
import { callbackWith, endWith, T0 } from "#test/support/builders.ts";
import { DeskInTest, deskNumbers, refusalOf, whyOf } from "#test/support/desk-in-test.ts";

let at: DeskInTest;
beforeEach(() => {
  at = new DeskInTest();
});
afterEach(() => at.end());

const put = (changes: Partial<Callback> = {}, problems: { path: string; reason: string }[] = []) =>
  at.put({ customerName: "Maria Keller", ...changes }, problems);
const accept = (key: CallbackKey) => at.act("callback.accept", { key });
const call = (key: CallbackKey) => at.act("preview.call", { key });

describe("taking a callback in hand", () => {
  test("is refused while another is in hand", () => {
    const first = put();
    const second = put();
    expect(refusalOf(accept(first))).toBeNull();
    expect(refusalOf(accept(second))).toBe("busy-with-another");
    expect(refusalOf(accept(first))).toBeNull();
  });
  test("is refused where nobody may call, with the reason", () => {
    const none = accept(put({ numbers: [] }));
    expect(refusalOf(none)).toBe("uncallable");
    expect(whyOf(none)).toEqual({ is: "uncallable", reason: "no-number" });
    expect(refusalOf(accept(put({ numbers: ["call me maybe"] })))).toBe("uncallable");
    expect(refusalOf(accept(put({ externalCampaign: true })))).toBe("uncallable");
    expect(refusalOf(accept(put({ automatedCallbackConfigId: "a" })))).toBe("uncallable");
  });
  test("is refused for a key nobody knows", () => {
    expect(refusalOf(accept(randomUUID() as CallbackKey))).toBe("not-found");
  });
  test("leaves nothing behind when refused", () => {
    accept(put({ numbers: [] }));
    expect(at.view().turn).toBeNull();
    expect(refusalOf(accept(put()))).toBeNull();
  });
});

describe("a countdown", () => {
  const timed = () => put({ timeoutSeconds: 15 });
  test("dials once when everything is ready", () => {
    at.makeReady();
    accept(timed());
    at.time.pass(15_000);
    expect(at.phone.asked.filter((asked) => asked.startsWith("invite"))).toEqual([
      "invite +15550100",
    ]);
    at.time.pass(60_000);
    expect(at.phone.asked.filter((asked) => asked.startsWith("invite"))).toHaveLength(1);
  });
  test.each([
    ["not-registered", ["microphone", "window"]],
    ["no-microphone", ["line", "window"]],
    ["nobody-at-the-desk", ["line", "microphone"]],
  ] as const)("asks when the way is barred: %s", (because, there: readonly string[]) => {
    if (there.includes("line")) at.phone.register();
    if (there.includes("microphone")) at.media.appear();
    if (there.includes("window")) at.desk.windowOpened();
    accept(timed());
    at.time.pass(15_000);
    expect(at.view().turn).toMatchObject({ countdown: { mode: "asking", because } });
    expect(at.phone.asked.some((asked) => asked.startsWith("invite"))).toBe(false);
  });
  test("is off for a record with a field nobody could read", () => {
    const flagged = put({ timeoutSeconds: 15 }, [{ path: "$.held", reason: "expected a boolean" }]);
    at.makeReady();
    accept(flagged);
    expect(at.view().turn).toMatchObject({ countdown: { mode: "off", because: "flagged" } });
    at.time.pass(60_000);
    expect(at.phone.asked.some((asked) => asked.startsWith("invite"))).toBe(false);
  });
  test("survives the process, and asks when its deadline passed meanwhile", async () => {
    at.makeReady();
    accept(timed());
    await at.restart(60_000);
    at.makeReady();
    at.time.pass(1);
    expect(at.view().turn).toMatchObject({ at: "preview", countdown: { mode: "asking" } });
    expect(at.phone.asked.some((asked) => asked.startsWith("invite"))).toBe(false);
  });
});

describe("calling", () => {
  test("shows the called person what the record asks for, where it asks", () => {
    at.makeReady();
    const key = put({ callerId: "+15550199" });
    accept(key);
    call(key);
    expect(at.phone.asked.at(-1)).toBe("invite +15550100 as +15550199");
  });
  test("is refused without a line and without a microphone, and nothing is written", () => {
    const key = put();
    accept(key);
    at.phone.tell({
      type: "registration-changed",
      registration: { at: "offline", reason: { is: "no-network" }, account: null, isDemo: false },
    });
    const refused = call(key);
    expect(refusalOf(refused)).toBe("not-registered");
    expect(whyOf(refused)).toEqual({ is: "not-registered", reason: { is: "no-network" } });
    at.phone.register();
    expect(refusalOf(call(key))).toBe("no-microphone");
    expect(at.store.ledger.attempts(key)).toEqual([]);
  });
  test("twice in the same breath makes one attempt", () => {
    const key = put();
    at.makeReady();
    accept(key);
    expect(refusalOf(call(key))).toBeNull();
    expect(whyOf(call(key))).toBe("called-already");
    expect(at.store.ledger.attempts(key)).toHaveLength(1);
  });
  test("writes what the line told and shows it", () => {
    const key = put();
    at.talk(key);
    at.time.pass(60_000);
    at.tellLine({ type: "ended", end: endWith({ by: "far-end", sipStatus: 200, q850Cause: 16 }) });
    expect(at.view().turn).toMatchObject({
      at: "wrap-up",
      verdict: "answered",
      talkMs: 60_000,
      sipStatus: 200,
      q850Cause: 16,
    });
    expect(at.store.ledger.attempts(key)).toMatchObject([
      { outcome: "answered", callResult: 0, disconnectType: "peer", sipStatus: 200, q850Cause: 16 },
    ]);
  });
  test("counts into the day's figures", () => {
    const key = put();
    at.talk(key);
    at.time.pass(60_000);
    at.tellLine({ type: "ended", end: endWith({ by: "far-end", sipStatus: 200 }) });
    expect(at.view().today).toMatchObject({ called: 1, reached: 1, talkMs: 60_000 });
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
  const end = () => at.tellLine({ type: "ended", end: endWith({ by: "agent", sipStatus: 200 }) });

  test("keeps what was typed during the call and closes the callback when she is done", () => {
    const key = put();
    at.talk(key);
    at.act("wrap-up.draft", { key, draft: draftOf({ notes: "typed while talking" }) });
    end();
    expect(at.view().turn).toMatchObject({ draft: { notes: "typed while talking" } });
    const draft = draftOf({ notes: "typed while talking", code: "resolved" });
    expect(refusalOf(at.act("wrap-up.finish", { key, draft }))).toBeNull();
    expect(at.view().turn).toBeNull();
    expect(at.store.callbacks.read(key)?.status).toBe("closed");
    expect(at.store.ledger.wrapUps(key)).toMatchObject([
      { wrapUp: { outcome: "answered", code: "resolved", notes: "typed while talking" } },
    ]);
    expect(at.store.outbox.unsent()).toMatchObject([{ kind: "wrap-up", key }]);
  });
  test("asks for a code where the queue wants one, and keeps the words meanwhile", () => {
    const key = put({ wrapUpPrompt: { value: "mandatory", raw: "mandatory" } });
    at.talk(key);
    end();
    const draft = draftOf({ notes: "no code yet" });
    expect(whyOf(at.act("wrap-up.finish", { key, draft }))).toBe("choose-code");
    expect(at.store.ledger.draft(key)?.notes).toBe("no code yet");
  });
  test("may be skipped only where it is optional", () => {
    const mandatory = put({ wrapUpPrompt: { value: "mandatory", raw: "mandatory" } });
    at.talk(mandatory);
    end();
    expect(whyOf(at.act("wrap-up.skip", { key: mandatory }))).toBe("wrap-up-not-to-be-skipped");
    const draft = draftOf({ code: "resolved" });
    at.act("wrap-up.finish", { key: mandatory, draft });
    const optional = put();
    at.talk(optional);
    end();
    expect(refusalOf(at.act("wrap-up.skip", { key: optional }))).toBeNull();
  });
  test("of an attempt nobody saw the end of asks the agent what happened", async () => {
    const key = put();
    at.talk(key);
    await at.restart();
    expect(at.view().turn).toMatchObject({
      at: "wrap-up",
      needsReview: true,
      isInterrupted: true,
      verdict: "unknown",
    });
    const finish = (changes = {}) =>
      whyOf(at.act("wrap-up.finish", { key, draft: draftOf(changes) }));
    expect(refusalOf(at.act("wrap-up.skip", { key }))).toBe("wrong-state");
    expect(finish()).toBe("choose-outcome");
    expect(finish({ outcome: "answered" })).toBeNull();
    expect(at.store.ledger.attempts(key)).toMatchObject([{ outcome: "unknown" }]);
    expect(at.store.ledger.wrapUps(key)).toMatchObject([{ wrapUp: { outcome: "answered" } }]);
  });
  test("of a call whose line broke is a review that nothing of ours interrupted", () => {
    at.talk(put());
    at.tellLine({ type: "ended", end: endWith({ by: "network", fault: "signalling-lost" }) });
    expect(at.view().turn).toMatchObject({ needsReview: true, isInterrupted: false });
  });
  test("of a call that reached nobody brings the callback back later, not the next minute", () => {
    const key = put();
    at.makeReady();
    accept(key);
    call(key);
    at.tellLine({ type: "ended", end: endWith({ by: "far-end", sipStatus: 486 }) });
    at.act("wrap-up.finish", { key, draft: draftOf() });
    expect(at.store.callbacks.read(key)).toMatchObject({
      status: "open",
      dueAt: at.time.now + 30 * 60_000,
    });
  });
  test("judges a short talk and a long ringing by the settings", async () => {
    await at.end();
    at = new DeskInTest({ call: { shortTalkSeconds: 20, longRingSeconds: 1 } });
    const talked = put();
    at.talk(talked);
    at.time.pass(19_000);
    at.tellLine({ type: "ended", end: endWith({ by: "far-end", sipStatus: 200 }) });
    expect(at.store.ledger.attempts(talked)).toMatchObject([{ callResult: 5 }]);
    at.act("wrap-up.skip", { key: talked });
    const rung = put();
    accept(rung);
    call(rung);
    at.tellLine({ type: "progressed", hasEarlyMedia: false });
    at.time.pass(1_000);
    at.act("call.hang-up", { key: rung });
    at.tellLine({ type: "ended", end: endWith({ by: "agent", sipStatus: 487 }) });
    expect(at.store.ledger.attempts(rung)).toMatchObject([{ callResult: 27 }]);
  });
  test("shows a fault of our own side as that, and not what the ledger keeps of it in words", () => {
    const key = put();
    at.makeReady();
    accept(key);
    call(key);
    const fault = { fault: "media-path", sipReason: "the audio connection failed" } as const;
    at.tellLine({ type: "ended", end: endWith(fault) });
    const shown = { fault: "media-path", sipReason: null };
    expect(at.view().turn).toMatchObject(shown);
    expect(at.act("callback.read", { key })).toMatchObject({ value: { attempts: [shown] } });
    expect(at.store.ledger.attempts(key)).toMatchObject([fault]);
  });
  test("tells where the network redirects to, and proposes no try before the network wants one", () => {
    const key = put();
    at.makeReady();
    accept(key);
    call(key);
    const sipReason = "Moved Temporarily; sip:+15550101@example.invalid; sip:ann@example.invalid";
    const end = endWith({ sipStatus: 302, sipReason, retryAfterSeconds: 7_200 });
    at.tellLine({ type: "ended", end });
    expect(at.view().turn).toMatchObject({
      sipReason,
      redirects: [deskNumbers.read("+15550101").display, "sip:ann@example.invalid"],
      retryAfterSeconds: 7_200,
      notBefore: at.time.now + 7_200_000,
    });
    at.act("wrap-up.finish", { key, draft: draftOf({ outcome: "busy" }) });
    expect(at.store.callbacks.read(key)).toMatchObject({ dueAt: at.time.now + 7_200_000 });
  });
  describe("of a call refused as unwanted", () => {
    const refused = () => {
      const key = put();
      at.makeReady();
      accept(key);
      call(key);
      at.tellLine({ type: "ended", end: endWith({ sipStatus: 607, q850Cause: 21 }) });
      return key;
    };
    const results = () =>
      [...at.store.callbacks.exported({})].map(({ work }) => [
        work.attempts[0]?.callResult,
        work.wrapUp?.outcome,
        work.over,
      ]);

    test("only suggests that she is never called again", () => {
      const key = refused();
      expect(at.view().turn).toMatchObject({ verdict: "do-not-call" });
      expect(refusalOf(at.act("wrap-up.skip", { key }))).toBeNull();
      expect(at.store.callbacks.read(key)?.status).toBe("open");
      expect(results()).toEqual([[5, "declined", null]]);
    });
    test("closes the callback as such on the agent's word", () => {
      const key = refused();
      at.act("wrap-up.finish", { key, draft: draftOf({ outcome: "do-not-call" }) });
      expect(at.store.callbacks.read(key)?.status).toBe("closed");
      expect(at.store.ledger.wrapUps(key)).toMatchObject([{ wrapUp: { outcome: "do-not-call" } }]);
    });
  });
  test("to call again moves the callback to its new time", () => {
    const key = put();
    at.talk(key);
    end();
    const next = { do: "again", at: epochMs(T0 + 3_600_000) } as const;
    at.act("wrap-up.finish", { key, draft: draftOf({ next, outcome: "busy" }) });
    expect(at.store.callbacks.read(key)).toMatchObject({ status: "open", dueAt: T0 + 3_600_000 });
    expect(at.store.callbacks.counts(at.time.now)).toMatchObject({ now: 0, scheduled: 1 });
  });
});

describe("what the windows are told", () => {
  test("fits the contract in every state, with revisions that only grow", () => {
    const seen: DeskView[] = [];
    at.desk.subscribe((name, payload) => {
      if (name === "desk.changed") seen.push(v.parse(deskView, payload));
    });
    const key = put({ timeoutSeconds: 60 });
    at.makeReady();
    accept(key);
    at.time.pass(0);
    call(key);
    at.time.pass(0);
    at.tellLine({ type: "progressed", hasEarlyMedia: false });
    at.time.pass(0);
    at.tellLine({ type: "answered" });
    at.time.pass(0);
    at.act("call.hold", { key });
    at.tellLine({ type: "hold-settled", isHeld: true });
    at.tellLine({ type: "ended", end: endWith({ by: "far-end", sipStatus: 200 }) });
    at.time.pass(0);
    expect(seen.map(({ turn }) => turn?.at)).toEqual(
      expect.arrayContaining(["preview", "dialing", "ringing", "talking", "wrap-up"]),
    );
    const revisions = seen.map(({ revision }) => revision);
    expect(revisions).toEqual([...revisions].sort((a, b) => a - b));
    expect(new Set(revisions).size).toBe(revisions.length);
  });
  test("hold is on only when the far end has confirmed it", () => {
    const key = put();
    at.talk(key);
    at.act("call.hold", { key });
    expect(at.view().turn).toMatchObject({ hold: "asking" });
    at.tellLine({ type: "hold-refused" });
    expect(at.view().turn).toMatchObject({ hold: "off", trouble: "hold-failed" });
  });
  test("rows written by another process are told within a second", () => {
    const told: string[] = [];
    at.desk.subscribe((name) => told.push(name));
    const other = openStore(at.folder, { numbers: deskNumbers });
    const callback = callbackWith({
      identity: {
        conversationId: null,
        participantId: null,
        communicationId: "from-elsewhere",
        interactionId: null,
      },
    });
    other.callbacks.put({ callback, raw: "{}", envelope: null, problems: [] }, at.time.now, false);
    other.close();
    at.time.pass(1_000);
    expect(told).toContain("queue.changed");
  });
  test("a callback and a page of the queue fit the contract", () => {
    const key = put({
      attributes: { tier: "gold" },
      queue: { id: "q", name: "Router orders", selfUri: null },
      createdAt: epochMs(T0 - 60_000),
    });
    const read = at.act("callback.read", { key });
    const shown = v.parse(callbackView, read.ok ? read.value : null);
    expect(shown.facts).toContainEqual({ kind: "attribute", name: "tier", value: "gold" });
    expect(shown.facts).toContainEqual(
      expect.objectContaining({ name: "queue", value: "Router orders" }),
    );
    expect(shown.timeline).toContainEqual({ at: T0 - 60_000, what: "asked", detail: null });
    const page = at.act("queue.read", {
      tab: "now",
      query: "",
      after: null,
      limit: 10,
    });
    expect(v.parse(queuePage, page.ok ? page.value : null).rows).toHaveLength(1);
  });
});

test("the day starts at local midnight", () => {
  const midnightBerlin = epochMs(Date.UTC(2026, 10, 19, 23, 0, 0));
  expect(dayStartAt(epochMs(Date.UTC(2026, 10, 20, 0, 30)), 60)).toBe(midnightBerlin);
  expect(dayStartAt(midnightBerlin, 60)).toBe(midnightBerlin);
});
