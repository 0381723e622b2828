import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { beforeEach, describe, expect, onTestFinished, test, vi } from "vitest";
import { cli, cliJson, freshFolder, lines, record } from "./cli.ts";

let folder: string;
beforeEach(() => {
  folder = freshFolder();
});
const bring = (input: string, into = folder) =>
  cliJson(["import", "-", "--user-data", into, "--zone", "Europe/Berlin"], { input });
const table = async (from = folder, ...options: readonly string[]) =>
  (await cli(["export", "--format", "csv", "--user-data", from, ...options])).out;

const people =
  "Name,Telefon,Wann,2024\n" +
  '"Lee, Kim",+15550100,20.11.2026 14:30,x\n' +
  "Ana,0015550101,21.11.2026 9:05,\n" +
  'Zoë,030/23125001,,"=SUM(A1)\n"\n';

describe("an export as a table", () => {
  test("of a table is that table: its columns, in their order, with the cells that came", async () => {
    await bring(people);
    expect(await table()).toBe(people.replace('"=SUM', "\"'=SUM"));
  });

  test("is what it was when it is imported elsewhere, and once", async () => {
    await bring(people);
    const other = freshFolder();
    expect(await bring(await table(), other)).toMatchObject({
      code: 0,
      value: { read: 3, added: 3 },
    });
    expect(await bring(await table(), other)).toMatchObject({ value: { added: 0, unchanged: 3 } });
    expect(await table(other)).toBe(await table());
    const found = async (where: string) =>
      (await cliJson(["search", "lee", "--user-data", where])).value as { rows: object[] };
    const [here, there] = [await found(folder), await found(other)];
    expect(there.rows).toHaveLength(1);
    expect(there.rows[0]).toMatchObject({ ...here.rows[0], key: expect.any(String) as string });
  });

  test("has one header for records of every kind", async () => {
    await bring(`${people.split("\n").slice(0, 2).join("\n")}\n`);
    await bring(lines(record("a", "@Max"), { interaction_id: "i", customer_number: "+15550102" }));
    expect((await table()).split("\n")).toEqual([
      "Name,Telefon,Wann,2024,id,callerId",
      '"Lee, Kim",+15550100,20.11.2026 14:30,x,,',
      `"'@Max",+15550100,,,a,+15550199`,
      ",+15550102,,,i,",
      "",
    ]);
  });

  test("goes into a file, and waits on disk for no longer than it takes", async () => {
    const temporary = freshFolder();
    vi.stubEnv("TMPDIR", temporary);
    onTestFinished(() => void vi.unstubAllEnvs());
    const many = Array.from({ length: 3_000 }, (_, i) => `Kim ${i},+15550100,${"ä".repeat(400)}`);
    await bring(`Name,Phone,Note\n${many.join("\n")}\n`);
    const file = join(folder, "out.csv");
    expect(await table(folder, "--out", file)).toMatch(/3000 records written/);
    expect(readFileSync(file, "utf8")).toBe(`Name,Phone,Note\n${many.join("\n")}\n`);
    expect(readdirSync(temporary)).toEqual([]);
  });

  test("of nothing is nothing", async () => {
    expect(await table()).toBe("");
  });
});

test("a conversion to a table and back tells the same", async () => {
  const given = { ...record("a", "-Kim"), callbackScheduledTime: "2026-11-20T09:00:00.000Z" };
  const out = await cli(["convert", "-", "--to", "csv"], { input: JSON.stringify(given) });
  expect(out).toMatchObject({ code: 0, err: "" });
  const back = await cli(["convert", "-", "--to", "callback-media-participant"], {
    input: out.out,
  });
  expect(JSON.parse(back.out)).toMatchObject({
    callbackUserName: "-Kim",
    callbackNumbers: ["+15550100"],
    callbackScheduledTime: "2026-11-20T09:00:00.000Z",
  });
});
