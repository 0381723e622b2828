import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { ESLint } from "eslint";
import svelte from "eslint-plugin-svelte";
import ts from "typescript-eslint";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { runQuietly } from "../../src-main/launch/run.ts";
import { readTally, TALLY_FILE } from "./tally.ts";

/** The tools themselves, on errors that were planted: a check that passes everything would pass here too. */
const root = fileURLToPath(new URL("../..", import.meta.url));
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "ringback-planted-"));
  symlinkSync(join(root, "node_modules"), join(folder, "node_modules"), "junction");
  const compilerOptions = {
    composite: false,
    emitDeclarationOnly: false,
    noEmit: true,
    rootDir: folder,
    types: ["svelte"],
    lib: ["es2024", "dom"],
  };
  write(
    "tsconfig.json",
    JSON.stringify({
      extends: join(root, "tsconfig.json"),
      compilerOptions,
      files: undefined,
      include: ["*.ts", "*.svelte"],
    }),
  );
});
afterEach(() => rmSync(folder, { recursive: true }));

const write = (name: string, text: string) => writeFileSync(join(folder, name), text);
const run = (script: string, ...programArguments: string[]) =>
  runQuietly(process.execPath, [join(root, "node_modules", script), ...programArguments], {
    cwd: folder,
    env: { ...process.env, NO_COLOR: "1", [TALLY_FILE]: join(folder, "tally.json") },
  });

describe("a planted type error", () => {
  const tsc = () => run("typescript/bin/tsc", "--project", folder);
  const svelteCheck = () => run("svelte-check/bin/svelte-check", "--tsconfig", "./tsconfig.json");
  const component = (text: string) =>
    write("Row.svelte", `<script lang="ts">let name: string = "Kim";</script>\n${text}`);

  test("is found by tsc, and its absence passes", async () => {
    write("row.ts", "export const due: number = 7;");
    expect(await tsc()).toEqual({ code: 0, output: "" });
    write("row.ts", 'export const due: number = "soon";');
    const planted = await tsc();
    expect(planted.code).not.toBe(0);
    expect(planted.output).toContain("TS2322");
  }, 60_000);
  test("is found by tsc under the project's own strictness", async () => {
    write("row.ts", "export const first = (rows: readonly string[]): string => rows[0];");
    expect((await tsc()).output).toContain("TS2322");
  }, 60_000);
  test("is found by svelte-check in markup, and its absence passes", async () => {
    component("<p>{name.toUpperCase()}</p>");
    expect((await svelteCheck()).code).toBe(0);
    component("<p>{name.toUpperCas()}</p>");
    const planted = await svelteCheck();
    expect(planted.code).not.toBe(0);
    expect(planted.output).toContain("toUpperCas");
  }, 60_000);
});

describe("a planted sentence", () => {
  /** The project's rule about what a person reads, alone, on a text that is no file of it. */
  async function found(where: string, text: string): Promise<number> {
    const project = new ESLint({ cwd: root, overrideConfigFile: ".config/eslint.config.js" });
    const { rules } = (await project.calculateConfigForFile(join(root, where))) as {
      rules: { "no-restricted-syntax": [2, ...object[]] };
    };
    const alone = new ESLint({
      cwd: root,
      overrideConfigFile: true,
      overrideConfig: [
        ...svelte.configs["flat/base"],
        {
          files: ["**/*.svelte", "**/*.ts"],
          languageOptions: { parserOptions: { parser: ts.parser } },
          rules: { "no-restricted-syntax": rules["no-restricted-syntax"] },
        },
        { files: ["**/*.ts"], languageOptions: { parser: ts.parser } },
      ],
    });
    const [result] = await alone.lintText(text, { filePath: join(root, where) });
    expect(result?.fatalErrorCount).toBe(0);
    return result?.errorCount ?? 0;
  }

  test.each([
    "<p>Call now</p>",
    "{#if isOn}Call now{/if}",
    '<p>{isOn ? "Call now" : m.idle()}</p>',
    '<p>{name ?? "Nobody"}</p>',
    "<p>{`Call ${name}`}</p>",
    '<p title="Call now"></p>',
    '<p aria-label={isOn ? "Call now" : m.idle()}></p>',
    "<input placeholder={`Call ${name}`} />",
    '<Button label="Call now" />',
    '<Banner text="Call now" />',
  ])("is found in markup: %s", async (markup) => {
    expect(await found("src-renderer/App.svelte", markup)).toBe(1);
  });
  test.each([
    '<p class={isOn ? "lit on" : ""} title={m.call()} aria-live="polite">{m.call()} · 1</p>',
    '<Kbd chord="Enter" /><input name="next" />{isOn === "ringing" ? m.rings() : ""}',
    "<style>p { color: red; }</style>",
  ])("is not seen where there is none: %s", async (markup) => {
    expect(await found("src-renderer/App.svelte", markup)).toBe(0);
  });
  test("is found in what main draws, and its absence passes", async () => {
    const of = (label: string) => found("src-main/shell/menu.ts", `export const item = ${label};`);
    expect(await of('{ label: "File" }')).toBe(1);
    expect(await of('{ buttons: ["Hang up", m.stay()] }')).toBe(1);
    expect(await of('{ label: m.menu_file(), role: "quit" }')).toBe(0);
  });
});

describe("a planted failure among the tests", () => {
  const vitest = () =>
    run(
      "vitest/vitest.mjs",
      "run",
      "--root",
      folder,
      `--reporter=${join(root, "test/run/tally.ts")}`,
    );
  const given = (text: string) => `import { describe, expect, test } from "vitest";\n${text}`;

  test("is counted and named, whether a test, a file or a stray error failed; a skipped one keeps its reason", async () => {
    write("pass.test.ts", given('test("one", () => {}); test("two", () => {});'));
    write("fail.test.ts", given('test("wrong", () => expect(1).toBe(2));'));
    write("load.test.ts", 'throw new Error("cannot be loaded");');
    write(
      "stray.test.ts",
      given(
        'test("three", async () => { setTimeout(() => { throw new Error("too late"); }); await new Promise((done) => setTimeout(done, 100)); });',
      ),
    );
    write(
      "skip.test.ts",
      given('describe("here", () => { test("later", ({ skip }) => skip("no sound card")); });'),
    );
    const { code } = await vitest();
    expect(code).not.toBe(0);
    const { passed, failed, skipped } = readTally(join(folder, "tally.json"));
    expect({ passed, skipped }).toEqual({
      passed: 3,
      skipped: [{ name: "skip.test.ts > here > later", reason: "no sound card" }],
    });
    // The files run side by side.
    expect(failed.toSorted((a, b) => (a.name < b.name ? -1 : 1))).toEqual([
      { name: "fail.test.ts > wrong", reason: "expected 1 to be 2 // Object.is equality" },
      { name: "load.test.ts", reason: "cannot be loaded" },
      { name: "outside of any test", reason: "too late" },
    ]);
  }, 60_000);
  test("is not seen where there is none", async () => {
    write("pass.test.ts", given('test("one", () => {});'));
    expect((await vitest()).code).toBe(0);
    expect(readTally(join(folder, "tally.json"))).toEqual({ passed: 1, failed: [], skipped: [] });
  }, 60_000);
});
