import { describe, expect, test } from "vitest";
import { bridgeOver, mediaBridgeOver } from "#contract/bridge.ts";
import type { CallbackKey } from "#core/callback.ts";
import type { MediaHandlers } from "#contract/media.ts";
import { idleDesk } from "#test/support/desk-service.ts";
import { handTimers } from "#test/support/hand-timers.ts";
import { memoryWire, settled } from "#test/support/memory-wire.ts";

const key = "018f3b0c-0000-4000-8000-000000000001" as CallbackKey;

function windowBridge(startsOpen = true) {
  const far = memoryWire(startsOpen);
  const clock = handTimers();
  const reports: string[] = [];
  const bridge = bridgeOver(far.wire, {
    timers: clock.timers,
    report: (what) => reports.push(what),
  });
  return { far, clock, reports, bridge };
}

describe("a bridge refuses by itself", () => {
  test("input that does not fit, without sending it or repeating what it was", async () => {
    const { far, bridge } = windowBridge();
    const reply = await bridge.invoke("callback.read", { key: "Maria Beispiel" as CallbackKey });
    expect(reply).toMatchObject({ ok: false, refusal: { code: "bad-input" } });
    expect(JSON.stringify(reply)).toContain("key");
    expect(JSON.stringify(reply)).not.toContain("Maria");
    expect(far.sent).toEqual([]);
  });

  test("a command of no known name, inherited ones included", async () => {
    const { bridge } = windowBridge();
    const reply = await bridge.invoke("toString" as "desk.read", {});
    expect(reply).toMatchObject({ ok: false, refusal: { code: "bad-input" } });
  });

  test("at once while the wire is closed", async () => {
    const { far, bridge } = windowBridge(false);
    const reply = await bridge.invoke("desk.read", {});
    expect(reply).toMatchObject({ ok: false, refusal: { code: "no-answer-from-main" } });
    expect(far.sent).toEqual([]);
  });

  test("what main has not answered at the limit, and not before", async () => {
    const { far, clock, bridge } = windowBridge();
    let reply: unknown = null;
    void bridge.invoke("desk.read", {}).then((value) => (reply = value));
    clock.pass(9_999);
    await settled();
    expect(reply).toBeNull();
    clock.pass(1);
    await settled();
    expect(reply).toMatchObject({ ok: false, refusal: { code: "no-answer-from-main" } });
    far.deliver({ kind: "reply", id: 1, reply: { ok: true, value: idleDesk } });
    await settled();
    expect(reply).toMatchObject({ ok: false });
  });

  test("everything that waits when the wire closes", async () => {
    const { far, clock, bridge } = windowBridge();
    const replies = Promise.all([
      bridge.invoke("desk.read", {}),
      bridge.invoke("call.hold", { key }),
    ]);
    await settled();
    far.setOpen(false);
    for (const reply of await replies) {
      expect(reply).toMatchObject({ ok: false, refusal: { code: "no-answer-from-main" } });
    }
    expect(clock.count()).toBe(0);
  });
});

describe("answers of main", () => {
  test("reach the one who asked, in whatever order they come", async () => {
    const { far, clock, bridge } = windowBridge();
    const first = bridge.invoke("desk.read", {});
    const second = bridge.invoke("call.hang-up", { key });
    await settled();
    far.deliver({ kind: "reply", id: 2, reply: { ok: true, value: null } });
    far.deliver({ kind: "reply", id: 1, reply: { ok: true, value: idleDesk } });
    expect(await first).toEqual({ ok: true, value: idleDesk });
    expect(await second).toEqual({ ok: true, value: null });
    expect(clock.count()).toBe(0);
  });

  test("that do not fit the contract become a fault", async () => {
    const { far, reports, bridge } = windowBridge();
    const reply = bridge.invoke("desk.read", {});
    await settled();
    far.deliver({ kind: "reply", id: 1, reply: { ok: true, value: { ...idleDesk, turn: "x" } } });
    expect(await reply).toMatchObject({ ok: false, refusal: { code: "fault" } });
    expect(reports).toHaveLength(1);
  });

  test("that refuse are handed on as they are", async () => {
    const { far, bridge } = windowBridge();
    const reply = bridge.invoke("preview.call", { key });
    await settled();
    const refusal = { code: "not-registered", why: { is: "not-registered", reason: null } };
    far.deliver({ kind: "reply", id: 1, reply: { ok: false, refusal } });
    expect(await reply).toEqual({ ok: false, refusal });
  });

  test("to questions nobody asked change nothing", () => {
    const { far } = windowBridge();
    expect(() =>
      far.deliver({ kind: "reply", id: 99, reply: { ok: true, value: 1 } }),
    ).not.toThrow();
  });
});

