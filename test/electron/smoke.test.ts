import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { _electron, type ElectronApplication, type Page } from "playwright";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type {} from "#renderer/host/connect.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));
const executablePath = process.env.RINGBACK_ELECTRON ?? "";

let userData: string;
let app: ElectronApplication;
let desk: Page;
let media: Page;

/** The window that shows this page; the two windows may come in either order. */
async function windowOf(page: string): Promise<Page> {
  const isThat = (window: Page) => new URL(window.url()).pathname === page;
  return app.windows().find(isThat) ?? app.waitForEvent("window", { predicate: isThat });
}

beforeAll(async () => {
  userData = mkdtempSync(join(tmpdir(), "ringback-electron-"));
  app = await _electron.launch({ executablePath, args: [root, "--user-data", userData] });
  desk = await windowOf("/index.html");
  media = await windowOf("/media.html");
});
afterAll(async () => {
  await app.close();
  rmSync(userData, { recursive: true, force: true, maxRetries: 5 });
});

describe("the app in Electron", () => {
  test("shows one window, titled Ringback, and hides the other", async () => {
    const windows = await app.evaluate(({ BrowserWindow }) =>
      BrowserWindow.getAllWindows().map((window) => [window.getTitle(), window.isVisible()]),
    );
    expect(windows.filter(([, isVisible]) => isVisible)).toEqual([["Ringback", true]]);
    expect(windows).toHaveLength(2);
  });
  test("serves its pages from an origin of their own", () => {
    expect(desk.url()).toMatch(/^ringback-app:\/\/desk\/index\.html/);
    expect(media.url()).toMatch(/^ringback-app:\/\/desk\/media\.html/);
  });
  test("gives each page its own bridge and nothing of Node", async () => {
    const found = () =>
      ["bridge", "mediaBridge", "require", "process", "module", "Buffer"].filter(
        (name) => name in globalThis,
      );
    expect(await desk.evaluate(found)).toEqual(["bridge"]);
    expect(await media.evaluate(found)).toEqual(["mediaBridge"]);
  });
  test("registers with the demo account's switch", async () => {
    const status = desk.getByRole("status", { name: "SIP registration" });
    await status.getByText(/registered/i).waitFor({ timeout: 20_000 });
  });
  test("stays on its page and opens no window", async () => {
    const before = desk.url();
    const opened = await desk.evaluate(() => {
      location.assign("http://127.0.0.1:9/");
      return window.open("http://127.0.0.1:9/") === null;
    });
    expect(opened).toBe(true);
    // A command that is answered after the refusals shows that the page outlived them.
    const reply = await desk.evaluate(() => window.bridge?.invoke("desk.read", {}));
    expect(reply).toMatchObject({ ok: true });
    expect([desk.url(), app.windows().length]).toEqual([before, 2]);
  });
  test("runs no script but its own files", async () => {
    const hasRun = await desk.evaluate(() => {
      const script = document.createElement("script");
      script.textContent = "document.documentElement.dataset.planted = 'ran'";
      document.head.append(script);
      return "planted" in document.documentElement.dataset;
    });
    expect(hasRun).toBe(false);
    const fetched = await desk.evaluate(() =>
      fetch("http://127.0.0.1:9/").then(
        () => "answered",
        () => "refused",
      ),
    );
    expect(fetched).toBe("refused");
  });
  test("outlives the crash of its window", async () => {
    const crashed = desk.waitForEvent("crash");
    await app.evaluate(({ BrowserWindow }) => {
      const window = BrowserWindow.getAllWindows().find((one) => one.isVisible());
      window?.webContents.forcefullyCrashRenderer();
    });
    await crashed;
    await expect
      .poll(
        () =>
          app.evaluate(({ BrowserWindow }) => {
            const window = BrowserWindow.getAllWindows().find((one) => one.isVisible());
            return window?.webContents.executeJavaScript(
              "window.bridge?.invoke('desk.read', {}).then((reply) => reply.ok) ?? false",
            ) as Promise<boolean> | undefined;
          }),
        { timeout: 20_000 },
      )
      .toBe(true);
  });
});
