import fc from "fast-check";
import iconv from "iconv-lite";
import Papa from "papaparse";
import { Readable } from "node:stream";
import { expect, test } from "vitest";
import { epochMs } from "#core/time.ts";
import { importText } from "#intake/import-text.ts";
import { previewText } from "#intake/preview-text.ts";
import { keepCallbacks } from "./kept-callbacks.ts";

test("memory does not grow with the table", async () => {
  const line = `Kim,+15550100,${"x".repeat(200)}\n`;
  let most = 0;
  const chunks = function* () {
    yield "Name,Phone,Note\n";
    for (let i = 0; i < 1_000; i++) {
      yield line.repeat(300);
      if (i % 100 === 99) most = Math.max(most, process.memoryUsage().heapUsed);
    }
  };
  const found = await previewText(Readable.from(chunks()), { format: "auto" });
  expect(found.read).toBe(300_000);
  expect(most).toBeLessThan(400_000_000);
}, 60_000);

const cell = fc.oneof(
  fc.string({ unit: "grapheme", maxLength: 8 }),
  fc.string({
    unit: fc.constantFrom('"', ",", ";", "|", "\t", "\n", "\r", " ", "=", "'", "+", "@"),
    maxLength: 6,
  }),
);

test("whatever a table holds, its rows are the raw payloads, and twice adds nothing", async () => {
  const header = fc.uniqueArray(
    fc
      .string({ unit: "grapheme", minLength: 1, maxLength: 8 })
      .filter((each) => each.trim() !== ""),
    { minLength: 1, maxLength: 4, selector: (each) => each.trim() },
  );
  const tables = header.chain((names) =>
    fc.record({
      headers: fc.constant(["Phone", ...names]),
      rows: fc.array(fc.array(cell, { minLength: names.length, maxLength: names.length }), {
        minLength: 1,
        maxLength: 6,
      }),
      delimiter: fc.constantFrom(",", ";", "\t", "|"),
      newline: fc.constantFrom("\n", "\r\n"),
      encoding: fc.constantFrom("utf-8", "utf-16le", "utf-16be"),
    }),
  );
  await fc.assert(
    fc.asyncProperty(tables, async ({ headers, rows, delimiter, newline, encoding }) => {
      const full = rows.map((cells, i) => [`+1555010${i}`, ...cells]);
      const text = Papa.unparse([headers, ...full], { delimiter, newline });
      const bytes = iconv.encode(text, encoding, { addBOM: true });
      const callbacks = keepCallbacks();
      const options = {
        format: "csv",
        table: { delimiter },
        clock: () => epochMs(0),
        isDemo: false,
        callbacks,
      } as const;
      const first = await importText(Readable.from([bytes]), options);
      expect(first).toMatchObject({ read: rows.length, added: rows.length, refused: 0 });
      const raws = [...callbacks.records.values()].map(({ raw }) => raw);
      const parsed = raws.map((raw) => JSON.parse(raw) as Readonly<Record<string, string>>);
      for (const [at, row] of parsed.entries()) {
        expect(
          Object.entries(row)
            .map(([, each]) => each)
            .sort(),
        ).toEqual([...(full[at] ?? [])].sort());
      }
      const again = await importText(Readable.from([bytes]), options);
      expect(again).toMatchObject({ added: 0, updated: 0, unchanged: rows.length });
    }),
    { numRuns: 150 },
  );
});
