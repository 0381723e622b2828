import { Readable } from "node:stream";
import { describe, expect, test } from "vitest";
import { epochMs } from "#core/time.ts";
import { importText, type ImportOptions } from "#intake/import-text.ts";
import { previewText } from "#intake/preview-text.ts";
import { UnreadableInput } from "#intake/unreadable-input.ts";
import { keepCallbacks } from "./kept-callbacks.ts";
import { indexed, json, take } from "./take.ts";

const zone = "Europe/Berlin";
const table = (text: string, told: ImportOptions["table"] = {}) =>
  take(text, { table: { zone, ...told } });
const callbacksOf = async (...given: Parameters<typeof table>) =>
  [...(await table(...given)).records.values()].map(({ callback }) => callback);
const looked = (input: string | Buffer, more: Partial<ImportOptions> = {}) =>
  previewText(Readable.from([input]), { format: "auto", table: { zone }, ...more });

describe("a table is told from JSON by its content", () => {
  test.each([
    ["commas", "Name,Phone\nKim,+15550100\n"],
    ["semicolons", "Name;Phone\nKim;+15550100\n"],
    ["tabs", "Name\tPhone\nKim\t+15550100\n"],
    ["bars", "Name|Phone\r\nKim|+15550100\r\n"],
    ["a line that names the delimiter", "sep=;\nName;Phone\nKim;+15550100\n"],
    ["more commas in a cell than between them", "Name;Phone\nLee, Kim, Dr, Esq;+15550100\n"],
    ["carriage returns alone", "Name,Phone\rKim,+15550100\r"],
    ["a single column", "Phone\n+15550100\n"],
    ["blank lines around", "\n\nName,Phone\n\nKim,+15550100\n\n"],
  ])("with %s", async (_, text) => {
    const [callback, ...others] = await callbacksOf(text);
    expect(callback).toMatchObject({ shape: "csv", numbers: ["+15550100"] });
    expect(others).toEqual([]);
  });

  test("and JSON with something broken in front of it is none", async () => {
    const { summary } = await take(`a,b\nc,d\n${json("a")}\n`);
    expect(summary).toMatchObject({ read: 3, added: 1 });
    expect(indexed(summary.refused)).toEqual(["0 $", "1 $"]);
  });

  test("or by what its file is called", async () => {
    const { table: found } = await looked("Foo,Bar\n", {
      name: "people.csv",
      table: { columns: { Foo: "phone" } },
    });
    expect(found?.columns).toMatchObject([{ field: "phone" }, { use: "attribute" }]);
  });

  test("objects with a team's own names are rows, one per line or in a list", async () => {
    const rows = [
      { Name: "Kim", Phone: "+15550100", When: "2026-11-20 14:30", Colour: "red" },
      { Name: "Lee", Phone: ["+15550101"] },
    ];
    for (const text of [JSON.stringify(rows), rows.map((row) => JSON.stringify(row)).join("\n")]) {
      const { raws, records } = await take(text, { table: { zone } });
      expect(raws).toEqual(rows.map((row) => JSON.stringify(row)));
      const [kim] = [...records.values()].map(({ callback }) => callback);
      expect(kim).toMatchObject({
        shape: "csv",
        customerName: "Kim",
        scheduledAt: Date.UTC(2026, 10, 20, 13, 30),
        attributes: { Colour: "red" },
      });
    }
    const mapped = await take('{"wer":"Kim","wo":"+15550100"}', {
      format: "csv",
      table: { columns: { wer: "name", wo: "phone" } },
    });
    expect(mapped.summary).toMatchObject({ read: 1, added: 1, flagged: [] });
  });
});

