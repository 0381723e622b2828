import { spawn } from "node:child_process";
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { fetchElectron, findElectron } from "../../src-main/launch/electron-binary.ts";
import { runQuietly } from "../../src-main/launch/run.ts";
import { sandboxObstacle } from "../../src-main/launch/sandbox.ts";

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "ringback-run-"));
});
afterAll(() => rmSync(folder, { recursive: true }));

const script = (name: string, text: string) => {
  const file = join(folder, name);
  writeFileSync(file, text);
  return file;
};

describe("a quiet run", () => {
  const run = (text: string, signal?: AbortSignal) =>
    runQuietly(process.execPath, ["--eval", text], { cwd: folder, ...(signal && { signal }) });
  test("gives the exit code and everything printed, on either stream", async () => {
    const finished = await run("console.log('out'); console.error('err'); process.exitCode = 9");
    expect(finished.code).toBe(9);
    expect(finished.output).toContain("out\n");
    expect(finished.output).toContain("err\n");
  });
  test("that is called off ends the program and is no success", async () => {
    const finished = await run("setInterval(() => {}, 1000)", AbortSignal.timeout(200));
    expect(finished.code).not.toBe(0);
  });
  test("of a program that does not exist is no success", async () => {
    const finished = await runQuietly(join(folder, "absent"), [], { cwd: folder });
    expect(finished.code).toBe(127);
  });
});

describe("a run in the foreground", () => {
  const module = pathToFileURL(join(import.meta.dirname, "../../src-main/launch/run.ts")).href;
  /** A process that runs `text` in the foreground and ends with its code, as the launcher does. */
  function launcher(text: string) {
    const child = script("child.mjs", text);
    const file = script(
      "launcher.mjs",
      `import { runInForeground } from ${JSON.stringify(module)};
       process.exitCode = await runInForeground(process.execPath, [${JSON.stringify(child)}], { cwd: "." });`,
    );
    const running = spawn(process.execPath, [file], { stdio: ["ignore", "pipe", "inherit"] });
    let output = "";
    running.stdout.setEncoding("utf8").on("data", (part: string) => (output += part));
    const said = (word: string) =>
      new Promise<void>((resolve) => {
        running.stdout.on("data", () => output.includes(word) && resolve());
      });
    const ended = new Promise<number | null>((resolve) => running.once("close", resolve));
    return { running, said, ended, output: () => output };
  }
  test("passes the exit code through", async () => {
    expect(await launcher("process.exitCode = 42").ended).toBe(42);
  });
  test("passes a signal on and waits for the orderly end", async ({ skip }) => {
    skip(process.platform === "win32", "Windows has no signals to pass on");
    const { running, said, ended, output } = launcher(
      `process.on("SIGTERM", () => setTimeout(() => { console.log("ended"); process.exit(3); }, 50));
         setInterval(() => {}, 1000); console.log("ready");`,
    );
    await said("ready");
    running.kill("SIGTERM");
    expect(await ended).toBe(3);
    expect(output()).toContain("ended");
  });
  test("tells of an end by a signal", async ({ skip }) => {
    skip(process.platform === "win32", "Windows has no signals to end by");
    expect(await launcher("process.kill(process.pid, 'SIGKILL')").ended).toBe(137);
  });
});

describe("Electron's binary", () => {
  function install(name: string, installer: string): string {
    const root = join(folder, name);
    mkdirSync(join(root, "node_modules/electron"), { recursive: true });
    writeFileSync(join(root, "node_modules/electron/install.js"), installer);
    return root;
  }
  const arrives = `const { mkdirSync, writeFileSync } = require("node:fs");
    mkdirSync(__dirname + "/dist"); writeFileSync(__dirname + "/dist/electron", "");
    writeFileSync(__dirname + "/path.txt", "electron");`;
  const reachable = { probe: () => Promise.resolve(true) };

  test("is found once its installer has fetched it", async () => {
    const root = install("fetched", arrives);
    expect(findElectron(root)).toBeNull();
    expect(await fetchElectron(root, reachable)).toBeNull();
    expect(findElectron(root)).toBe(join(root, "node_modules/electron/dist/electron"));
  });
  test("comes from the cache of an earlier fetch even where nothing can be reached", async () => {
    const root = install("cached", arrives);
    expect(await fetchElectron(root, { probe: () => Promise.resolve(false) })).toBeNull();
  });
  test("is given up soon where nothing can be reached", async () => {
    const root = install("waiting", "setInterval(() => {}, 1000)");
    const reason = await fetchElectron(root, { probe: () => Promise.resolve(false) });
    expect(reason).toBe("its binary cannot be fetched from here");
  }, 20_000);
  test("is missing when its installer fails, or there is no installer", async () => {
    const failing = install("failing", "process.exitCode = 1");
    expect(await fetchElectron(failing, reachable)).toBe("its binary cannot be fetched from here");
    expect(await fetchElectron(join(folder, "absent"), reachable)).toBe("it is not installed");
    expect(findElectron(join(folder, "absent"))).toBeNull();
  });
});

describe("the sandbox", () => {
  const electron = () => join(folder, "electron");
  test("is taken to work where the system restricts nothing", () => {
    expect(sandboxObstacle(electron(), join(folder, "absent"))).toBeNull();
    expect(sandboxObstacle(electron(), script("restriction", "0\n"))).toBeNull();
  });
  test("cannot work where the system forbids it, and the line says what to do", () => {
    const restriction = script("restriction", "1\n");
    const sandbox = script("chrome-sandbox", "");
    chmodSync(sandbox, 0o755);
    expect(sandboxObstacle(electron(), restriction)).toContain(`chmod 4755 "${sandbox}"`);
  });
  test("works by its helper program of root's", ({ skip }) => {
    skip(process.getuid?.() !== 0, "only root can give a program to root");
    const restriction = script("restriction", "1\n");
    chmodSync(script("chrome-sandbox", ""), 0o4755);
    expect(sandboxObstacle(electron(), restriction)).toBeNull();
  });
});
