import fc from "fast-check";
import Papa from "papaparse";
import { describe, expect, test } from "vitest";
import { RowSplitter, type Dialect } from "#intake/csv-rows.ts";

const commas: Dialect = { delimiter: ",", newline: "\n" };

function split(chunks: readonly string[], dialect = commas, mostUnits = 10_000) {
  const rows = new RowSplitter(dialect, mostUnits);
  return [...chunks.flatMap((chunk) => [...rows.push(chunk)]), ...rows.end()];
}

/** Each row as its number and its cells, or its number and the text of what is broken. */
const told = (...chunks: readonly string[]) =>
  split(chunks).map((row) => [row.number, row.is === "row" ? row.cells : `broken ${row.text}`]);

describe("rows", () => {
  test("end with a line, unless it is in quotes", () => {
    expect(told('a,b\r\n"c\r\nd","e ""f"""\n\n,\ng,h')).toEqual([
      [1, ["a", "b"]],
      [2, ["c\r\nd", 'e "f"']],
      [5, ["g", "h"]],
    ]);
  });

  test("may have quotes in the middle of a cell, which open nothing", () => {
    expect(told('a,5" pipe\nb,c\nd,6" pipe\n"e\nf",7" pipe\ng,h\n')).toEqual([
      [1, ["a", '5" pipe']],
      [2, ["b", "c"]],
      [3, ["d", '6" pipe']],
      [4, ["e\nf", '7" pipe']],
      [5, ["g", "h"]],
    ]);
  });

  test("that never close cost nothing but the line they open in", () => {
    expect(told('a,b\n"c,d\ne,f\n', "g,h\n")).toEqual([
      [1, ["a", "b"]],
      [2, 'broken "c,d\n'],
      [3, ["e", "f"]],
      [4, ["g", "h"]],
    ]);
    const many = Array.from({ length: 3_000 }, (_, i) => `${i},x`);
    const rows = told(['"open,b', ...many].join("\n"));
    expect(rows).toHaveLength(3_001);
    expect(rows[0]).toEqual([1, 'broken "open,b\n']);
    expect(rows.at(-1)).toEqual([3_001, ["2999", "x"]]);
  });

  test("with something behind a closing quote are broken", () => {
    expect(told('"a"b,c\nd,e\n')).toEqual([
      [1, 'broken "a"b,c\n'],
      [2, ["d", "e"]],
    ]);
  });

  test("that are too long are broken, and the next one is read", () => {
    const rows = split(["a,b\n", "x".repeat(9_000), "y".repeat(9_000), "z\nc,d\n"]);
    expect(rows.map(({ number, is }) => [number, is])).toEqual([
      [1, "row"],
      [2, "broken"],
      [3, "row"],
    ]);
    expect(rows[1]?.text.length).toBeLessThanOrEqual(65_536);
  });

  test("end with a carriage return where a table has no other line ends", () => {
    const rows = split(['a,b\r"c\rd",e\r'], { delimiter: ",", newline: "\r" });
    expect(rows.map((row) => row.is === "row" && row.cells)).toEqual([
      ["a", "b"],
      ["c\rd", "e"],
    ]);
  });
});

const cell = fc.oneof(
  fc.string({ unit: "grapheme", maxLength: 8 }),
  fc.string({
    unit: fc.constantFrom('"', ",", ";", "|", "\t", "\n", "\r", " ", "=", "x"),
    maxLength: 6,
  }),
);
const table = fc.integer({ min: 1, max: 5 }).chain((width) =>
  fc.array(fc.array(cell, { minLength: width, maxLength: width }), {
    minLength: 1,
    maxLength: 8,
  }),
);

test("any table is cut into the rows it was written from, wherever its chunks end", () => {
  fc.assert(
    fc.property(
      table,
      fc.constantFrom(",", ";", "\t", "|"),
      fc.constantFrom("\n", "\r\n"),
      fc.array(fc.nat({ max: 200 }), { maxLength: 6 }),
      (rows, delimiter, newline, cuts) => {
        const text = Papa.unparse(rows, { delimiter, newline });
        const edges = [0, ...cuts.filter((at) => at < text.length).sort((a, b) => a - b)];
        const chunks = edges.map((from, i) => text.slice(from, edges[i + 1]));
        const cut = split(chunks, { delimiter, newline: "\n" });
        const whole = rows.filter((cells) => cells.some((each) => each.trim() !== ""));
        expect(cut.map((row) => row.is === "row" && row.cells)).toEqual(whole);
      },
    ),
    { numRuns: 300 },
  );
});

test("any text at all is cut into rows without a fault, and nothing of it is lost", () => {
  const texts = fc.string({
    unit: fc.constantFrom("a", "b", '"', ",", ";", "\n", "\r"),
    maxLength: 60,
  });
  fc.assert(
    fc.property(texts, (text) => {
      const kept = split([text]).map((row) => row.text.replaceAll(/[\r\n]/g, ""));
      const blank = /^[\s,"]*$/;
      const lines = text.split("\n").filter((line) => !blank.test(line));
      const all = kept.join("");
      for (const line of lines) expect(all).toContain(line.replaceAll("\r", ""));
    }),
    { numRuns: 300 },
  );
});
