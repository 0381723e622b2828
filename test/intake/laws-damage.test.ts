import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { platformShapes } from "#core/callback.ts";
import { adapters } from "#formats/read-record.ts";
import { anyDamaged, anyWithoutId, damagesIn } from "#test/formats/any-damage.ts";
import { textOf } from "#test/formats/any-part.ts";
import { hasStranger, isAutomated, itemIn, recordIn, same } from "./read-one.ts";

/* What holds for every record in which values stand where they do not belong. */

const RUNS = { numRuns: 10_000 };
/** The machine may have much else to do. */
const LONG = { timeout: 180_000 };

describe.each(platformShapes)("any damaged record of %s", (shape) => {
  test("tells each damage where it is, is read for all else, and is not automated", LONG, () => {
    fc.assert(
      fc.property(anyDamaged(shape), (record) => {
        const text = textOf(record.root);
        const { callback, problems, raw } = recordIn(text, shape);
        const mended = recordIn(textOf(record.root, { isMended: true }), shape);
        same(raw, text);
        same(callback, mended.callback);
        const damages = damagesIn(record.root).map((each) => {
          return { path: each.path, isTold: each.damage.isTold };
        });
        const told = damages.filter(({ isTold }) => isTold).map(({ path }) => path);
        const inside = mended.problems.map(({ path }) => path);
        same(new Set(problems.map(({ path }) => path)), new Set([...told, ...inside]));
        for (const path of inside) {
          // What may stand there need not fit what stands beside it.
          const isMisfit = /^\$\.end_?time$/i.test(path);
          const around = damages.some((each) => !each.isTold && isInside(path, each.path));
          same(isMisfit || around, true);
        }
        for (const { reason } of problems) same(/^expected \S.*, found \S/.test(reason), true);
        const mayNot = problems.length > 0 || hasStranger(callback);
        same(mayNot && isAutomated(callback, problems), false);
      }),
      RUNS,
    );
  });

  test("without an id is refused by that name, with its whole text", LONG, () => {
    fc.assert(
      fc.property(anyWithoutId(shape), ({ root }) => {
        const item = itemIn(textOf(root, { space: " " }), shape);
        if (item.is === "record") throw new Error("it was kept");
        same([item.text, item.problem.path], [textOf(root), `$.${adapters[shape].idField}`]);
        expect(item.problem.reason).toMatch(/ needs its /);
      }),
      { numRuns: 500 },
    );
  });
});

const isInside = (path: string, outer: string): boolean =>
  path === outer || path.startsWith(`${outer}.`) || path.startsWith(`${outer}[`);
