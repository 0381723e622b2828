import { describe, expect, test } from "vitest";
import { createMediaLink } from "#ipc/media-link.ts";
import { handTimers } from "#test/support/hand-timers.ts";
import { memoryWire, settled, type MemoryWire } from "#test/support/memory-wire.ts";

function linked() {
  const clock = handTimers();
  const reports: string[] = [];
  const { link, attach } = createMediaLink({
    timers: clock.timers,
    report: (what) => reports.push(what),
  });
  const presence: boolean[] = [];
  link.onPresence((isPresent) => presence.push(isPresent));
  /** A window that is there and listens. */
  function open(): MemoryWire & { detach: () => void } {
    const far = memoryWire();
    const detach = attach(far.wire);
    far.deliver({ kind: "event", name: "ready", payload: {} });
    return { ...far, detach };
  }
  return { link, attach, clock, reports, presence, open };
}

const prepare = (session: string) => ({ session, iceServers: [], gatherLimitMs: 500 });

/** Answers the newest ask with a value. */
function answer(far: MemoryWire, value: unknown): void {
  const ask = far.sent.at(-1);
  if (ask?.kind !== "ask") throw new Error("Nothing was asked.");
  far.deliver({ kind: "reply", id: ask.id, reply: { ok: true, value } });
}

const asked = (far: MemoryWire) =>
  far.sent.map((message) => (message.kind === "ask" ? [message.name, message.input] : []));

describe("an ask", () => {
  test("fails at once without a window, and before a window says that it listens", async () => {
    const { link, attach, presence } = linked();
    const early = memoryWire();
    attach(early.wire);
    const reply = await link.ask("tone", { tone: "busy" });
    expect(reply).toMatchObject({ ok: false, failure: { code: "fault" } });
    expect(early.sent).toEqual([]);
    expect(presence).toEqual([false]);
  });

  test("is answered by the window, its value checked", async () => {
    const { link, open, reports } = linked();
    const far = open();
    const first = link.ask("prepare", prepare("a"));
    answer(far, { microphone: "Headset", sdp: "v=0" });
    expect(await first).toEqual({ ok: true, value: { microphone: "Headset", sdp: "v=0" } });
    const second = link.ask("offer", { session: "a", isHeld: false, isIceRestart: false });
    answer(far, { sdp: 5 });
    expect(await second).toMatchObject({ ok: false, failure: { code: "fault" } });
    expect(reports).toHaveLength(1);
  });

  test("fails at its limit, and a late answer changes nothing", async () => {
    const { link, open, clock } = linked();
    const far = open();
    const reply = link.ask("offer", { session: "a", isHeld: false, isIceRestart: false }, 1_000);
    clock.pass(1_000);
    expect(await reply).toMatchObject({ ok: false });
    expect(() => answer(far, { sdp: "v=0" })).not.toThrow();
    expect(clock.count()).toBe(0);
  });

  test("fails when its window goes", async () => {
    const { link, open, clock, presence } = linked();
    const far = open();
    const reply = link.ask("offer", { session: "a", isHeld: false, isIceRestart: false });
    far.setOpen(false);
    expect(await reply).toMatchObject({ ok: false, failure: { code: "fault" } });
    expect(presence).toEqual([false, true, false]);
    expect(clock.count()).toBe(0);
  });

  test("fails when its window was reloaded without a word", async () => {
    const { link, open, presence } = linked();
    const far = open();
    const reply = link.ask("offer", { session: "a", isHeld: false, isIceRestart: false });
    far.deliver({ kind: "event", name: "ready", payload: {} });
    expect(await reply).toMatchObject({ ok: false });
    expect(presence).toEqual([false, true, false, true]);
  });
});

describe("facts", () => {
  test("that do not fit are dropped and reported", () => {
    const { link, open, reports } = linked();
    const heard: unknown[] = [];
    link.on("levels", (fact) => heard.push(fact));
    const far = open();
    far.deliver({ kind: "event", name: "levels", payload: { session: "a", you: 7, customer: 0 } });
    far.deliver({ kind: "event", name: "toString", payload: {} });
    far.deliver({ kind: "ask", id: 1, name: "desk.read", input: {} });
    far.deliver("junk");
    expect(reports).toHaveLength(4);
    const good = { session: "a", you: 0.25, customer: 0 };
    far.deliver({ kind: "event", name: "levels", payload: good });
    expect(heard).toEqual([good]);
  });
});

