import { EventEmitter } from "node:events";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { BrowserWindowConstructorOptions } from "electron";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { helloChannel, wireChannel } from "#contract/channels.ts";
import type { WireMessage } from "#contract/wire.ts";
import { FakeEvent, FakeWindow } from "./stand-in.ts";

/**
 * The whole of main as Electron starts it, on a real store, a real registration with the demo switch
 * and a stand-in for Electron alone: what the composition root wires up, and in which order.
 */
const electron = vi.hoisted(() => ({
  windows: [] as FakeWindow[],
  order: [] as string[],
  exits: [] as number[],
  isReady: Promise.withResolvers<null>(),
}));

vi.mock("electron", () => {
  const app = Object.assign(new EventEmitter(), {
    isPackaged: true,
    whenReady: () => electron.isReady.promise,
    enableSandbox: () => void electron.order.push("sandbox"),
    setPath: (name: string) => void electron.order.push(`path ${name}`),
    requestSingleInstanceLock: () => {
      electron.order.push("lock");
      return true;
    },
    quit: () => void app.emit("before-quit", new FakeEvent()),
    exit: (code: number) => void electron.exits.push(code),
  });
  const nothing = () => undefined;
  return {
    app,
    BrowserWindow: function (options: BrowserWindowConstructorOptions) {
      const window = new FakeWindow(options);
      electron.windows.push(window);
      app.emit("web-contents-created", {}, window.webContents);
      return window;
    },
    dialog: { showErrorBox: (_title: string, text: string) => expect.unreachable(text) },
    Menu: { buildFromTemplate: nothing, setApplicationMenu: nothing },
    powerMonitor: new EventEmitter(),
    protocol: {
      registerSchemesAsPrivileged: () => void electron.order.push("scheme"),
      handle: () => void electron.order.push("protocol"),
    },
    safeStorage: { isAsyncEncryptionAvailable: () => Promise.resolve(false) },
    screen: { getAllDisplays: () => [{ workArea: { x: 0, y: 0, width: 1920, height: 1080 } }] },
    session: {
      defaultSession: {
        setPermissionRequestHandler: () => void electron.order.push("permissions"),
        setPermissionCheckHandler: nothing,
        setDevicePermissionHandler: nothing,
        webRequest: { onBeforeRequest: nothing, onHeadersReceived: nothing },
      },
    },
    shell: { openExternal: nothing },
    Tray: function () {
      return Object.assign(new EventEmitter(), { setToolTip: nothing, setContextMenu: nothing });
    },
  };
});

let userData: string;
beforeAll(async () => {
  userData = mkdtempSync(join(tmpdir(), "ringback-main-"));
  vi.stubEnv("RINGBACK_USER_DATA", userData);
  vi.stubEnv("RINGBACK_LOG_LEVEL", "silent");
  await import("../../src-main/main.ts");
});
afterAll(() => {
  vi.unstubAllEnvs();
  rmSync(userData, { recursive: true });
});

const windowOf = (page: string) =>
  electron.windows.find(({ loaded }) => loaded[0]?.endsWith(page)) ?? null;
const ui = () => windowOf("/index.html") ?? expect.unreachable("there is no window");
/** The registrations that the window has been told of, the latest last. */
const registrations = () =>
  ui().webContents.sent.flatMap(({ channel, message }) => {
    const { kind, name, payload } = message as Record<string, unknown>;
    return channel === wireChannel && kind === "event" && name === "desk.changed"
      ? [(payload as { registration: { at: string } }).registration.at]
      : [];
  });
const waitFor = (check: () => boolean) => vi.waitFor(() => expect(check()).toBe(true), 15_000);

describe("main in Electron", () => {
  test("sets its locks before Electron is ready, and opens no window until then", () => {
    expect(electron.order).toEqual(["scheme", "sandbox", "path userData", "lock"]);
    expect(electron.windows).toEqual([]);
  });
  test("guards the session before a page can load, then opens both windows", async () => {
    electron.isReady.resolve(null);
    await waitFor(() => windowOf("/index.html") !== null && windowOf("/media.html") !== null);
    expect(electron.order.slice(4)).toEqual(["permissions", "protocol"]);
    expect(ui().loaded).toEqual(["ringback-app://desk/index.html"]);
    for (const { webContents } of electron.windows) expect(webContents.openHandler).not.toBeNull();
  });
  test("shows the window that says hello a registered line", async () => {
    ui().webContents.says(helloChannel);
    await waitFor(() => registrations().at(-1) === "registered");
  }, 20_000);
  test("answers what the window asks", async () => {
    const ask: WireMessage = { kind: "ask", id: 7, name: "desk.read", input: {} };
    ui().webContents.says(wireChannel, ask);
    await waitFor(() =>
      ui().webContents.sent.some(({ message }) => {
        const { kind, id } = message as Record<string, unknown>;
        return kind === "reply" && id === 7;
      }),
    );
  });
  test("loads a window that crashed again and tells it everything anew, with the line still up", async () => {
    const window = ui();
    window.webContents.crash();
    await waitFor(() => window.loaded.length === 2);
    window.webContents.sent.length = 0;
    window.webContents.says(helloChannel);
    await waitFor(() => registrations().length > 0);
    expect(new Set(registrations())).toEqual(new Set(["registered"]));
  });
  test("ends in order when its window is closed", async () => {
    const event = new FakeEvent();
    ui().emit("close", event);
    expect(event.isPrevented).toBe(true);
    await waitFor(() => electron.exits.length > 0);
    expect(electron.exits).toEqual([0]);
    expect(existsSync(join(userData, "ringback.db"))).toBe(true);
    expect(existsSync(join(userData, "ringback.db-wal"))).toBe(false);
  });
});
