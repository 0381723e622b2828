import fc from "fast-check";
import { expect, test } from "vitest";
import { untouched } from "#core/local-work.ts";
import { applyWork } from "#formats/apply-work.ts";
import { csvRow } from "#formats/csv.ts";
import { layoutOf } from "#formats/csv-columns.ts";
import { emptyCallback } from "#core/callback.ts";
import { pathText } from "#formats/reading.ts";
import { readItems } from "#intake/read-item.ts";
import { textOf, type Entry, type Named } from "#test/formats/any-part.ts";
import { Made, makerOf } from "#test/formats/any-record.ts";
import { anyJson, anyWords, isHit, pick, quoted, type Dice } from "#test/formats/any-value.ts";
import { recordIn, same } from "./read-one.ts";

/* What holds for every JSON object whose names are the headers of a team's own table. */

/** A row is looked at as text alone: what an empty model is makes no difference. */
const columns = csvRow.table.map(({ wire, codec: { kind } }) => ({
  name: wire.join("."),
  make: makerOf(kind, () => ({})),
}));

const ownHeaders = ["Ticket", "Phone 2", "Kundenname", "when", "x", "", "__proto__", "größe"];

/** A cell as a sheet has it, as a document writes it, or anything at all. */
function anyRow(dice: Dice): { readonly root: Named } {
  const names = new Set<string>();
  const entries: Entry[] = [];
  const add = (name: string, text: string) => {
    if (names.has(name)) return;
    names.add(name);
    const part = { text, means: null };
    entries.push({
      name,
      spelled: quoted(dice, name),
      kind: null,
      home: null,
      part,
      isTwin: false,
    });
  };
  for (let left = dice.nextInt(1, 12); left > 0; left--) {
    const { name, make } = pick(dice, columns);
    const text = isHit(dice, 85) ? textOf(make(dice)) : anyJson(dice);
    add(name, isHit(dice, 50) && !text.startsWith('"') ? JSON.stringify(text) : text);
  }
  if (isHit(dice, 50)) add(pick(dice, ownHeaders), quoted(dice, anyWords(dice)));
  return { root: { is: "map", entries, empty: () => ({}) } };
}

/** What fields the columns fill; of those that fill none, or a part of one, their own names. */
const homesOf = (entries: readonly Entry[]) =>
  entries.map(({ name }) => {
    const [column] = layoutOf([name], { columns: {}, dates: {}, zone: "UTC" }).columns;
    if (column === undefined || typeof column.use === "string") return name;
    const { field } = column.use;
    return typeof field === "string" ? name : (field.home?.[0] ?? name);
  });

/** Blank, whatever is around it; and what people write where there is no number. */
function saysNothing(value: unknown): boolean {
  if (value === null || value === "null") return true;
  if (typeof value === "string") {
    return value.trim() === "" || (/^[[{]/.test(value) && saysNothing(JSON.parse(value)));
  }
  return typeof value === "object" && Object.values(value).every(saysNothing);
}

const LONG = { timeout: 180_000 };

test(
  "any row is kept as it came, leaves as it came, and every cell of it is told or noted",
  LONG,
  () => {
    fc.assert(
      fc.property(new Made(anyRow), fc.nat(), ({ root }, chosen) => {
        const { callback, problems, raw } = recordIn(textOf(root, { space: " " }), "csv");
        same(raw, textOf(root));
        same(applyWork(raw, "csv", untouched).text, raw);
        const headers = root.entries.map(({ name }) => pathText([name]));
        for (const { path, reason } of problems) {
          same(
            headers.some((header) => path.startsWith(header)),
            true,
          );
          same(/^expected \S/.test(reason), true);
        }
        const entry = root.entries[chosen % root.entries.length];
        if (entry === undefined) return;
        const without = { ...root, entries: root.entries.filter((each) => each !== entry) };
        const [other] = readItems(textOf(without), "csv") ?? [];
        const before = other?.is === "record" ? other.record.callback : emptyCallback("csv");
        const [first = "", ...others] = homesOf([entry, ...without.entries]);
        // Another column may tell the same.
        if (others.includes(first)) return;
        const isNoted = problems.some(({ path }) => path.startsWith(pathText([entry.name])));
        const isBlank = saysNothing(JSON.parse(textOf(entry.part)));
        const facts = (each: object) => JSON.stringify(each).replace(/"row-[0-9a-f]{32}"/, "null");
        if (isNoted || isBlank) return;
        if (facts(before) === facts(callback)) expect.fail(`${entry.name} is lost`);
      }),
      { numRuns: 10_000 },
    );
  },
);

test("rows without an id are the same only when every cell is", () => {
  const rows = [
    "12345678901234567890",
    "12345678901234567891",
    "1.10",
    "1.1",
    "[".repeat(9_000) + "]".repeat(9_000),
  ];
  const ids = rows.map(
    (cell) => recordIn(`{"phone":"+15550100","order":${cell}}`, "csv").callback.identity,
  );
  expect(new Set(ids.map(({ communicationId }) => communicationId)).size).toBe(rows.length);
});
