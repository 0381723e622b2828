import fc from "fast-check";
import { Readable } from "node:stream";
import { describe, expect, test } from "vitest";
import { bareCell } from "#formats/csv-cells.ts";
import { cellsOf, csvLine } from "#intake/csv-write.ts";
import { RowSplitter } from "#intake/csv-rows.ts";
import { previewText } from "#intake/preview-text.ts";

describe("a line of cells", () => {
  test.each([
    [["a", "b c", ""], "a,b c,"],
    [["a,b", 'c"d', "e\nf"], '"a,b","c""d","e\nf"'],
    [["+15550100", "+1 (555) 555-0100; -1", "007"], "+15550100,+1 (555) 555-0100; -1,007"],
    [['="0049"', '=""', '="=1"'], `0049,,"'=1"`],
    [["=1+1", "@x", "+x", "-x", "'=1"], `"'=1+1","'@x","'+x","'-x",'=1`],
  ])("%j", (cells, line) => {
    expect(csvLine(cells)).toBe(line);
  });

  test("is read as the same values, and never begins a cell as a formula that is none of digits", () => {
    const unit = fc.constantFrom("=", "+", "-", "@", "'", '"', ",", "\n", "\t", "1", "a", " ");
    fc.assert(
      fc.property(
        fc.array(fc.string({ unit, maxLength: 6 }), { minLength: 2, maxLength: 4 }),
        (cells) => {
          const rows = new RowSplitter({ delimiter: ",", newline: "\n" }, 1_000);
          const [row] = [...rows.push(`${csvLine(["x", ...cells])}\n`), ...rows.end()];
          const read = row?.is === "row" ? row.cells.slice(1) : [];
          expect(read.map(bareCell)).toEqual(cells.map(bareCell));
          for (const cell of read) expect(cell).not.toMatch(/^[=@]|^[+-].*[a-z]/);
        },
      ),
    );
  });
});

test("a row's cells come in the order of its text, also where its names are numbers", () => {
  const row = '{"b":"1","2024":"x","a":"\\u00e9","1":""}';
  expect(cellsOf(row)).toEqual([
    ["b", "1"],
    ["2024", "x"],
    ["a", "é"],
    ["1", ""],
  ]);
  expect(cellsOf('{"a":["+15550100"],"b":null,"c":20,"d":"x"}')).toEqual([
    ["a", '["+15550100"]'],
    ["c", "20"],
    ["d", "x"],
  ]);
  expect(cellsOf("{}")).toEqual([]);
});

test("a written table is read as one", async () => {
  const text = [csvLine(["name", "phone"]), csvLine(["=Kim", "+15550100"])].join("\n");
  const { records } = await previewText(Readable.from([text]), { format: "auto" });
  expect(records[0]?.callback).toMatchObject({ customerName: "=Kim", numbers: ["+15550100"] });
});
