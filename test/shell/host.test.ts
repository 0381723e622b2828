import { EventEmitter } from "node:events";
import type { App, PowerMonitor, Tray } from "electron";
import { describe, expect, test } from "vitest";
import type { DeskService } from "#desk/ports.ts";
import { watchLiveCall } from "#shell/live-call.ts";
import { applicationMenu } from "#shell/menu.ts";
import { isOfOrigin, isPage, pagesAt } from "#shell/pages.ts";
import { watchPower } from "#shell/power.ts";
import { tellRinging } from "#shell/ringing.ts";
import { claimSingleInstance } from "#shell/single-instance.ts";
import { userDataOf } from "#shell/start-arguments.ts";
import { openTray, trayImage } from "#shell/tray.ts";
import { FakeWindow } from "./stand-in.ts";

describe("a second start on the same folder", () => {
  test("ends, and hands its arguments to the first", () => {
    const app = Object.assign(new EventEmitter(), {
      requestSingleInstanceLock: (): boolean => true,
    });
    const seen: (readonly string[])[] = [];
    const claim = () => claimSingleInstance(app as unknown as App, (argv) => void seen.push(argv));
    expect(claim()).toBe(true);
    app.emit("second-instance", {}, ["ringback", "--user-data", "x"], "/");
    expect(seen).toEqual([["ringback", "--user-data", "x"]]);
    app.requestSingleInstanceLock = () => false;
    expect(claim()).toBe(false);
    expect(app.listenerCount("second-instance")).toBe(1);
  });
});

describe("power", () => {
  /** What the desk is told, in order, when the system says these things. */
  function told(...said: string[]): string[] {
    const monitor = new EventEmitter();
    const heard: string[] = [];
    const desk = {
      woke: () => void heard.push("woke"),
      away: (isAway: boolean) => void heard.push(isAway ? "away" : "back"),
    };
    watchPower(monitor as unknown as PowerMonitor, desk, () => void heard.push("shutdown"));
    for (const name of said) monitor.emit(name);
    return heard;
  }
  test("sleeping and waking are told to the desk; a system that goes down ends the app", () => {
    expect(told("suspend", "resume", "shutdown")).toEqual([
      "away",
      "woke",
      "woke",
      "back",
      "shutdown",
    ]);
  });
  test("a locked screen, and another user's session, is nobody at the desk", () => {
    expect(told("lock-screen", "unlock-screen")).toEqual(["away", "back"]);
    expect(told("user-did-resign-active", "user-did-become-active")).toEqual(["away", "back"]);
  });
  test("a machine that wakes with its screen locked is still away until somebody opens it", () => {
    const last = (...said: string[]) => told(...said).at(-1);
    expect(last("lock-screen", "suspend", "resume")).toBe("away");
    expect(last("suspend", "lock-screen", "resume")).toBe("away");
    expect(last("suspend", "lock-screen", "resume", "unlock-screen")).toBe("back");
    expect(last("lock-screen", "user-did-resign-active", "user-did-become-active")).toBe("away");
  });
  test("an opened lock is proof enough where waking is never told", () => {
    expect(told("suspend", "unlock-screen").at(-1)).toBe("back");
  });
});

/** A desk that tells what the test says. */
function told() {
  const listeners: ((name: string, payload: unknown) => void)[] = [];
  const desk = {
    subscribe: (listener: (typeof listeners)[number]) => {
      listeners.push(listener);
      return () => undefined;
    },
  } as unknown as DeskService;
  const publish = (name: string, payload: unknown) => {
    for (const listener of listeners) listener(name, payload);
  };
  return { desk, publish };
}

describe("a call that rings", () => {
  const ann = {
    call: "1",
    at: "alerting",
    isEnding: false,
    about: null,
    name: "Ann",
    display: "1",
  };
  function ringing(hasFocus = false) {
    const { desk, publish } = told();
    const window = new FakeWindow({});
    window.hasFocus = hasFocus;
    const shown: string[] = [];
    let click: () => void = () => undefined;
    tellRinging({
      desk,
      window: window.real,
      notify: (title, onClick) => {
        shown.push(title);
        click = onClick;
        return () => void shown.push("gone");
      },
      show: () => void shown.push("window"),
    });
    const tell = (...sides: object[]) => publish("desk.changed", { sides });
    return { window, shown, tell, click: () => click() };
  }

  test("in a window nobody looks at is told once by name, until it rings no more", () => {
    const { window, shown, tell } = ringing();
    tell({ ...ann, about: { key: "1", name: "Maria Keller" } });
    tell({ ...ann, about: { key: "1", name: "Maria Keller" } });
    expect([shown, window.done]).toEqual([["Maria Keller is calling"], ["flash"]]);
    tell({ ...ann, at: "answering" });
    expect([shown.at(-1), window.done.at(-1)]).toEqual(["gone", "calm"]);
  });
  test("leads to the window when it is clicked on", () => {
    const { shown, tell, click } = ringing();
    tell({ ...ann, name: null, display: null });
    click();
    expect(shown).toEqual(["Hidden number is calling", "window"]);
  });
  test("in a window she looks at, or that hears busy, is told nowhere else", () => {
    const looked = ringing(true);
    looked.tell(ann);
    const busy = ringing();
    busy.tell({ ...ann, isEnding: true });
    expect([looked.shown, looked.window.done, busy.shown]).toEqual([[], [], []]);
  });
});