describe("a bad row", () => {
  const text =
    'Name,Phone,When\nKim,+15550100,2026-11-20 14:30\n"Ana,+15550101,\nBob,+15550102,,x\n' +
    "Cy,+15550103\nDee,+15550104,soon\n,,\nEve,+15550105,,,\nFay,1.5E+10,\n";

  test("is refused or flagged by its index, its row and its column, and stops nothing", async () => {
    const { summary, quarantined } = await table(text);
    expect(summary).toMatchObject({ read: 7, added: 5, unchanged: 0 });
    expect(indexed(summary.refused)).toEqual(["1 row 3: $", "2 row 4: $"]);
    expect(indexed(summary.flagged)).toEqual(["3 row 5: $", "4 row 6: $.When", "6 row 9: $.Phone"]);
    expect(quarantined.map((each) => each.text)).toEqual(['"Ana,+15550101,\n', "Bob,+15550102,,x"]);
    for (const { reason } of [...summary.refused, ...summary.flagged]) expect(reason).not.toBe("");
  });

  test("is the same in a preview, which keeps nothing", async () => {
    const { summary } = await table(text);
    const found = await looked(text);
    expect(found).toMatchObject({
      read: 7,
      refused: 2,
      flagged: 3,
      problemCount: 5,
      shapes: { csv: 5 },
    });
    const of = (is: string) =>
      found.problems
        .filter((each) => each.is === is)
        .map(({ index, path, reason }) => ({ index, path, reason }));
    expect(of("refused")).toEqual(summary.refused);
    expect(of("flagged")).toEqual(summary.flagged);
  });
});

describe("dates", () => {
  const at = async (text: string, told: ImportOptions["table"] = {}) =>
    (await callbacksOf(text, told)).map(
      ({ scheduledAt }) => scheduledAt && new Date(scheduledAt).toISOString(),
    );
  const dates = (...cells: string[]) =>
    `Phone,When\n${cells.map((cell, i) => `+1555010${i},${cell}`).join("\n")}`;

  test("of a column are read in the one order that some of them prove", async () => {
    expect(await at(dates("05/11/2026 10:00", "13/11/2026 10:00"))).toEqual([
      "2026-11-05T09:00:00.000Z",
      "2026-11-13T09:00:00.000Z",
    ]);
    expect(await at(dates("11/05/2026 10:00", "11/13/2026 10:00"))).toEqual([
      "2026-11-05T09:00:00.000Z",
      "2026-11-13T09:00:00.000Z",
    ]);
  });

  test("that nothing decides are flagged until somebody tells", async () => {
    const text = dates("05/11/2026 10:00", "06/11/2026 10:00");
    const { summary } = await table(text);
    expect(indexed(summary.flagged)).toEqual(["0 row 2: $.When", "1 row 3: $.When"]);
    expect(await at(text, { dates: "day/month/year" })).toEqual([
      "2026-11-05T09:00:00.000Z",
      "2026-11-06T09:00:00.000Z",
    ]);
    expect((await looked(text)).table?.columns[1]).toMatchObject({
      field: "scheduled",
      dates: "undecided",
    });
  });

  test("without a zone are those of the zone that is told, which is kept with the row", async () => {
    expect(await at(dates("2026-11-20 14:30"), { zone: "America/New_York" })).toEqual([
      "2026-11-20T19:30:00.000Z",
    ]);
    const { records } = await table(dates("2026-11-20 14:30"));
    expect([...records.values()][0]?.envelope).toBe('{"table":{"zone":"Europe/Berlin"}}');
    await expect(table(dates("x"), { zone: "Berlin" })).rejects.toThrow(/no time zone "Berlin"/);
  });
});

describe("a row is the same row again", () => {
  test("by its cells, in whatever order its columns stand", async () => {
    const callbacks = keepCallbacks();
    const bring = (text: string) =>
      importText(Readable.from([text]), {
        format: "auto",
        clock: () => epochMs(0),
        isDemo: false,
        callbacks,
      });
    expect(
      await bring("Name,Phone,Empty\nKim,+15550100,\nKim,+15550100,\nLee,+15550100,\n"),
    ).toMatchObject({
      read: 3,
      added: 2,
      unchanged: 1,
    });
    expect(await bring("Phone;Name\n+15550100;Lee\n+15550100;Kim\n")).toMatchObject({ added: 0 });
    expect(callbacks.records.size).toBe(2);
  });

  test("by its id, where the table has one", async () => {
    const [first, second] = await callbacksOf("ID,Phone\n7,+15550100\n,+15550101\n");
    expect(first?.identity.communicationId).toBe("7");
    expect(second?.identity.communicationId).toMatch(/^row-[0-9a-f]{32}$/);
  });

  test("but not by an id that rows share which are not the same", async () => {
    const callbacks = await callbacksOf(
      "ID,Phone\n7,+15550100\n7,+15550101\n8,+15550102\n8,+15550102\n",
    );
    expect(callbacks).toHaveLength(3);
    expect(callbacks.map(({ attributes }) => attributes["ID"])).toEqual(["7", "7", undefined]);
    expect(callbacks[2]?.identity.communicationId).toBe("8");
  });
});

