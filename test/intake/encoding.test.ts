import iconv from "iconv-lite";
import { Readable } from "node:stream";
import { describe, expect, test } from "vitest";
import { previewText, type PreviewOptions } from "#intake/preview-text.ts";
import { json, take } from "./take.ts";

const looked = (input: Buffer, more: Partial<PreviewOptions> = {}) =>
  previewText(Readable.from([input]), { format: "auto", ...more });

const people = "Name;Phone;Note\nZoë Müller;+15550100;ruft „später“ an – 5 €\nŁukasz;+15550101;\n";

describe("the encoding is found out", () => {
  test.each([
    ["utf-8", Buffer.from(people)],
    ["utf-8", Buffer.from(`\ufeff${people}`)],
    ["utf-16le", iconv.encode(people, "utf-16le", { addBOM: true })],
    ["utf-16be", iconv.encode(people, "utf-16be", { addBOM: true })],
    ["utf-16le", iconv.encode(people, "utf-16le")],
    ["utf-16be", iconv.encode(people, "utf-16be")],
    ["utf-32le", iconv.encode(people, "utf-32le", { addBOM: true })],
  ])("%s", async (encoding, bytes) => {
    const found = await looked(bytes);
    expect(found).toMatchObject({ encoding, read: 2, flagged: 0 });
    expect(found.records.map(({ callback }) => callback.customerName)).toEqual([
      "Zoë Müller",
      "Łukasz",
    ]);
    expect(found.records[0]?.callback.engage?.text).toBe("ruft „später“ an – 5 €");
  });

  test("windows-1252, also when it has no letter beyond ASCII for a long time", async () => {
    const text = people.replace("Łukasz", "Lucas");
    const bytes = iconv.encode(text, "windows-1252");
    const found = await looked(bytes);
    expect(found).toMatchObject({ encoding: "windows-1252", flagged: 0 });
    expect(found.records[0]?.callback.customerName).toBe("Zoë Müller");
    const late = iconv.encode(
      `Phone;Name\n${"+15550100;Kim\n".repeat(10_000)}+15550101;Jürgen\n`,
      "windows-1252",
    );
    const { records, summary } = await take([late.subarray(0, 70_000), late.subarray(70_000)]);
    expect(summary).toMatchObject({ read: 10_001, added: 2, unchanged: 9_999, flagged: [] });
    expect([...records.values()].at(-1)?.callback.customerName).toBe("Jürgen");
  });

  test("utf-8, also when what is looked at ends in the middle of a letter", async () => {
    const bytes = Buffer.from(`Phone;Name\n+15550100;${"é".repeat(70_000)}\n`);
    for (const cut of [bytes.indexOf(0xc3) + 70_001, bytes.indexOf(0xc3) + 70_002]) {
      const { summary, records } = await take([bytes.subarray(0, cut), bytes.subarray(cut)]);
      expect(summary).toMatchObject({ added: 1, flagged: [] });
      expect([...records.values()][0]?.callback.customerName).toBe("é".repeat(70_000));
    }
  });

  test("unless it is told", async () => {
    const bytes = iconv.encode("Phone;Name\n+15550100;Дмитрий\n", "koi8-r");
    const found = await looked(bytes, { encoding: "koi8-r" });
    expect(found.records[0]?.callback.customerName).toBe("Дмитрий");
    await expect(looked(bytes, { encoding: "klingon" })).rejects.toThrow(/no encoding "klingon"/);
  });

  test("of JSON too", async () => {
    const record = { id: "a", callbackUserName: "Zoë", callbackNumbers: ["+15550100"] };
    for (const encoding of ["utf-16le", "utf-16be"]) {
      for (const addBOM of [true, false]) {
        const bytes = iconv.encode(`${JSON.stringify(record)}\n${json("b")}`, encoding, { addBOM });
        const { raws } = await take([
          bytes.subarray(0, 1),
          bytes.subarray(1, 33),
          bytes.subarray(33),
        ]);
        expect(raws).toEqual([JSON.stringify(record), json("b")]);
      }
    }
  });

  test("and a cell that is not of it is told", async () => {
    const bytes = Buffer.concat([
      Buffer.from(`Phone,Name\n+15550100,Zoë ${"é".repeat(9_000)}\n+15550101,`),
      Buffer.from([0xe9, 0x0a]),
    ]);
    const { summary } = await take(bytes);
    expect(summary).toMatchObject({
      read: 2,
      added: 2,
      flagged: [{ index: 1, path: "row 3: $.Name" }],
    });
  });
});
