import { EventEmitter } from "node:events";
import type { App } from "electron";
import { beforeEach, describe, expect, test } from "vitest";
import { createQuitRule, type QuitRule } from "#shell/quit.ts";
import { FakeEvent, FakeTimers } from "./stand-in.ts";

class FakeApp extends EventEmitter {
  exits: number[] = [];
  exit = (code = 0) => void this.exits.push(code);
  quit = () => {
    const event = new FakeEvent();
    this.emit("before-quit", event);
    return event;
  };
}

let app: FakeApp;
let timers: FakeTimers;
let rule: QuitRule;
let stops: number;
let questions: number;
let isCallLive: boolean;
let answer: (isWanted: boolean) => void;
let finishStop: () => void;
let failStop: (error: Error) => void;
let reported: string[];
beforeEach(() => {
  app = new FakeApp();
  timers = new FakeTimers();
  stops = 0;
  questions = 0;
  isCallLive = false;
  reported = [];
  rule = createQuitRule({
    app: app as unknown as App,
    isCallLive: () => isCallLive,
    confirm: () => {
      questions += 1;
      return new Promise((resolve) => (answer = resolve));
    },
    stop: () => {
      stops += 1;
      return new Promise((resolve, reject) => {
        finishStop = resolve;
        failStop = reject;
      });
    },
    after: timers.after,
    report: (what) => void reported.push(what),
  });
});
const settled = () => new Promise((resolve) => setImmediate(resolve));

describe("without a call", () => {
  test("the desk is stopped before the app exits, once however often it is asked", async () => {
    expect(app.quit().isPrevented).toBe(true);
    expect(app.quit().isPrevented).toBe(true);
    rule.quitNow();
    expect([stops, app.exits]).toEqual([1, []]);
    finishStop();
    await settled();
    expect(app.exits).toEqual([0]);
    expect(timers.waits).toEqual([]);
  });
  test("closing the window quits, and the window closes last", async () => {
    expect(rule.mayClose()).toBe(false);
    finishStop();
    await settled();
    expect([rule.mayClose(), stops, questions]).toEqual([true, 1, 0]);
  });
  test("a desk that fails to stop, or hangs, keeps nobody", async () => {
    app.quit();
    failStop(new Error("disk"));
    await settled();
    expect(app.exits).toEqual([0]);
    expect(reported).toHaveLength(1);
  });
  test("a desk that hangs is left after five seconds", async () => {
    app.quit();
    expect(timers.waits).toEqual([5_000]);
    timers.runAll();
    finishStop();
    await settled();
    expect(app.exits).toEqual([0]);
  });
});

describe("with a live call", () => {
  beforeEach(() => {
    isCallLive = true;
  });
  test("the agent is asked, once, and nothing ends meanwhile", () => {
    expect(rule.mayClose()).toBe(false);
    expect(app.quit().isPrevented).toBe(true);
    expect([questions, stops, app.exits]).toEqual([1, 0, []]);
  });
  test("no keeps everything as it is, and the next time asks again", async () => {
    app.quit();
    answer(false);
    await settled();
    expect([stops, app.exits]).toEqual([0, []]);
    app.quit();
    expect(questions).toBe(2);
  });
  test("yes stops the desk, which hangs up, and exits", async () => {
    app.quit();
    answer(true);
    await settled();
    finishStop();
    await settled();
    expect([stops, app.exits]).toEqual([1, [0]]);
  });
  test.each([true, false])(
    "a system that goes down waits for no answer, nor minds %s",
    async (late) => {
      app.quit();
      rule.quitNow();
      answer(late);
      await settled();
      finishStop();
      await settled();
      expect([stops, app.exits]).toEqual([1, [0]]);
    },
  );
});