describe("of two windows", () => {
  const microphone = (label: string) => ({
    kind: "event",
    name: "microphone",
    payload: { label, reason: null },
  });

  test("the newer takes over while no session lives", async () => {
    const { link, open, presence } = linked();
    const older = open();
    const newer = open();
    void link.ask("tone", { tone: "end" });
    await settled();
    expect(asked(older)).toEqual([]);
    expect(asked(newer)).toEqual([["tone", { tone: "end" }]]);
    expect(presence).toEqual([false, true, false, true]);
  });

  test("the older stays until its session is released, then what the newer said counts", async () => {
    const { link, open } = linked();
    const labels: (string | null)[] = [];
    link.on("microphone", (fact) => labels.push(fact.label));
    const older = open();
    older.deliver(microphone("Old"));
    const found: number[] = [];
    link.on("devices", ({ devices }) => found.push(devices.length));
    const prepared = link.ask("prepare", prepare("a"));
    answer(older, { microphone: "Old" });
    await prepared;
    const newer = open();
    newer.deliver(microphone("New"));
    newer.deliver({ kind: "event", name: "devices", payload: { devices: [] } });
    void link.ask("offer", { session: "a", isHeld: false, isIceRestart: false });
    expect(asked(older).map(([name]) => name)).toEqual(["prepare", "offer"]);
    expect(labels).toEqual(["Old"]);
    const released = link.ask("release", { session: "a" });
    answer(older, {});
    await released;
    expect(labels).toEqual(["Old", "New"]);
    expect(found).toEqual([0]);
    void link.ask("prepare", prepare("b"));
    expect(asked(newer).map(([name]) => name)).toEqual(["prepare"]);
  });

  test.each(["open", "prepare"] as const)(
    "the older stays until the last of several sessions is released: %s",
    async (name) => {
      const { link, open } = linked();
      const older = open();
      for (const session of ["a", "b"]) {
        void link.ask(name, prepare(session));
        answer(older, { microphone: "Old", ...(name === "prepare" && { sdp: "v=0" }) });
      }
      const newer = open();
      for (const session of ["a", "b"]) {
        const released = link.ask("release", { session });
        expect(asked(older).at(-1)).toEqual(["release", { session }]);
        answer(older, {});
        await released;
      }
      void link.ask("devices", {});
      expect(asked(newer)).toEqual([["devices", {}]]);
    },
  );

  test("the older keeps its place for a session in use that another was prepared beside", async () => {
    const { link, open } = linked();
    const older = open();
    void link.ask("prepare", prepare("a"));
    void link.ask("offer", { session: "a", isHeld: false, isIceRestart: false });
    void link.ask("prepare", prepare("b"));
    const newer = open();
    const released = link.ask("release", { session: "b" });
    answer(older, {});
    await released;
    void link.ask("devices", {});
    expect(asked(newer)).toEqual([]);
  });

  test("the newer takes over when the older could not open the session", async () => {
    const { link, open } = linked();
    const older = open();
    const opened = link.ask("open", prepare("a"));
    const newer = open();
    const ask = older.sent.at(-1);
    const failure = { code: "microphone", reason: "denied" } as const;
    if (ask?.kind === "ask") {
      older.deliver({ kind: "reply", id: ask.id, reply: { ok: false, failure } });
    }
    await opened;
    void link.ask("devices", {});
    expect(asked(newer)).toEqual([["devices", {}]]);
  });

  test("the other takes over when the one in use goes", async () => {
    const { link, open } = linked();
    const older = open();
    void link.ask("prepare", prepare("a"));
    const newer = open();
    older.detach();
    void link.ask("prepare", prepare("a"));
    await settled();
    expect(asked(newer)).toEqual([["prepare", prepare("a")]]);
  });
});

describe("a session that outlives its window's wire", () => {
  test("is let go of when the window is back, if it was to be released meanwhile", async () => {
    const { link, open } = linked();
    const far = open();
    void link.ask("prepare", prepare("a"));
    far.setOpen(false);
    expect(await link.ask("release", { session: "a" })).toMatchObject({ ok: false });
    const back = open();
    expect(asked(back)).toEqual([["release", { session: "a" }]]);
    const next = open();
    expect(asked(next)).toEqual([]);
  });

  test("is one of several, each let go of that was to be released", async () => {
    const { link, open } = linked();
    const far = open();
    for (const session of ["a", "b", "c"]) void link.ask("prepare", prepare(session));
    far.setOpen(false);
    for (const session of ["a", "c"]) await link.ask("release", { session });
    const back = open();
    expect(asked(back)).toEqual([
      ["release", { session: "a" }],
      ["release", { session: "c" }],
    ]);
  });

  test("keeps the window in its place once that has shown that it still holds it", async () => {
    const { link, open } = linked();
    const far = open();
    void link.ask("prepare", prepare("a"));
    void link.ask("offer", { session: "a", isHeld: false, isIceRestart: false });
    far.setOpen(false);
    far.deliver({ kind: "event", name: "ready", payload: {} });
    const muted = link.ask("mute", { session: "a", isMuted: true });
    answer(far, {});
    await muted;
    const newer = open();
    void link.ask("devices", {});
    expect(asked(newer)).toEqual([]);
    const released = link.ask("release", { session: "a" });
    answer(far, {});
    await released;
    void link.ask("devices", {});
    expect(asked(newer)).toEqual([["devices", {}]]);
  });

  test("is asked for again when nobody released it", async () => {
    const { link, open } = linked();
    const far = open();
    void link.ask("prepare", prepare("a"));
    far.setOpen(false);
    const back = open();
    void link.ask("offer", { session: "a", isHeld: true, isIceRestart: false });
    await settled();
    expect(asked(back)).toEqual([["offer", { session: "a", isHeld: true, isIceRestart: false }]]);
  });
});