describe("events of main", () => {
  test("that do not fit are dropped and reported, and the next good one arrives", () => {
    const { far, reports, bridge } = windowBridge();
    const heard: unknown[] = [];
    bridge.subscribe("desk.changed", (view) => heard.push(view.revision));
    for (const message of [
      null,
      "text",
      { kind: "event", name: "desk.changed", payload: { revision: -1 } },
      { kind: "event", name: "nobody.knows", payload: {} },
      { kind: "event", name: "constructor", payload: {} },
      { kind: "ask", id: 1, name: "desk.read", input: {} },
    ]) {
      far.deliver(message);
    }
    expect(heard).toEqual([]);
    expect(reports).toHaveLength(6);
    far.deliver({ kind: "event", name: "desk.changed", payload: idleDesk });
    expect(heard).toEqual([7]);
  });

  test("reach every listener, even after one that fails, and none that unsubscribed", () => {
    const { far, reports, bridge } = windowBridge();
    const heard: string[] = [];
    bridge.subscribe("call.levels", () => {
      throw new Error("planted");
    });
    bridge.subscribe("call.levels", () => heard.push("second"));
    bridge.subscribe("call.levels", () => heard.push("third"))();
    far.deliver({ kind: "event", name: "call.levels", payload: { you: 0.5, customer: 0 } });
    expect(heard).toEqual(["second"]);
    expect(reports).toHaveLength(1);
  });
});

test("the connection is told at once and at every change", () => {
  const { far, bridge } = windowBridge(false);
  const told: boolean[] = [];
  const stop = bridge.onConnection((isConnected) => told.push(isConnected));
  far.setOpen(true);
  far.setOpen(false);
  stop();
  far.setOpen(true);
  expect(told).toEqual([false, true, false]);
});

describe("a media bridge", () => {
  const done = () => Promise.resolve({ ok: true as const, value: {} });
  const handlers: MediaHandlers = {
    prepare: () => Promise.resolve({ ok: true, value: { microphone: "Headset", sdp: "v=0" } }),
    offer: () =>
      Promise.resolve({ ok: false, failure: { code: "session", reason: "There is no session." } }),
    answer: () => Promise.reject(new Error("planted")),
    report: () => Promise.resolve({ ok: true, value: {} as never }),
    accept: done,
    rollback: done,
    mute: done,
    release: done,
    tone: done,
    open: () => Promise.resolve({ ok: true, value: { microphone: "Headset" } }),
    devices: () => Promise.resolve({ ok: true, value: { devices: [] } }),
    useDevices: () => Promise.reject(new Error("planted")),
    digits: () => Promise.resolve({ ok: true, value: { isSent: true } }),
    mix: done,
    processing: done,
    codecs: done,
    record: done,
    ring: done,
  };
  const prepare = { session: "ready", iceServers: [], gatherLimitMs: 500 };

  async function answerTo(name: string, input: unknown, serves = true) {
    const far = memoryWire();
    const bridge = mediaBridgeOver(far.wire);
    if (serves) bridge.serve(handlers);
    far.deliver({ kind: "ask", id: 3, name, input });
    await settled();
    return far.sent;
  }

  test("answers each ask once, with what the handler said", async () => {
    expect(await answerTo("prepare", prepare)).toEqual([
      { kind: "reply", id: 3, reply: { ok: true, value: { microphone: "Headset", sdp: "v=0" } } },
    ]);
    expect(
      await answerTo("offer", { session: "ready", isHeld: false, isIceRestart: false }),
    ).toMatchObject([{ reply: { ok: false, failure: { code: "session" } } }]);
  });

  test("answers a failure to bad input, unknown names, thrown faults and misshapen values", async () => {
    const failure = [{ kind: "reply", id: 3, reply: { ok: false, failure: { code: "fault" } } }];
    expect(await answerTo("prepare", { ...prepare, session: "" })).toMatchObject(failure);
    expect(await answerTo("valueOf", {})).toMatchObject(failure);
    expect(await answerTo("answer", { session: "a", sdp: "", isHeld: false })).toMatchObject(
      failure,
    );
    expect(await answerTo("report", { session: "a" })).toMatchObject(failure);
    expect(await answerTo("prepare", prepare, false)).toMatchObject(failure);
  });

  test("tells again what lasts when the wire is back, and nothing of sessions", () => {
    const far = memoryWire(false);
    const bridge = mediaBridgeOver(far.wire);
    bridge.tell("microphone", { label: "Headset", reason: null });
    bridge.tell("devices", { devices: [] });
    bridge.tell("levels", { session: "a", you: 0.5, customer: 0.5 });
    bridge.tell("connection", { session: "a", state: "connected" });
    bridge.tell("ready", {});
    expect(far.sent).toEqual([]);
    far.setOpen(true);
    expect(far.sent).toEqual([
      { kind: "event", name: "ready", payload: {} },
      { kind: "event", name: "microphone", payload: { label: "Headset", reason: null } },
      { kind: "event", name: "devices", payload: { devices: [] } },
    ]);
  });

  test("lets no fact out that does not fit", () => {
    const far = memoryWire();
    const reports: string[] = [];
    const bridge = mediaBridgeOver(far.wire, { report: (what) => reports.push(what) });
    bridge.tell("levels", { session: "a", you: 2, customer: 0 });
    expect(far.sent).toEqual([]);
    expect(reports).toHaveLength(1);
  });
});
