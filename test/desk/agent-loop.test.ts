import { beforeEach, describe, expect, test } from "vitest";
import type { Obstacle } from "#core/countdown.ts";
import type { Turn } from "#core/turn.ts";
import { createAgentLoop, type AgentLoop } from "#desk/agent-loop.ts";
import { at, attemptId, briefWith, endWith, offered, rules, T0 } from "#test/support/builders.ts";
import { FakeLedger, FakePhone, TestTime } from "#test/support/fakes.ts";

let time: TestTime;
let phone: FakePhone;
let ledger: FakeLedger;
let obstacle: Obstacle | null;
let changes: number;
let wasEverFull: boolean;

beforeEach(() => {
  time = new TestTime();
  phone = new FakePhone();
  ledger = new FakeLedger(phone.asked);
  obstacle = null;
  changes = 0;
  wasEverFull = false;
});

function startLoop(): AgentLoop {
  let cancel = () => {};
  const loop = createAgentLoop({
    ledger,
    phone,
    clock: time.clock,
    ids: () => attemptId(),
    rules,
    alarm: (dueAt) => {
      cancel();
      cancel = dueAt === null ? () => {} : time.after(dueAt - time.now, () => loop.tick());
    },
    obstacle: () => obstacle,
    changed: () => {
      changes += 1;
      wasEverFull ||= loop.isDiskFull();
    },
    report: () => undefined,
  });
  loop.recover();
  return loop;
}

function preview(): AgentLoop {
  const loop = startLoop();
  loop.take(offered());
  loop.apply({ type: "accepted", now: time.now });
  return loop;
}

const attempt = attemptId();
const answered = { type: "answered", call: attempt } as const;
const ended = { type: "ended", call: attempt, end: endWith() } as const;

describe("the loop", () => {
  test("has the intent on disk before the phone is asked for anything", () => {
    const loop = preview();
    loop.apply({ type: "called", now: time.now, attempt });
    expect(phone.asked).toEqual([
      "commit preview",
      "prepare",
      "commit dialing",
      "invite +15550100",
    ]);
  });
  test("wakes itself at the very millisecond of the deadline and dials once", () => {
    preview();
    time.pass(14_999);
    expect(phone.asked).not.toContain("invite +15550100");
    time.pass(1);
    expect(phone.asked.filter((asked) => asked.startsWith("invite"))).toHaveLength(1);
    time.pass(60_000);
    expect(phone.asked.filter((asked) => asked.startsWith("invite"))).toHaveLength(1);
  });
  test("asks instead of dialling when the machine slept over the deadline", () => {
    const loop = preview();
    time.sleep(60_000);
    loop.tick();
    expect(phone.asked.some((asked) => asked.startsWith("invite"))).toBe(false);
    expect(loop.turn()).toMatchObject({ countdown: { mode: "asking", because: "late" } });
  });
  test("asks instead of dialling when nobody is at the desk", () => {
    obstacle = "nobody-at-the-desk";
    const loop = preview();
    time.pass(20_000);
    expect(loop.turn()).toMatchObject({ countdown: { because: "nobody-at-the-desk" } });
  });
  test("tells of a change only when there was one", () => {
    const loop = preview();
    const before = changes;
    expect(loop.apply({ type: "hold-asked" })).toBe("nothing");
    expect(changes).toBe(before);
  });
  test("holds one turn at a time", () => {
    const loop = preview();
    expect(loop.take(offered())).toBe(false);
  });
});

test("a network that never says that it rings is given up after the same time", () => {
  const loop = preview();
  loop.apply({ type: "called", now: time.now, attempt });
  time.pass(44_999);
  expect(phone.asked).not.toContain("hang-up");
  time.pass(1);
  expect(phone.asked.filter((asked) => asked === "hang-up")).toHaveLength(1);
  time.pass(60_000);
  expect(phone.asked.filter((asked) => asked === "hang-up")).toHaveLength(1);
});

