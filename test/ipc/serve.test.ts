import { describe, expect, test } from "vitest";
import { serveWindow } from "#ipc/serve.ts";
import { bridgeOver } from "#contract/bridge.ts";
import type { Handlers } from "#contract/ipc.ts";
import { idleDesk, standInDesk } from "#test/support/desk-service.ts";
import { handTimers } from "#test/support/hand-timers.ts";
import { joinedWires, memoryWire, settled } from "#test/support/memory-wire.ts";

const key = "018f3b0c-0000-4000-8000-000000000001";

function served(handlers: Partial<Handlers> = {}, startsOpen = true) {
  const desk = standInDesk(handlers);
  const far = memoryWire(startsOpen);
  const reports: { what: string; error: unknown }[] = [];
  const detach = serveWindow(far.wire, desk.service, (what, error) =>
    reports.push({ what, error }),
  );
  return { desk, far, reports, detach };
}

/** What came after the opening snapshot. */
const later = (sent: readonly unknown[]) => sent.slice(1);

describe("before any handler", () => {
  test("input that does not fit is refused, naming the field and not its content", async () => {
    const { desk, far } = served();
    await settled();
    far.deliver({ kind: "ask", id: 1, name: "call.hold", input: { key: "+15550100123" } });
    far.deliver({ kind: "ask", id: 2, name: "call.hold", input: { key, extra: 1 } });
    far.deliver({ kind: "ask", id: 3, name: "__proto__", input: {} });
    await settled();
    const misfit = (path: string, expected: string | null) => ({
      code: "bad-input",
      why: {
        is: "misfit",
        command: "call.hold",
        misfit: { places: [{ path, expected }], more: 0 },
      },
    });
    expect(later(far.sent)).toMatchObject([
      { kind: "reply", id: 1, reply: { ok: false, refusal: misfit("key", "uuid") } },
      { kind: "reply", id: 2, reply: { ok: false, refusal: misfit("extra", null) } },
      { kind: "reply", id: 3, reply: { refusal: { code: "bad-input", why: "no-such-command" } } },
    ]);
    expect(JSON.stringify(far.sent)).not.toContain("+15550100123");
    expect(desk.asked.map(({ name }) => name)).toEqual(["desk.read"]);
  });

  test("what is no ask at all is dropped and reported", async () => {
    const { desk, far, reports } = served();
    await settled();
    for (const junk of [null, 5, [], { kind: "ask" }, { kind: "event", name: "x", payload: 1 }]) {
      far.deliver(junk);
    }
    await settled();
    expect(later(far.sent)).toEqual([]);
    expect(reports).toHaveLength(5);
    expect(desk.asked).toHaveLength(1);
  });
});

test("a handler's fault, thrown or rejected, is reported and answered", async () => {
  const fault = new Error("planted");
  const failed = (command: string) => ({ is: "failed-inside", command });
  const { far, reports } = served({
    "call.hold": () => {
      throw fault;
    },
    "call.resume": () => Promise.reject(fault),
  });
  await settled();
  far.deliver({ kind: "ask", id: 1, name: "call.hold", input: { key } });
  far.deliver({ kind: "ask", id: 2, name: "call.resume", input: { key } });
  await settled();
  expect(later(far.sent)).toMatchObject([
    { id: 1, reply: { refusal: { code: "fault", why: failed("call.hold") } } },
    { id: 2, reply: { refusal: { code: "fault", why: failed("call.resume") } } },
  ]);
  expect(reports.map(({ error }) => error)).toEqual([fault, fault]);
});

test("a window is answered when what it asked for has been set going to the last step", async () => {
  const order: string[] = [];
  const { far } = served({
    "call.hold": () => {
      void (async () => {
        for (let steps = 0; steps < 50; steps += 1) await Promise.resolve();
        order.push(`under way, ${later(far.sent).length} answers`);
      })();
      return { ok: true, value: null };
    },
  });
  await settled();
  far.deliver({ kind: "ask", id: 1, name: "call.hold", input: { key } });
  await settled();
  expect(order).toEqual(["under way, 0 answers"]);
  expect(later(far.sent)).toMatchObject([{ id: 1, reply: { ok: true } }]);
});

describe("a window counts as looking", () => {
  test("while its wire is open: it then gets a snapshot first and every event after", async () => {
    const { desk, far } = served({}, false);
    await settled();
    expect(desk.lookers()).toBe(0);
    desk.publish("queue.changed", { revision: 1 });
    far.setOpen(true);
    await settled();
    desk.publish("queue.changed", { revision: 2 });
    expect(desk.lookers()).toBe(1);
    expect(far.sent).toEqual([
      { kind: "event", name: "desk.changed", payload: idleDesk },
      { kind: "event", name: "queue.changed", payload: { revision: 2 } },
    ]);
    far.setOpen(false);
    desk.publish("queue.changed", { revision: 3 });
    expect(desk.lookers()).toBe(0);
    far.setOpen(true);
    await settled();
    expect(far.sent).toHaveLength(3);
    expect(desk.lookers()).toBe(1);
  });

  test("until it is detached, after which it can ask nothing", async () => {
    const { desk, far, detach } = served();
    await settled();
    detach();
    detach();
    expect(desk.lookers()).toBe(0);
    far.deliver({ kind: "ask", id: 1, name: "call.hold", input: { key } });
    far.setOpen(true);
    await settled();
    expect(desk.asked).toHaveLength(1);
    expect(desk.lookers()).toBe(0);
  });
});

test("a bridge and the service understand each other over one wire", async () => {
  const { here, there } = joinedWires();
  const desk = standInDesk();
  serveWindow(there, desk.service, () => undefined);
  const bridge = bridgeOver(here, { timers: handTimers().timers });
  expect(await bridge.invoke("desk.read", {})).toEqual({ ok: true, value: idleDesk });
});