describe("columns", () => {
  test("without a header are refused with the way out, and read by their place when it is told", async () => {
    const text = "Kim,+15550100\nLee,+15550101\n";
    await expect(table(text)).rejects.toThrow(/no header.*1=name,2=phone/s);
    const callbacks = await callbacksOf(text, { columns: { 1: "name", 2: "phone" } });
    expect(callbacks.map(({ customerName }) => customerName)).toEqual(["Kim", "Lee"]);
  });

  test.each([
    [
      "that nobody knows",
      "Foo,Bar\nKim,x\nLee,y\n",
      {},
      /no column .* "Foo", "Bar".*Foo=name,Bar=phone/,
    ],
    ["without numbers", "Name,Foo\nKim,x\nLee,y\n", {}, /known to hold numbers/],
    [
      "that are mapped to nothing there is",
      "Name,Phone\nKim,+15550100\n",
      { Name: "shoe" },
      /no field "shoe"/,
    ],
    [
      "that are mapped but not there",
      "Name,Phone\nKim,+15550100\n",
      { Foo: "name" },
      /no column "Foo".*"Name", "Phone"/,
    ],
  ])("%s are refused", async (_, text, columns, reason) => {
    const refused = table(text, { columns });
    await expect(refused).rejects.toBeInstanceOf(UnreadableInput);
    await expect(refused).rejects.toThrow(reason);
  });

  test.each([
    ["Foo,Bar\nKim,+15550100\n", { is: "no-known-column", columns: ["Foo", "Bar"], more: 0 }],
    ["Kim,+15550100\nAnn,+15550101\n", { is: "no-header" }],
  ])("of which none can be used say why as data: %j", async (text, why) => {
    await expect(table(text)).rejects.toHaveProperty("why", why);
  });

  test("are read as the mapping says, whatever their headers say", async () => {
    const text = "Kunde,Phone,Secret,foo bar\nKim,123456,s,+15550100\n";
    const columns = { "Foo Bar": "phone", Phone: "attribute", Secret: "unused" };
    const [callback] = await callbacksOf(text, { columns });
    expect(callback).toMatchObject({ numbers: ["+15550100"], attributes: { Phone: "123456" } });
    expect(callback?.attributes).not.toHaveProperty("Secret");
  });

  test("of one name or of none are told apart, and all of them are kept", async () => {
    const { raws } = await table("Phone,Phone,,,Colour,Colour\n+15550100,+15550101,x,y,red,blue\n");
    expect(raws).toEqual([
      '{"Phone":"+15550100","Phone (2)":"+15550101","column 3":"x","column 4":"y","Colour":"red","Colour (2)":"blue"}',
    ]);
  });

  test("are told in a preview, with what stands in them", async () => {
    const found = await looked("Kunde;Telefon;Farbe\nKim;+15550100;rot\nLee;+15550101;rot\n");
    expect(found.table).toEqual({
      delimiter: ";",
      zone,
      columns: [
        { header: "Kunde", use: "field", field: "name", dates: null, examples: ["Kim", "Lee"] },
        {
          header: "Telefon",
          use: "field",
          field: "phone",
          dates: null,
          examples: ["+15550100", "+15550101"],
        },
        { header: "Farbe", use: "attribute", field: null, dates: null, examples: ["rot"] },
      ],
    });
  });
});
