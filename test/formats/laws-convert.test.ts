import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { platformShapes, shapes, type Callback, type Shape } from "#core/callback.ts";
import { readRecord } from "#formats/read-record.ts";
import { isObject, pathText, type JsonObject } from "#formats/reading.ts";
import { writeRecord } from "#formats/write-record.ts";
import type { Lost } from "#formats/writing.ts";
import { textOf } from "./any-part.ts";
import { anyRecord } from "./any-record.ts";

/* What holds for every record that is written as another document. */

const RUNS = { numRuns: 300 };
const LONG = { timeout: 120_000 };

type Step = string | number;
type Fact = readonly [path: readonly Step[], value: unknown];

/** Everything that a record tells, each by itself: a value of a closed set by its value, if it has one. */
function factsIn(value: unknown, path: readonly Step[] = []): readonly Fact[] {
  if (value === null) return [];
  if (Array.isArray(value)) return value.flatMap((each, at) => factsIn(each, [...path, at]));
  if (!isObject(value)) return [[path, value]];
  const { raw } = value;
  if (typeof raw === "string" && "value" in value) return [[path, value["value"] ?? raw]];
  return Object.entries(value).flatMap(([name, each]) => factsIn(each, [...path, name]));
}

const textOfPath = (path: readonly Step[]) => pathText(path, "").replace(/^\./, "");

const factsOf = (callback: Callback): ReadonlyMap<string, unknown> =>
  new Map(
    factsIn(callback)
      .filter(([[name]]) => name !== "shape")
      .map(([path, value]) => [textOfPath(path), value]),
  );

const isUnder = (path: string, lost: readonly Lost[]): boolean =>
  lost.some(
    (each) =>
      path === each.path || path.startsWith(`${each.path}.`) || path.startsWith(`${each.path}[`),
  );

/** What other documents tell of the record: there stand facts that one alone has other words for. */
const toldElsewhere = (callback: Callback) =>
  platformShapes.map((shape) =>
    factsOf(readRecord(writeRecord(callback, shape).record, shape).callback),
  );

/** The number that Engage has before any call was made. */
const isUnset = (path: string, { engage }: Callback): boolean =>
  path === "engage.callResult" &&
  (engage?.callResult === 28 || (engage?.callResult === 0 && (engage.callbackStatus ?? 0) < 8));

/** Writes the record as another document and fails on the first fact that went missing untold. */
function check(value: JsonObject, from: Shape, to: Shape): void {
  const source = readRecord(value, from).callback;
  const { record, lost } = writeRecord(source, to, value);
  const { callback, problems } = readRecord(JSON.parse(JSON.stringify(record)), to);
  expect(problems).toEqual([]);
  const there = factsOf(callback);
  let elsewhere: readonly ReadonlyMap<string, unknown>[] | null = null;
  for (const [path, fact] of factsOf(source)) {
    if (there.get(path) === fact || isUnder(path, lost) || isUnset(path, source)) continue;
    // A row has room for one id.
    if (path.startsWith("identity.") && there.get("identity.communicationId") === fact) continue;
    // So often as one number stands in several cells, it is one number.
    if (path.startsWith("numbers[") && callback.numbers.includes(String(fact))) continue;
    elsewhere ??= toldElsewhere(callback);
    if (elsewhere.some((facts) => facts.get(path) === fact)) continue;
    expect.fail(`${path} is lost: ${JSON.stringify([fact, record, lost])}`);
  }
}

describe.each(platformShapes)("any record of %s", (from) => {
  test.each(shapes)("written as %s tells every fact there, or names it as lost", LONG, (to) => {
    fc.assert(
      fc.property(anyRecord(from), ({ root }) => {
        check(JSON.parse(textOf(root)) as JsonObject, from, to);
      }),
      RUNS,
    );
  });

  test("made a row is one that any document is told from like that", LONG, () => {
    fc.assert(
      fc.property(anyRecord(from), fc.constantFrom(...shapes), ({ root }, to) => {
        const { callback } = readRecord(JSON.parse(textOf(root)), from);
        check(writeRecord(callback, "csv").record, "csv", to);
      }),
      RUNS,
    );
  });

  test("names as lost what nobody knows and no other document can tell", LONG, () => {
    fc.assert(
      fc.property(anyRecord(from), fc.constantFrom(...platformShapes), ({ root }, to) => {
        const value = JSON.parse(textOf(root)) as JsonObject;
        const { lost } = writeRecord(readRecord(value, from).callback, to, value);
        const paths = new Set(lost.map(({ path }) => path));
        for (const { name, kind, home, part, isTwin } of root.entries) {
          const text = textOf(part);
          const isUnknown = kind === null && home === null && text !== "null";
          const isFine = kind?.is === "instant" && /[.,]\d{3}\d*[1-9]/.test(text);
          if (isTwin || !(isUnknown || isFine)) continue;
          expect([...paths]).toContain(pathText([name]));
        }
      }),
      RUNS,
    );
  });
});
