import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { createBackoff } from "#shell/backoff.ts";
import { keepMediaWindow, openUiWindow, type WindowParts } from "#shell/window.ts";
import { FakeEvent, FakeTimers, FakeWindow } from "./stand-in.ts";

let folder: string;
let windows: FakeWindow[];
let timers: FakeTimers;
let reported: string[];
let attached: object[];
let parts: WindowParts;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "ringback-window-"));
  windows = [];
  timers = new FakeTimers();
  reported = [];
  attached = [];
  parts = {
    create: (options) => {
      const window = new FakeWindow(options);
      windows.push(window);
      return window.real;
    },
    displays: () => [{ x: 0, y: 0, width: 1920, height: 1080 }],
    after: timers.after,
    nextDelayMs: createBackoff(() => 0),
    report: (what) => void reported.push(what),
  };
});
afterEach(() => rmSync(folder, { recursive: true }));

const placementFile = () => join(folder, "window.json");
const attach = (contents: object) => void attached.push(contents);
const openUi = (mayClose = () => true) =>
  openUiWindow(parts, {
    preload: "/app/preload.cjs",
    page: "ringback-app://desk/index.html",
    icon: "/app/icon.png",
    placementFile: placementFile(),
    mayClose,
    attach,
  });
const openMedia = () =>
  keepMediaWindow(parts, {
    preload: "/app/preload.cjs",
    page: "ringback-app://desk/media.html",
    attach,
  });
const newest = () => windows.at(-1) ?? expect.unreachable("no window was made");
const settled = () => new Promise((resolve) => setImmediate(resolve));

const locks = {
  preload: "/app/preload.cjs",
  sandbox: true,
  contextIsolation: true,
  nodeIntegration: false,
  nodeIntegrationInSubFrames: false,
  nodeIntegrationInWorker: false,
  webSecurity: true,
  webviewTag: false,
};

describe("the agent's window", () => {
  test("is locked, no smaller than the desk can be used, and hidden until it has something to show", () => {
    openUi();
    expect(newest().options).toMatchObject({
      show: false,
      minWidth: 960,
      minHeight: 600,
      webPreferences: locks,
    });
    expect(newest().done).toEqual([]);
    newest().emit("ready-to-show");
    expect(newest().done).toEqual(["show"]);
  });
  test("has its wire before its page", () => {
    parts.create = (options) => {
      const window = new FakeWindow(options);
      window.loadURL = () => {
        expect(attached).toEqual([window.webContents]);
        return Promise.resolve();
      };
      return window.real;
    };
    openUi();
    expect(attached).toHaveLength(1);
  });
  test("opens where it was last moved to", () => {
    openUi();
    newest().emit("move");
    newest().emit("resize");
    timers.runAll();
    expect(JSON.parse(readFileSync(placementFile(), "utf8"))).toEqual({
      bounds: newest().bounds,
      isMaximized: false,
    });
    openUi();
    expect(newest().options).toMatchObject(newest().bounds);
  });
  test("writes its place once for many moves", () => {
    openUi();
    for (let i = 0; i < 5; i += 1) newest().emit("move");
    expect(timers.waits).toHaveLength(1);
  });
  test("opens maximised when it was", () => {
    writeFileSync(placementFile(), JSON.stringify({ bounds: null, isMaximized: true }));
    openUi();
    expect(newest().done).toEqual(["maximize"]);
  });
  test("loads its page again when its renderer dies, in the same window", () => {
    openUi();
    newest().webContents.crash();
    expect(newest().loaded).toHaveLength(1);
    timers.runAll();
    expect(windows).toHaveLength(1);
    expect(newest().loaded).toHaveLength(2);
  });
  test("waits longer each time its renderer dies again", () => {
    openUi();
    const waits: number[] = [];
    for (let i = 0; i < 3; i += 1) {
      newest().webContents.crash();
      waits.push(...timers.waits);
      timers.runAll();
    }
    expect(waits).toEqual([250, 500, 1_000]);
  });
  test("takes a renderer that ends cleanly for what it is", () => {
    openUi();
    newest().webContents.crash("clean-exit");
    expect(timers.waits).toEqual([]);
  });
  test("tries again when its page cannot be loaded", async () => {
    openUi();
    newest().loadFault = new Error("ERR_FAILED");
    newest().webContents.crash();
    timers.runAll();
    await settled();
    newest().loadFault = null;
    timers.runAll();
    await settled();
    expect(newest().loaded).toHaveLength(3);
    expect(timers.waits).toEqual([]);
  });
  test("stays open until it may close", () => {
    let mayClose = false;
    openUi(() => mayClose);
    const first = new FakeEvent();
    newest().emit("close", first);
    mayClose = true;
    const second = new FakeEvent();
    newest().emit("close", second);
    expect([first.isPrevented, second.isPrevented]).toEqual([true, false]);
  });
  test("keeps what a page calls itself out of its title bar", () => {
    openUi();
    const event = new FakeEvent();
    newest().emit("page-title-updated", event);
    expect(event.isPrevented).toBe(true);
  });
  test("comes to the front when it is asked for, also from the dock", () => {
    const ui = openUi();
    newest().isSmall = true;
    ui.show();
    expect(newest().done).toEqual(["restore", "show", "focus"]);
    newest().isGone = true;
    ui.show();
    expect(newest().done).toHaveLength(3);
  });
});

describe("the media window", () => {
  test("is hidden, locked like the other, and never throttled", () => {
    openMedia();
    expect(newest().options).toMatchObject({
      show: false,
      webPreferences: { ...locks, backgroundThrottling: false },
    });
    newest().emit("ready-to-show");
    expect(newest().done).toEqual([]);
  });
  test("is replaced when its renderer dies, and the new one gets the wire", () => {
    openMedia();
    const [first] = windows;
    first?.webContents.crash();
    expect(first?.isGone).toBe(true);
    timers.runAll();
    expect(windows).toHaveLength(2);
    expect(attached).toEqual(windows.map(({ webContents }) => webContents));
    expect(reported).toHaveLength(1);
  });
  test("is replaced when it is closed or its page cannot be loaded", async () => {
    parts.create = (options) => {
      const window = new FakeWindow(options);
      window.loadFault = windows.length === 0 ? new Error("ERR_FAILED") : null;
      windows.push(window);
      return window.real;
    };
    openMedia();
    await settled();
    timers.runAll();
    expect(windows).toHaveLength(2);
    newest().destroy();
    timers.runAll();
    expect(windows).toHaveLength(3);
  });
  test("may be dismissed without a word", () => {
    openMedia()();
    expect([newest().isGone, reported, timers.waits]).toEqual([true, [], []]);
  });
  test("once dismissed stays away", () => {
    const dismiss = openMedia();
    newest().webContents.crash();
    dismiss();
    timers.runAll();
    expect(windows).toHaveLength(1);
    expect(newest().isGone).toBe(true);
  });
});

describe("the wait before bringing something back", () => {
  test("doubles up to half a minute, and starts anew after a calm minute", () => {
    let nowMs = 0;
    const next = createBackoff(() => nowMs);
    const waits = Array.from({ length: 9 }, () => next());
    expect(waits).toEqual([250, 500, 1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000]);
    nowMs = 60_001;
    expect(next()).toBe(250);
  });
});
