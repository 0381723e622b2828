import fc from "fast-check";
import type { LocalWork } from "#core/local-work.ts";
import { outcomes } from "#core/outcome.ts";
import { epochMs } from "#core/time.ts";
import { disconnectSpellings } from "./known-spellings.ts";

const anyInstant = fc.integer({ min: 1.7e12, max: 1.9e12 }).map(epochMs);
const anyText = fc.constantFrom("", " ", "w-2", "Will send the form", 'ü 🦉 "\\\ud800', "=1+1");
const anyEnd = fc.constantFrom(...Object.keys(disconnectSpellings), "something new");

/** Anything that may have been done with a record here, also what no agent would do in one life. */
export const anyWork: fc.Arbitrary<LocalWork> = fc.record({
  acceptedAt: fc.option(anyInstant),
  over: fc.option(
    fc.record({
      at: anyInstant,
      how: fc.constantFrom("declined", "skipped", "wrapped-up", "rescheduled" as const),
    }),
  ),
  againAt: fc.option(anyInstant),
  attempts: fc.array(
    fc.record({
      startedAt: anyInstant,
      answeredAt: fc.option(anyInstant),
      endedAt: fc.option(anyInstant),
      callResult: fc.option(fc.nat({ max: 53 })),
      disconnectType: fc.option(anyEnd),
    }),
    { maxLength: 3 },
  ),
  wrapUp: fc.option(
    fc.record({
      outcome: fc.constantFrom(...outcomes),
      code: fc.option(anyText),
      notes: anyText,
      startedAt: anyInstant,
      at: anyInstant,
    }),
  ),
});
