import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeEach, describe, expect, test } from "vitest";
import { readItems } from "#intake/read-item.ts";
import { cli, cliJson, freshFolder, NOW, openIn, record } from "./cli.ts";

let folder: string;
beforeEach(() => {
  folder = freshFolder();
});
const run = (...args: readonly string[]) => cliJson(["quarantine", ...args, "--user-data", folder]);
const human = (...args: readonly string[]) => cli(["quarantine", ...args, "--user-data", folder]);
const bring = (text: string) => cli(["import", "-", "--user-data", folder], { input: text });
const keys = () => {
  const store = openIn(folder);
  const found = ["a", "b"].filter((id) => store.callbacks.find(id) !== null);
  store.close();
  return found;
};

describe("quarantine", () => {
  test("lists what was refused, once however often it came, and shows it", async () => {
    await bring('[{"callbackNumbers":["+15550100"]},7]');
    await bring('[{"callbackNumbers":["+15550100"]},7]');
    const { code, value } = await run();
    expect(code).toBe(0);
    expect(value).toMatchObject({
      rows: [
        { id: 1, index: 0, at: expect.stringMatching(/Z$/) as string },
        { id: 2, length: 1 },
      ],
      next: null,
    });
    expect((await run("list", "--limit", "1")).value).toMatchObject({ rows: [{ id: 1 }], next: 1 });
    expect((await run("--after", "1")).value).toMatchObject({ rows: [{ id: 2 }] });
    expect((await run("show", "1")).value).toMatchObject({
      id: 1,
      text: '{"callbackNumbers":["+15550100"]}',
    });
    expect((await human("show", "2")).out).toContain("expected an object");
    expect((await human()).out).toMatch(/ID +SINCE/);
  });

  test("retry refuses again what is as it was, and keeps it", async () => {
    await bring('[7,{"callbackNumbers":["+15550100"]}]');
    const { code, value } = await run("retry", "--all");
    expect(code).toBe(1);
    expect(value).toMatchObject({ retried: 2, kept: 0, refused: [{ id: 1 }, { id: 2 }] });
    expect((await run()).value).toMatchObject({ rows: [{ id: 1 }, { id: 2 }] });
  });

  test("a repaired text is kept as its records, and leaves the quarantine", async () => {
    await bring("[7]");
    const file = join(folder, "repaired.json");
    writeFileSync(file, JSON.stringify([record("a"), { name: "no id" }, record("b")]));
    expect((await run("replace", "1", file)).value).toEqual({ id: 1, replaced: true });
    expect(keys()).toEqual([]);
    const { code, value } = await run("retry", "1");
    expect(code).toBe(1);
    expect(value).toMatchObject({ retried: 1, kept: 2, refused: [{ id: 1 }] });
    expect(keys()).toEqual(["a", "b"]);
    const { rows } = (await run()).value as { rows: { id: number; reason: string }[] };
    expect(rows).toHaveLength(1);
    expect(rows[0]?.reason).toMatch(/needs its id/);
  });

  test("a repaired text may come over the standard input, but not an empty one", async () => {
    await bring("[7]");
    const replace = (input: string) =>
      cli(["quarantine", "replace", "1", "-", "--user-data", folder], { input });
    expect((await replace(" \n")).code).toBe(2);
    expect((await replace(JSON.stringify(record("a")))).code).toBe(0);
    expect((await human("retry")).out).toMatch(/1 text tried again: 1 record kept, 0 refused/);
    expect(keys()).toEqual(["a"]);
    expect((await human()).out).toBe("nothing is in quarantine\n");
  });

  test("drop gives a text up", async () => {
    await bring("[7]");
    expect((await run("drop", "1")).value).toEqual({ id: 1, dropped: true });
    expect((await run("drop", "1")).code).toBe(2);
  });

  test.each([
    ["show"],
    ["show", "x"],
    ["show", "9"],
    ["replace", "1"],
    ["retry", "1", "--all"],
    ["mend"],
    ["list", "1"],
  ])("refuses %s %s %s", async (...words) => {
    const { code, err } = await human(...words);
    expect(code).toBe(2);
    expect(err).toMatch(/^ringback: /);
  });
});

describe("purge", () => {
  const purge = (...args: readonly string[]) => cliJson(["purge", ...args, "--user-data", folder]);
  const ended = (id: string, disconnectedTime: string) => ({
    ...record(id),
    state: "terminated",
    disconnectedTime,
  });

  const keep = (...records: readonly object[]) => {
    const store = openIn(folder);
    for (const item of records.flatMap((each) => readItems(JSON.stringify(each), "auto") ?? [])) {
      if (item.is === "record") store.callbacks.put(item.record, NOW, false);
    }
    store.close();
  };

  test("removes what is over and old, and tells what it would remove", async () => {
    keep(record("a"), ended("b", "2026-08-01T00:00:00Z"), ended("c", "2026-11-01T00:00:00Z"));
    const told = {
      before: "2026-08-22T09:00:00.000Z",
      removed: 1,
      kept: { open: 1, "in-hand": 0, owed: 0, recent: 1 },
    };
    expect((await purge("--older-than", "90d", "--dry-run")).value).toEqual({
      ...told,
      dryRun: true,
    });
    expect(keys()).toEqual(["a", "b"]);
    expect((await purge("--older-than", "90d")).value).toEqual({ ...told, dryRun: false });
    expect(keys()).toEqual(["a"]);
    const { out } = await cli(["purge", "--older-than", "2w", "--user-data", folder]);
    expect(out).toMatch(/^1 record removed.*\n {2}kept: 1 still open\n$/);
  });

  test.each([[], ["--older-than", "soon"], ["--older-than", "90"], ["90d", "--older-than", "90d"]])(
    "refuses %s %s %s",
    async (...words) => {
      expect((await purge(...words)).code).toBe(2);
    },
  );
});
