import { readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeEach, describe, expect, test } from "vitest";
import { cli, cliJson, freshFolder, lines, record } from "./cli.ts";

let folder: string;
beforeEach(() => {
  folder = freshFolder();
});
const run = (input: string, ...options: readonly string[]) =>
  cli(["import", "-", "--user-data", folder, "--zone", "Europe/Berlin", ...options], { input });

const people =
  "Name;Phone;When;Colour\nKim;+15550100;05/11/2026 10:00;red\nLee;+15550101;13/11/2026 10:00;\n";

describe("a dry run", () => {
  test("shows how a table would be read, row by row and column by column, and keeps nothing", async () => {
    const { code, out, err } = await run(`${people}"Bob;x\nCy;call me;;\n`, "--dry-run");
    expect({ code, err }).toEqual({ code: 1, err: "" });
    expect(out.split("\n").map((line) => line.replaceAll(/row-\w+ +/g, "ID "))).toEqual([
      "Dry run, nothing was kept. 4 records read: 3 csv, 1 refused, 1 flagged; written in utf-8",
      "A table with semicolons between its cells; times without a zone are those of Europe/Berlin",
      "",
      "COLUMN  READ AS    DATES           EXAMPLES",
      "Name    name                       Kim · Lee · Cy",
      "Phone   phone                      +15550100 · +15550101 · call me",
      "When    scheduled  day/month/year  05/11/2026 10:00 · 13/11/2026 10:00",
      "Colour  attribute                  red",
      "",
      expect.stringMatching(/^RECORD {2}ID +NAME {2}NUMBERS +DUE +UNTIL {2}ABOUT$/),
      "0       ID Kim   +15550100  2026-11-05 09:00Z  -      -",
      "1       ID Lee   +15550101  2026-11-13 09:00Z  -      -",
      "3       ID Cy               -                  -      -",
      "Fields that could not be read:",
      "  record 3: row 5: $.Phone: expected a phone number, found text without a digit",
      "Would be refused:",
      expect.stringMatching(/^ {2}record 2: row 4: \$: a quote that opens a cell is not closed/),
      "",
    ]);
    expect(readdirSync(folder)).toEqual([]);
  });

  test("is one JSON value when that is asked for, of JSON too", async () => {
    const input = lines(record("a", "Kim"), "nonsense", { ...record("b"), held: "no" });
    const args = ["import", "-", "--dry-run", "--user-data", folder];
    const { code, value } = await cliJson(args, { input });
    expect(code).toBe(1);
    expect(value).toMatchObject({
      encoding: "utf-8",
      table: null,
      read: 3,
      refused: 1,
      flagged: 1,
      shapes: { callback: 2 },
      records: [{ index: 0, callback: { customerName: "Kim" } }, { index: 2 }],
      problems: [
        { is: "refused", index: 1, path: "$" },
        { is: "flagged", index: 2, path: "$.held" },
      ],
    });
    expect((await cliJson(args, { input: lines(record("a")) })).code).toBe(0);
    expect(readdirSync(folder)).toEqual([]);
  });

  test("of what nobody can read answers as an import of it would", async () => {
    expect(await run("Kim,+15550100\nLee,+15550101\n", "--dry-run")).toMatchObject({ code: 2 });
  });
});

describe("an import of a table", () => {
  const summary = { read: 2, added: 2, updated: 0, unchanged: 0, flagged: [], refused: [] };

  test("adds every row once, however often it comes", async () => {
    const again = { ...summary, added: 0, unchanged: 2 };
    expect(JSON.parse((await run(people, "--json")).out)).toEqual(summary);
    expect(JSON.parse((await run(people, "--json")).out)).toEqual(again);
    expect(JSON.parse((await run(people, "--json", "--format", "csv")).out)).toEqual(again);
    const { rows } = (await cliJson(["search", "kim", "--user-data", folder])).value as {
      rows: readonly { key: string }[];
    };
    const shown = await cliJson(["show", rows[0]?.key ?? "", "--user-data", folder]);
    expect(shown.value).toMatchObject({
      shape: "csv",
      callback: { customerName: "Kim", scheduledAt: "2026-11-05T09:00:00.000Z" },
      raw: { Name: "Kim", Phone: "+15550100", When: "05/11/2026 10:00", Colour: "red" },
    });
  });

  test("is read as the options say", async () => {
    const file = join(folder, "odd.txt");
    writeFileSync(
      file,
      Buffer.from("Wer~Wo=Was~Wann\nJ\xfcrgen~+15550100~05/06/2026 10:00\n", "latin1"),
    );
    const options = ["--map", "Wer=name,Wo=Was=phone, Wann = scheduled", "--dates", "mdy"];
    const more = ["--zone", "UTC", "--encoding", "latin1", "--delimiter", "~", "--format", "csv"];
    const { value } = await cliJson(["import", file, "--dry-run", ...options, ...more]);
    expect(value).toMatchObject({
      encoding: "latin1",
      records: [
        {
          callback: {
            customerName: "Jürgen",
            numbers: ["+15550100"],
            scheduledAt: "2026-05-06T10:00:00.000Z",
          },
        },
      ],
    });
  });

  test.each([
    [["--map", "name"], /--map is "COLUMN=FIELD/],
    [["--dates", "ymd"], /--dates is dmy or mdy/],
    [["--delimiter", "::"], /--delimiter is one character/],
  ])("%j is wrong usage", async (options, reason) => {
    const { code, err } = await run(people, ...options);
    expect(code).toBe(2);
    expect(err).toMatch(reason);
    expect(err).toMatch(/Usage: ringback VERB/);
  });

  test.each([
    [["--map", "Name=shoe"], /no field "shoe"/],
    [["--map", "Foo=name"], /no column "Foo"/],
    [["--zone", "Berlin"], /no time zone "Berlin"/],
    [["--encoding", "klingon"], /no encoding "klingon"/],
  ])("%j is refused", async (options, reason) => {
    const { code, err } = await run(people, ...options);
    expect(code).toBe(2);
    expect(err).toMatch(reason);
  });
});