describe("a full disk", () => {
  test("is not told of while facts are written as they come", () => {
    const loop = preview();
    loop.apply({ type: "called", now: time.now, attempt });
    loop.hear(answered);
    loop.hear(ended);
    expect(wasEverFull).toBe(false);
  });
  test("keeps a call from being made: nothing changes and nothing is dialled", () => {
    const loop = preview();
    ledger.isFull = true;
    expect(loop.apply({ type: "called", now: time.now, attempt })).toBe("disk-full");
    expect(loop.turn()?.at).toBe("preview");
    expect(phone.asked).not.toContain("invite +15550100");
  });
  test("delays what the line tells, in order, and loses none of it", () => {
    const loop = preview();
    loop.apply({ type: "called", now: time.now, attempt });
    ledger.isFull = true;
    loop.hear(answered);
    loop.hear(ended);
    expect(loop.turn()?.at).toBe("dialing");
    expect(loop.isDiskFull()).toBe(true);
    ledger.isFull = false;
    time.pass(1_000);
    expect(loop.turn()?.at).toBe("wrap-up");
    expect(loop.isDiskFull()).toBe(false);
    expect(ledger.written.slice(-2)).toEqual(["attempt-answered", "attempt-closed"]);
  });
  test("at the deadline of a countdown tries again until it asks, and never dials late", () => {
    const loop = preview();
    time.pass(14_000);
    ledger.isFull = true;
    time.pass(5_000);
    ledger.isFull = false;
    time.pass(5_000);
    expect(phone.asked.some((asked) => asked.startsWith("invite"))).toBe(false);
    expect(loop.turn()).toMatchObject({ countdown: { mode: "asking", because: "late" } });
  });
});

describe("a process that ended", () => {
  const live = {
    id: attempt,
    number: "+15550100",
    startedAt: T0,
    rungAt: null,
    answeredAt: null,
    endingBy: null,
  };
  test.each<Turn>([
    { at: "dialing", brief: briefWith(), attempt: live },
    { at: "ringing", brief: briefWith(), attempt: live, hasEarlyMedia: false },
  ])("while $at leaves a review, and no call is made for it", (turn) => {
    ledger.turn = turn;
    const loop = startLoop();
    expect(loop.turn()).toMatchObject({ at: "wrap-up", needsReview: true });
    time.pass(9e6);
    expect(phone.asked.some((asked) => asked.startsWith("invite"))).toBe(false);
  });
  test.each<Turn>([
    { at: "dialing", brief: briefWith(), attempt: live },
    { at: "ringing", brief: briefWith(), attempt: live, hasEarlyMedia: false },
  ])("while $at is a review also while the disk is full, written when it has room", (turn) => {
    ledger.turn = turn;
    ledger.isFull = true;
    const loop = startLoop();
    time.pass(90_000);
    expect(loop.turn()).toMatchObject({ at: "wrap-up", needsReview: true, since: T0 });
    expect(loop.isDiskFull()).toBe(true);
    expect(loop.apply({ type: "hang-up-asked", now: time.now })).toBe("disk-full");
    expect(ledger.written).toEqual([]);
    ledger.isFull = false;
    time.pass(1_000);
    expect(ledger.turn).toMatchObject({ at: "wrap-up", since: T0 });
    expect(loop.isDiskFull()).toBe(false);
    expect(ledger.written).toContain("attempt-closed");
    expect(phone.asked).not.toContain("hang-up");
  });
  test("in preview is prepared for when the disk has room, and then asks", () => {
    ledger.turn = {
      at: "preview",
      brief: briefWith(),
      acceptedAt: T0,
      countdown: { mode: "running", dialAt: at(T0 + 5_000), totalMs: 15_000 },
      number: "+15550100",
    };
    ledger.isFull = true;
    const loop = startLoop();
    time.pass(9_000);
    ledger.isFull = false;
    time.pass(9_000);
    expect(loop.turn()).toMatchObject({ countdown: { mode: "asking", because: "late" } });
    expect(phone.asked.filter((asked) => !asked.startsWith("commit"))).toEqual(["prepare"]);
  });
  test("in preview keeps a deadline that is still to come, and dials when it is", () => {
    ledger.turn = {
      at: "preview",
      brief: briefWith(),
      acceptedAt: T0,
      countdown: { mode: "running", dialAt: at(T0 + 5_000), totalMs: 15_000 },
      number: "+15550100",
    };
    startLoop();
    expect(phone.asked).toContain("prepare");
    time.pass(5_000);
    expect(phone.asked).toContain("invite +15550100");
  });
});
