import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeEach, describe, expect, test } from "vitest";
import { refusalOfNode } from "#cli/node-version.ts";
import { cli, cliJson, freshFolder, lines, openIn, record } from "./cli.ts";

let folder: string;
beforeEach(() => {
  folder = freshFolder();
});
const bring = (...records: readonly unknown[]) =>
  cliJson(["import", "-", "--user-data", folder], { input: lines(...records) });

describe("the file itself", () => {
  test("is checked without being touched", async () => {
    await bring(record("a"));
    expect(await cliJson(["check", "--user-data", folder])).toMatchObject({
      code: 0,
      value: { ok: true, problems: [] },
    });
    const file = join(folder, "ringback.db");
    const bytes = readFileSync(file);
    bytes.fill(0x5a, 4_096, 16_384);
    writeFileSync(file, bytes);
    const { code, value } = await cliJson(["check", "--user-data", folder]);
    expect(code).toBe(1);
    expect(value).toMatchObject({ ok: false });
    expect(readFileSync(file).equals(bytes)).toBe(true);
  });

  test("is no file where there is none to check", async () => {
    const none = join(folder, "none");
    expect(await cli(["check", "--user-data", none])).toMatchObject({ code: 2, out: "" });
    expect(existsSync(none)).toBe(false);
  });

  test("is copied whole, and never over another file", async () => {
    await bring(record("a"));
    const copy = join(folder, "copy", "ringback.db");
    mkdirSync(join(folder, "copy"));
    const { code, value } = await cliJson(["backup", copy, "--user-data", folder]);
    expect(code).toBe(0);
    expect(value).toMatchObject({ file: copy });
    expect(openAndFind(join(folder, "copy"))).toBe(true);
    expect(await cliJson(["backup", copy, "--user-data", folder])).toMatchObject({ code: 2 });
  });

  const openAndFind = (where: string) => {
    const store = openIn(where);
    try {
      return store.callbacks.find("a") !== null;
    } finally {
      store.close();
    }
  };

  test("lies where the environment says, unless the command line says otherwise", async () => {
    const env = { RINGBACK_USER_DATA: join(folder, "by-env") };
    await cli(["import", "-"], { input: lines(record("a")), env });
    expect(readdirSync(join(folder, "by-env"))).toContain("ringback.db");
    await cli(["list", "--user-data", join(folder, "by-flag")], { env });
    expect(readdirSync(join(folder, "by-flag"))).toContain("ringback.db");
  });
});

describe("the process", () => {
  const root = new URL("../..", import.meta.url).pathname;
  const start = (...args: readonly string[]) =>
    spawn(process.execPath, [join(root, "src-main/cli.ts"), ...args, "--user-data", folder]);

  test("reads its standard input, writes one JSON value and exits by the outcome", async () => {
    const child = start("import", "-", "--json");
    let out = "";
    let err = "";
    child.stdout.on("data", (chunk: Buffer) => (out += chunk.toString()));
    child.stderr.on("data", (chunk: Buffer) => (err += chunk.toString()));
    child.stdin.end(lines(record("a"), "nonsense"));
    const [code] = (await once(child, "close")) as [number | null];
    expect(JSON.parse(out)).toMatchObject({ read: 2, added: 1, refused: [{ index: 1 }] });
    expect({ code, err }).toEqual({ code: 1, err: "" });
  });

  test("says nothing when its reader has gone", async () => {
    await bring(...Array.from({ length: 3_000 }, (_, i) => record(`id-${i}`, "x".repeat(50))));
    const child = start("list", "--limit", "3000", "--json");
    let err = "";
    child.stderr.on("data", (chunk: Buffer) => (err += chunk.toString()));
    child.stdout.once("data", () => child.stdout.destroy());
    const [code] = (await once(child, "close")) as [number | null];
    expect({ code, err }).toEqual({ code: 0, err: "" });
  });

  test("tells an engine that is too old before it loads anything else", () => {
    expect(refusalOfNode("20.20.2")).toMatch(/needs Node 22 or newer, this is 20\.20\.2/);
    expect(refusalOfNode("22.0.0")).toBeNull();
    expect(refusalOfNode("24.21.0")).toBeNull();
    const source = readFileSync(join(root, "src-main/cli.ts"), "utf8");
    const imported = [...source.matchAll(/^import .* from "(.+)";$/gm)].map(([, name]) => name);
    expect(imported).toEqual(["./cli/node-version.ts"]);
  });
});
