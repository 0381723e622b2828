import { beforeEach, describe, expect, test } from "vitest";
import { getChromium, type ChromiumParts } from "./chromium.ts";

let files: Set<string>;
let ran: string[];
let said: string[];
/** What an installation by this program leaves behind; absent: nothing. */
let installs: Record<string, string>;
let broken: Set<string>;
beforeEach(() => {
  files = new Set();
  ran = [];
  said = [];
  installs = {};
  broken = new Set();
});

const own = "/home/kim/.cache/ms-playwright/chromium/chrome";
const get = (changed: Partial<ChromiumParts> = {}) =>
  getChromium({
    platform: "linux",
    env: {},
    isRoot: false,
    exists: (file) => files.has(file),
    run: (program, programArguments) => {
      const name = program === process.execPath ? "playwright" : program;
      if (programArguments[0] !== "--version") ran.push(`${name} ${programArguments[1] ?? ""}`);
      const left = programArguments.includes("install") ? installs[name] : undefined;
      if (left !== undefined) files.add(left);
      return Promise.resolve({ code: broken.has(program) ? 1 : 0, output: "" });
    },
    playwrightBrowser: () => own,
    say: (line) => void said.push(line),
    ...changed,
  });

describe("the browser of the tests", () => {
  test.each(["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome", own])(
    "is %s where that is there",
    async (file) => {
      files.add(file);
      expect(await get()).toBe(file);
      expect([ran, said]).toEqual([[], []]);
    },
  );
  test("is the one that somebody named, or none", async () => {
    files.add("/usr/bin/chromium").add("/opt/chrome");
    expect(await get({ env: { RINGBACK_CHROMIUM: "/opt/chrome" } })).toBe("/opt/chrome");
    expect(await get({ env: { RINGBACK_CHROMIUM: "/opt/absent" } })).toBeNull();
    expect(said).toEqual(["RINGBACK_CHROMIUM names /opt/absent, which does not start."]);
    expect(ran).toEqual([]);
  });
  test("is not a script that stands in its place and does not start", async () => {
    files.add("/usr/bin/chromium-browser").add("/usr/bin/google-chrome");
    broken.add("/usr/bin/chromium-browser");
    expect(await get()).toBe("/usr/bin/google-chrome");
  });
  test("comes from the distribution where we are root", async () => {
    files.add("/usr/bin/apt-get");
    installs = { "apt-get": "/usr/bin/chromium" };
    expect(await get({ isRoot: true })).toBe("/usr/bin/chromium");
    expect(said).toHaveLength(1);
  });
  test("comes from Playwright where we are not, or the distribution has none", async () => {
    files.add("/usr/bin/apt-get");
    installs = { playwright: own };
    expect(await get()).toBe(own);
    expect(ran).toEqual(["playwright install"]);
    files.delete(own);
    ran = [];
    expect(await get({ isRoot: true })).toBe(own);
    expect(ran).toEqual(["apt-get update", "apt-get install", "playwright install"]);
  });
  test("that cannot be had is named in one line", async () => {
    expect(await get()).toBeNull();
    expect(said.at(-1)).toMatch(/^The tests need Chromium, .*RINGBACK_CHROMIUM\.$/);
  });
  test("is Chrome where Windows or a Mac keep it", async () => {
    const mac = "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome";
    files.add(mac);
    expect(await get({ platform: "darwin" })).toBe(mac);
    const windows = "C:/P/Google/Chrome/Application/chrome.exe";
    files.add(windows);
    expect(await get({ platform: "win32", env: { PROGRAMFILES: "C:/P" } })).toBe(windows);
  });
});
