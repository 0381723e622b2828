import fc from "fast-check";
import { describe, test } from "vitest";
import { platformShapes, type Callback } from "#core/callback.ts";
import { untouched } from "#core/local-work.ts";
import { applyWork } from "#formats/apply-work.ts";
import { textOf } from "#test/formats/any-part.ts";
import { anyRecord, callbackOf } from "#test/formats/any-record.ts";
import { hasStranger, isAutomated, recordIn, same } from "./read-one.ts";

/* What holds for every record of a document, however it is written. */

const RUNS = { numRuns: 10_000 };
/** The machine may have much else to do. */
const LONG = { timeout: 180_000 };

const anySpace = fc.constantFrom("", " ", "\r\n\t ");

describe.each(platformShapes)("any record of %s", (shape) => {
  test("is read for all that it tells, kept as it came, and leaves as it came", LONG, () => {
    fc.assert(
      fc.property(anyRecord(shape), anySpace, (record, space) => {
        const came = textOf(record.root, { space });
        const tight = textOf(record.root);
        const { callback, problems, raw, envelope } = recordIn(came, shape);
        same(problems, []);
        same(callback, callbackOf(record));
        same([raw, envelope], [tight, null]);
        same(applyWork(raw, shape, untouched), { text: tight, lost: [] });
        same(isAutomated(callback, []), !hasStranger(callback) && isKnownToEngage(callback));
      }),
      RUNS,
    );
  });

  test("is kept word for word also when nobody says what it is", LONG, () => {
    fc.assert(
      fc.property(anyRecord(shape), anySpace, (record, space) => {
        const { callback, raw } = recordIn(textOf(record.root, { space }), "auto");
        same(raw, textOf(record.root));
        const isEngage = shape === "engage-callback-interaction";
        same(callback.shape === "engage-callback-interaction", isEngage);
      }),
      { numRuns: 1_000 },
    );
  });
});

/** Numbers of the Engage lists, by the documents. */
function isKnownToEngage({ engage }: Callback): boolean {
  const isAmong = (value: number | null | undefined, last: number) => (value ?? 0) <= last;
  return (
    isAmong(engage?.callbackStatus, 14) &&
    isAmong(engage?.callResult, 53) &&
    isAmong(engage?.callbackType, 2) &&
    isAmong(engage?.status, 3) &&
    isAmong(engage?.entityType, 7) &&
    engage?.entityType !== 4
  );
}
