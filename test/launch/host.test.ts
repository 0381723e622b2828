import { beforeEach, describe, expect, test } from "vitest";
import { readArguments } from "../../src-main/launch/arguments.ts";
import { chooseHost, type HostFacts } from "../../src-main/launch/choose-host.ts";
import { launch, type LaunchParts } from "../../src-main/launch/host.ts";

const display = { DISPLAY: ":0" };
const facts = (changed: Partial<HostFacts>): HostFacts => ({
  platform: "linux",
  env: display,
  isBrowserWanted: false,
  uid: 1000,
  ...changed,
});

describe("the host that a machine can show", () => {
  test.each<[string, Partial<HostFacts>, string | null]>([
    ["Linux with X11", {}, null],
    ["Linux with Wayland", { env: { WAYLAND_DISPLAY: "wayland-0" } }, null],
    ["Linux without a display", { env: {} }, "there is no display"],
    ["Linux with an empty display", { env: { DISPLAY: "" } }, "there is no display"],
    ["Linux as root", { uid: 0 }, "Electron has no sandbox for root"],
    ["macOS", { platform: "darwin", env: {}, uid: 501 }, null],
    ["macOS as root", { platform: "darwin", env: {}, uid: 0 }, null],
    ["Windows", { platform: "win32", env: {}, uid: null }, null],
  ])("%s", (_name, changed, because) => {
    expect(chooseHost(facts(changed))).toEqual(
      because === null ? { host: "electron" } : { host: "browser", because },
    );
  });
  test("is the browser host wherever that is asked for, without a reason", () => {
    for (const platform of ["linux", "darwin", "win32"] as const) {
      const choice = chooseHost(facts({ platform, isBrowserWanted: true }));
      expect(choice).toEqual({ host: "browser", because: null });
    }
  });
});

describe("a launch", () => {
  let did: string[];
  let parts: LaunchParts;
  beforeEach(() => {
    did = [];
    let isFetched = false;
    parts = {
      say: (line) => void did.push(`say ${line}`),
      isBuilt: () => true,
      build: () => {
        did.push("build");
        return Promise.resolve({ code: 0, output: "" });
      },
      choose: () => ({ host: "electron" }),
      findElectron: () => (isFetched ? "/e/electron" : null),
      fetchElectron: () => {
        did.push("fetch");
        isFetched = true;
        return Promise.resolve(null);
      },
      sandboxObstacle: () => null,
      runElectron: (binary, hostArguments) => {
        did.push(["electron", binary, ...hostArguments].join(" "));
        return Promise.resolve(7);
      },
      runBrowser: (hostArguments) => {
        did.push(["browser", ...hostArguments].join(" "));
        return Promise.resolve(0);
      },
    };
  });
  const start = (...argv: string[]) => launch(readArguments(argv), parts);

  test("starts Electron where its binary is, and ends with its exit code", async () => {
    parts.findElectron = () => "/e/electron";
    expect(await start("--user-data", "/u", "--port", "8080")).toBe(7);
    expect(did).toEqual(["electron /e/electron --user-data /u"]);
  });
  test("fetches the binary once when it is missing", async () => {
    expect(await start()).toBe(7);
    expect(did).toEqual(["say Fetching Electron, once.", "fetch", "electron /e/electron"]);
  });
  test("never fetches it where it could not be shown", async () => {
    parts.choose = () => ({ host: "browser", because: "there is no display" });
    await start("--port", "8080");
    expect(did).toEqual([
      "say Starting the browser host instead of Electron: there is no display.",
      "browser --port 8080",
    ]);
  });
  test("says in one line why there is no Electron, and starts the browser host", async () => {
    parts.findElectron = () => null;
    parts.fetchElectron = () => Promise.resolve("its binary cannot be fetched from here");
    expect(await start("--user-data", "/u")).toBe(0);
    expect(did.slice(1)).toEqual([
      "say Starting the browser host instead of Electron: its binary cannot be fetched from here.",
      "browser --user-data /u",
    ]);
  });
  test("never starts Electron without its sandbox", async () => {
    parts.findElectron = () => "/e/electron";
    parts.sandboxObstacle = () => "this system forbids it";
    await start();
    expect(did).toEqual([
      "say Starting the browser host instead of Electron: this system forbids it.",
      "browser",
    ]);
  });
  test("is silent about a browser host that was asked for", async () => {
    parts.choose = () => ({ host: "browser", because: null });
    await start("--browser");
    expect(did).toEqual(["browser"]);
  });
  test("builds first when the build is stale", async () => {
    parts.isBuilt = () => false;
    parts.choose = () => ({ host: "browser", because: null });
    await start();
    expect(did.map((line) => line.split(" ")[0])).toEqual(["say", "build", "browser"]);
  });
  test("shows what a failed build printed, ends with its code and starts nothing", async () => {
    parts.isBuilt = () => false;
    parts.build = () => Promise.resolve({ code: 3, output: "error in x.ts" });
    expect(await start()).toBe(3);
    expect(did.at(-1)).toContain("error in x.ts");
    expect(did).toHaveLength(2);
  });
});

describe("the arguments of a launch", () => {
  test.each([
    ["--prot", "1"],
    ["--port", "x"],
    ["--port", "65536"],
    ["--port"],
    ["--user-data="],
    ["more"],
  ])("%j is refused", (...argv) => {
    expect(() => readArguments(argv)).toThrow();
  });
  test("port 0 lets the system choose", () => {
    expect(readArguments(["--browser", "--port", "0"])).toMatchObject({
      isBrowserWanted: true,
      port: "0",
    });
  });
});