describe("a live call", () => {
  test.each([
    [null, false],
    ["preview", false],
    ["dialing", true],
    ["ringing", true],
    ["talking", true],
    ["wrap-up", false],
  ])("in %s: %s", (at, expected) => {
    const { desk, publish } = told();
    const isCallLive = watchLiveCall(desk);
    expect(isCallLive()).toBe(false);
    publish("desk.changed", { turn: at === null ? null : { at }, sides: [] });
    publish("queue.changed", { revision: 2 });
    expect(isCallLive()).toBe(expected);
  });
  test.each([
    ["alerting", false],
    ["answering", true],
    ["parked", true],
    ["dialing", true],
    ["ringing", true],
    ["talking", true],
  ])("beside no attempt, %s: %s", (at, expected) => {
    const { desk, publish } = told();
    const isCallLive = watchLiveCall(desk);
    publish("desk.changed", { turn: null, sides: [{ at }] });
    expect(isCallLive()).toBe(expected);
  });
});

describe("the menu", () => {
  const roles = (platform: NodeJS.Platform, isDevelopment: boolean) =>
    JSON.stringify(applicationMenu(platform, isDevelopment));
  test("has what a Mac needs for copying and quitting, and no Mac menu elsewhere", () => {
    expect(roles("darwin", false)).toContain("appMenu");
    expect(roles("darwin", false)).toContain("editMenu");
    expect(roles("win32", false)).not.toContain("appMenu");
    expect(roles("win32", false)).toContain('"quit"');
  });
  test("gives nobody the developer tools in a release", () => {
    expect(roles("linux", false)).not.toMatch(/devtools|reload/i);
    expect(roles("linux", true)).toMatch(/devtools/i);
  });
});

describe("the tray", () => {
  test("leads back to the window and out of the app", () => {
    const done: string[] = [];
    let template: { label?: string; click?: unknown }[] = [];
    const tray = Object.assign(new EventEmitter(), {
      setToolTip: (text: string) => void done.push(text),
    });
    openTray({
      create: () => tray as unknown as Tray,
      setMenu: (_tray, items) => void (template = items),
      platform: "linux",
      folder: "/app/tray",
      show: () => void done.push("show"),
      quit: () => void done.push("quit"),
    });
    tray.emit("click");
    for (const { click } of template) if (typeof click === "function") (click as () => void)();
    expect(done).toEqual(["Ringback", "show", "show", "quit"]);
  });
  test("is a template on a Mac, which colours it for light and dark bars", () => {
    expect(trayImage("darwin", "/t")).toMatch(/trayTemplate\.png$/);
    expect(trayImage("win32", "/t")).toMatch(/tray\.png$/);
  });
});

describe("the user-data folder", () => {
  test("is what the arguments say, in either spelling, among arguments of Chromium's", () => {
    expect(userDataOf(["electron", ".", "--user-data", "/a"])).toBe("/a");
    expect(userDataOf(["electron", "--no-first-run", "--user-data=/b"])).toBe("/b");
  });
  test("is nobody's choice without them", () => {
    expect(userDataOf(["electron", "."])).toBeNull();
    expect(userDataOf(["electron", "--user-data"])).toBeNull();
    expect(userDataOf(["electron", "--user-data="])).toBeNull();
  });
});

describe("our pages", () => {
  const pages = pagesAt("ringback-app://desk");
  test("are told from each other and from look-alikes, not by their query", () => {
    expect(isPage(`${pages.ui}?theme=dark#x`, pages.ui)).toBe(true);
    expect(isPage(pages.media, pages.ui)).toBe(false);
    expect(isPage("ringback-app://desk:80/index.html", pages.ui)).toBe(false);
    expect(isPage("nonsense", pages.ui)).toBe(false);
    expect(isOfOrigin("ringback-app://desk/any", pages.origin)).toBe(true);
    expect(isOfOrigin("RINGBACK-APP://desk/any", pages.origin)).toBe(true);
    expect(isOfOrigin("ringback-apps://desk/any", pages.origin)).toBe(false);
  });
});
