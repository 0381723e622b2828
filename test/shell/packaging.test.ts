import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { runQuietly } from "../../src-main/launch/run.ts";

/**
 * The packager itself, on a project of stand-ins and on a "binary" that holds nothing but the place
 * where the real one keeps its fuses.
 */
const root = fileURLToPath(new URL("../..", import.meta.url));
const sentinel = "dL7pKGdnNz796PbbjQWNKmHXBZaB9tsX";
const folder = mkdtempSync(join(tmpdir(), "ringback-package-"));
const project = join(folder, "project");
const electron = join(folder, "electron");
const packed = join(folder, "packed/linux-unpacked");

function write(file: string, content: string): void {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, content, "latin1");
}

/** The paths inside the archive, from the index at its beginning. */
function filesOf(archive: string): string[] {
  const bytes = readFileSync(archive);
  const index = bytes.subarray(16, 16 + bytes.readUInt32LE(12)).toString("utf8");
  interface Entry {
    readonly files?: Record<string, Entry>;
  }
  const below = (entry: Entry, path: string): string[] =>
    entry.files === undefined
      ? [path]
      : Object.entries(entry.files).flatMap(([name, child]) => below(child, `${path}/${name}`));
  return below(JSON.parse(index) as Entry, "");
}

let files: string[];
beforeAll(async () => {
  for (const name of ["package.json", "package-lock.json", "resources"]) {
    cpSync(join(root, name), join(project, name), { recursive: true });
  }
  symlinkSync(join(root, "node_modules"), join(project, "node_modules"), "junction");
  for (const name of ["out/main/main.js", "out/preload/preload.cjs", "out/renderer/index.html"]) {
    write(join(project, name), "// built");
  }
  for (const name of ["out/built-from.json", "src-main/main.ts", "test/x.test.ts", ".env"]) {
    write(join(project, name), "no part of the product");
  }
  write(join(electron, "electron"), `${sentinel}\x01\x09101100011`);
  for (const name of ["chrome-sandbox", "version", "LICENSE", "LICENSES.chromium.html"]) {
    write(join(electron, name), "");
  }
  const { code, output } = await runQuietly(
    process.execPath,
    [
      join(root, "node_modules/electron-builder/cli.js"),
      ...["--config", join(root, ".config/electron-builder.yml"), "--publish", "never"],
      ...["--projectDir", project, "--linux", "dir", "--x64"],
      `-c.directories.output=${join(folder, "packed")}`,
      `-c.electronDist=${electron}`,
    ],
    { cwd: project },
  );
  expect(output).not.toContain("⨯");
  expect(code).toBe(0);
  files = filesOf(join(packed, "resources/app.asar"));
}, 120_000);
afterAll(() => rmSync(folder, { recursive: true }));

describe("the package", () => {
  test("holds what was built, what it reads, and nothing else of the project", () => {
    const ours = files.filter((file) => !file.startsWith("/node_modules/"));
    expect(ours).toEqual(
      expect.arrayContaining([
        "/out/main/main.js",
        "/out/preload/preload.cjs",
        "/out/renderer/index.html",
        "/package.json",
        "/resources/icons/linux/512x512.png",
        "/resources/tray/trayTemplate@2x.png",
      ]),
    );
    const places = new Set(ours.map((file) => file.split("/")[1]));
    expect([...places].sort()).toEqual(["out", "package.json", "resources"]);
    expect(ours).not.toContain("/out/built-from.json");
  });
  test("holds the libraries that the product runs on, and no tool it was made with", () => {
    const libraries = new Set(files.map((file) => /^\/node_modules\/([^/]+)/.exec(file)?.[1]));
    const { dependencies, devDependencies } = JSON.parse(
      readFileSync(join(root, "package.json"), "utf8"),
    ) as Record<"dependencies" | "devDependencies", Record<string, string>>;
    for (const name of Object.keys(dependencies)) expect(libraries).toContain(name);
    for (const name of Object.keys(devDependencies)) expect(libraries).not.toContain(name);
  });
  test("keeps the database's binary for its platform outside the archive, and only that one", () => {
    const natives = files.filter((file) => file.endsWith(".node"));
    expect(natives).toEqual(["/node_modules/better-sqlite3/prebuilds/linux-x64.node"]);
    const unpacked = join(packed, "resources/app.asar.unpacked", natives[0] ?? "");
    expect(readFileSync(unpacked).length).toBeGreaterThan(100_000);
  });
  test("has a binary that starts this app only", () => {
    const binary = readFileSync(join(packed, "ringback"), "latin1");
    const fuses = binary.slice(binary.indexOf(sentinel) + sentinel.length + 2);
    // In Electron's order: as Node, encrypted cookies, NODE_OPTIONS, inspect, checked archive, archive
    // only, another snapshot, file privileges, and one that is left as it comes.
    expect(fuses.slice(0, 8)).toBe("01001100");
  });
});
