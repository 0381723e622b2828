import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { buildFrom, isBuilt } from "../../src-main/launch/build.ts";

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "ringback-build-"));
  write("src-main/main.ts", "1");
  write("src-renderer/App.svelte", "1");
  write("package.json", "{}");
});
afterEach(() => rmSync(root, { recursive: true }));

function write(file: string, text: string): void {
  mkdirSync(dirname(join(root, file)), { recursive: true });
  writeFileSync(join(root, file), text);
}

function writeOutputs(): void {
  for (const name of ["main", "browser", "cli"]) write(`out/main/${name}.js`, "built");
  write("out/preload/preload.cjs", "built");
  for (const name of ["index", "media"]) write(`out/renderer/${name}.html`, "built");
}

const build = (code = 0) =>
  buildFrom(root, () => {
    writeOutputs();
    return Promise.resolve({ code, output: "" });
  });

describe("a build", () => {
  test("that is missing, or was not made by a launch, is stale", () => {
    expect(isBuilt(root)).toBe(false);
    writeOutputs();
    expect(isBuilt(root)).toBe(false);
  });
  test("holds as long as its sources do", async () => {
    await build();
    expect(isBuilt(root)).toBe(true);
    utimesSync(join(root, "src-main/main.ts"), new Date(), new Date());
    expect(isBuilt(root)).toBe(true);
  });
  test.each([
    ["src-main/main.ts", "2"],
    ["src-main/core/new.ts", ""],
    ["src-renderer/App.svelte", "2"],
    ["resources/messages/en.json", "{}"],
    ["electron.vite.config.ts", ""],
    ["package.json", '{"version":"2"}'],
  ])("is stale once %s is another, even with an old time on it", async (file, text) => {
    await build();
    write(file, text);
    utimesSync(join(root, file), new Date(0), new Date(0));
    expect(isBuilt(root)).toBe(false);
  });
  test("is stale once a source is gone", async () => {
    await build();
    rmSync(join(root, "src-renderer/App.svelte"));
    expect(isBuilt(root)).toBe(false);
  });
  test("does not mind tests, the catalogue's generated code, or documents", async () => {
    await build();
    for (const file of ["test/x.test.ts", "src-renderer/messages/messages.js", "README.md"]) {
      write(file, "new");
    }
    expect(isBuilt(root)).toBe(true);
  });
  test("is stale when something else has written its output since", async () => {
    await build();
    const file = join(root, "out/main/main.js");
    utimesSync(file, new Date(), new Date(statSync(file).mtimeMs + 5_000));
    expect(isBuilt(root)).toBe(false);
  });
  test("is stale when a source was saved while it ran", async () => {
    await buildFrom(root, () => {
      writeOutputs();
      write("src-main/main.ts", "saved meanwhile");
      return Promise.resolve({ code: 0, output: "" });
    });
    expect(isBuilt(root)).toBe(false);
  });
  test("that failed, or left something out, does not count", async () => {
    expect((await build(2)).code).toBe(2);
    expect(isBuilt(root)).toBe(false);
    const finished = await buildFrom(root, () => {
      rmSync(join(root, "out/main/cli.js"));
      return Promise.resolve({ code: 0, output: "" });
    });
    expect(finished).toMatchObject({ code: 1 });
    expect(finished.output).toContain("out/main/cli.js");
  });
  test("stays whole in a copy that keeps its times", async () => {
    await build();
    const copy = mkdtempSync(join(tmpdir(), "ringback-copy-"));
    cpSync(root, copy, { recursive: true, preserveTimestamps: true });
    expect(isBuilt(copy)).toBe(true);
    rmSync(copy, { recursive: true });
  });
});
