import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { platformShapes, type Callback } from "#core/callback.ts";
import { applyWork } from "#formats/apply-work.ts";
import { adapters, readRecord } from "#formats/read-record.ts";
import { isObject } from "#formats/reading.ts";
import { worked } from "#formats/worked.ts";
import { textOf } from "./any-part.ts";
import { anyRecord } from "./any-record.ts";
import { anyWork } from "./any-work.ts";

/* What holds for every record, whatever was done with it here. */

const RUNS = { numRuns: 2_000 };
const LONG = { timeout: 120_000 };

/** Names that work may write, in lower case and without their underscores. */
const touched = new Set(
  (
    "state disconnecttype disconnectedtime endtime connectedtime callbackscheduledtime wrapup " +
    "aftercallwork startacwtime endacwtime attempts callresult callbackstatus callbacktype starttime"
  ).split(" "),
);
const plain = (name: string) => name.replaceAll("_", "").toLowerCase();

const placeholders = (text: string) => text.match(/outdated_?sdk_?version/gi)?.length ?? 0;

/** A date-time whose form has no room for milliseconds. */
const coarse = /\d\d:\d\d(?::\d\d(?:[.,]\d{1,2})?)? ?(?:[Zz]|[+-]\d\d)/;

/** A record without the attempts that were made with it. */
const uncounted = (text: string): object => ({ ...(JSON.parse(text) as object), attempts: 0 });

/** Whether what was told is what was to be told, as exactly as the forms in the record allow. */
function isAs(told: unknown, wanted: unknown, slackMs: number): boolean {
  if (typeof told === "number" && typeof wanted === "number") {
    const missing = wanted - told;
    return missing === 0 || (missing > 0 && missing < slackMs && wanted > 1e11);
  }
  if (Array.isArray(told) && Array.isArray(wanted)) {
    return (
      told.length === wanted.length && told.every((each, at) => isAs(each, wanted[at], slackMs))
    );
  }
  if (!isObject(told) || !isObject(wanted)) return told === wanted;
  const isCoded = typeof told["raw"] === "string" && told["value"] !== null;
  const names = isCoded ? ["value"] : Object.keys(wanted);
  return names.every((name) => isAs(told[name], wanted[name], slackMs));
}

describe.each(platformShapes)("any work on any record of %s", (shape) => {
  const { table } = adapters[shape];
  const isEngage = table.some(({ home }) => home?.join(".") === "engage.attempts");

  test("leaves what it does not touch, letter for letter", LONG, () => {
    fc.assert(
      fc.property(anyRecord(shape), anyWork, ({ root }, work) => {
        const { text } = applyWork(textOf(root), shape, work);
        const after = JSON.parse(text) as Record<string, unknown>;
        for (const { name, spelled, part } of root.entries) {
          if (!Object.hasOwn(after, name)) throw new Error(`${name} is gone`);
          const isSame = touched.has(plain(name)) || text.includes(`${spelled}:${textOf(part)}`);
          if (!isSame) throw new Error(`${name} has changed`);
        }
        expect(placeholders(text)).toBeLessThanOrEqual(placeholders(textOf(root)));
      }),
      RUNS,
    );
  });

  test("is what a reader finds in the result, or is told as lost", LONG, () => {
    fc.assert(
      fc.property(anyRecord(shape), anyWork, ({ root }, work) => {
        const before = readRecord(JSON.parse(textOf(root)), shape).callback;
        const { text, lost } = applyWork(textOf(root), shape, work);
        const { callback, problems } = readRecord(JSON.parse(text), shape);
        // Nobody keeps an agent from promising a time after the platform's window.
        expect(problems.filter(({ path }) => !/^\$\.end_?time$/i.test(path))).toEqual([]);
        const slackMs = coarse.test(text) ? 1_000 : 0;
        const wanted = worked(before, work, adapters[shape]);
        for (const name of Object.keys(wanted) as (keyof Callback)[]) {
          const isLost = lost.some(({ path }) => path === name || path.startsWith(`${name}.`));
          const isDerived = name === "scriptId" || name === "createdAt" || name === "direction";
          if (isLost || isDerived || isAs(callback[name], wanted[name], slackMs)) continue;
          expect(callback[name], name).toEqual(wanted[name]);
        }
      }),
      RUNS,
    );
  });

  test(
    "tells the outcome and the promise, and lets stand what the platform said of its end",
    LONG,
    () => {
      const over = ["disconnected", "terminated"];
      fc.assert(
        fc.property(anyRecord(shape), anyWork, ({ root }, work) => {
          const was = readRecord(JSON.parse(textOf(root)), shape).callback;
          const { text, lost } = applyWork(textOf(root), shape, work);
          const { callback } = readRecord(JSON.parse(text), shape);
          const slackMs = coarse.test(text) ? 1_000 : 0;
          const isTold = (name: keyof Callback, told: unknown, wanted: unknown) => {
            if (lost.some(({ path }) => path.startsWith(name))) return;
            if (!isAs(told, wanted, slackMs)) expect(told, name).toEqual(wanted);
          };
          if (was.endedAt !== null) expect(callback.endedAt).toBe(was.endedAt);
          if (work.againAt !== null) isTold("scheduledAt", callback.scheduledAt, work.againAt);
          const code = work.wrapUp?.code?.trim() ?? "";
          if (work.over?.how !== "skipped" && code !== "") {
            isTold("wrapUp", callback.wrapUp?.code, work.wrapUp?.code);
          }
          if (isEngage) {
            const made = (was.engage?.attempts ?? 0) + work.attempts.length;
            if (work.attempts.length > 0) isTold("engage", callback.engage?.attempts, made);
            const status = was.engage?.callbackStatus ?? 0;
            if ([7, 9, 12, 14].includes(status))
              expect(callback.engage?.callbackStatus).toBe(status);
            return;
          }
          const isClosed = work.over !== null && work.over.how !== "rescheduled";
          const state = was.state?.value ?? "";
          if (isClosed || over.includes(state)) expect(over).toContain(callback.state?.value);
          if (over.includes(state)) expect(callback.state).toEqual(was.state);
          if (isClosed) expect(callback.endedAt).not.toBeNull();
          const end = was.disconnectType;
          if (end?.value !== null && end !== null) expect(callback.disconnectType).toEqual(end);
        }),
        RUNS,
      );
    },
  );

  test("applied twice is as applied once, but for attempts, which are added", LONG, () => {
    fc.assert(
      fc.property(anyRecord(shape), anyWork, ({ root }, work) => {
        const once = applyWork(textOf(root), shape, work).text;
        const twice = applyWork(once, shape, work).text;
        expect(isEngage ? uncounted(twice) : twice).toEqual(isEngage ? uncounted(once) : once);
      }),
      RUNS,
    );
  });

  test("names what it adds as the record names what it has", LONG, () => {
    const isSnake = (name: string) => /^[a-z]+_[a-z_]+$/.test(name);
    const isCamel = (name: string) => /^[a-z]+[A-Z]/.test(name);
    fc.assert(
      fc.property(anyRecord(shape), anyWork, ({ root }, work) => {
        const before = Object.keys(JSON.parse(textOf(root)) as object);
        const { text } = applyWork(textOf(root), shape, work);
        const added = Object.keys(JSON.parse(text) as object).filter(
          (name) => !before.includes(name),
        );
        if (before.some(isSnake) && !before.some(isCamel))
          expect(added.filter(isCamel)).toEqual([]);
        if (before.some(isCamel) && !before.some(isSnake))
          expect(added.filter(isSnake)).toEqual([]);
      }),
      { numRuns: 500 },
    );
  });
});
