import { Readable } from "node:stream";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { platformShapes, type PlatformShape } from "#core/callback.ts";
import { untouched } from "#core/local-work.ts";
import { epochMs } from "#core/time.ts";
import type { ImportProblem } from "#contract/imports.ts";
import { applyWork } from "#formats/apply-work.ts";
import { importText } from "#intake/import-text.ts";
import { readItems } from "#intake/read-item.ts";
import { diceOf, type Dice } from "#test/formats/any-value.ts";
import { freshStore } from "#test/store/fixtures.ts";
import { makeEnvelope, type Envelope } from "./any-envelope.ts";
import { same } from "./read-one.ts";

/* What holds for records of every document in everything that they may come in. */

const LONG = { timeout: 120_000 };

const anySeed = fc.integer();
/** A failure is told by its seed. */
const anyEnvelope = (shape: PlatformShape) =>
  anySeed.map((seed) => ({
    ...makeEnvelope(diceOf(seed), shape),
    [fc.toStringMethod]: () => `makeEnvelope(diceOf(${seed}), "${shape}")`,
  }));

/** Something that is no record. */
const anyJunk = fc.constantFrom('"text"', "7", "null", "true", "[]", "[7]");

describe.each(platformShapes)("records of %s", (shape) => {
  test("are all found in any envelope, which is kept beside them but for themselves", LONG, () => {
    fc.assert(
      fc.property(
        anyEnvelope(shape),
        fc.constantFrom(shape, "auto" as const),
        (envelope, format) => {
          const items = readItems(envelope.fill(envelope.records), format) ?? [];
          const found = items.map((item) => {
            if (item.is === "refused") return item.problem;
            const { raw, envelope: kept, problems } = item.record;
            return { raw, kept, problems };
          });
          same(
            found,
            envelope.records.map((raw, at) => ({ raw, kept: envelope.kept[at], problems: [] })),
          );
        },
      ),
      { numRuns: 1_000 },
    );
  });

  test(
    "with something else in the place of one are found but for that, which is refused by its place",
    LONG,
    () => {
      fc.assert(
        fc.property(anyEnvelope(shape), fc.nat(), anyJunk, (envelope, chosen, junk) => {
          const place = chosen % envelope.records.length;
          // A list in the place of a list's element is a list of its own.
          const isOpened =
            /^\$(?:\[\d+\])?$/.test(envelope.paths[place] ?? "") && junk.startsWith("[");
          fc.pre(!isOpened);
          const texts = envelope.records.with(place, junk);
          const items = readItems(envelope.fill(texts), shape) ?? [];
          const raws = items.flatMap((item) => (item.is === "record" ? [item.record.raw] : []));
          same(raws, envelope.records.toSpliced(place, 1));
          const refused = items.flatMap((item) => (item.is === "refused" ? [item] : []));
          same(
            refused.map(({ text, problem }) => [text, problem.path]),
            [[junk, envelope.paths[place]]],
          );
        }),
        { numRuns: 500 },
      );
    },
  );

  test("come out of the store as they went in, line by line or in a list", LONG, async () => {
    await fc.assert(
      fc.asyncProperty(anySeed, fc.boolean(), fc.boolean(), async (seed, isList, isTold) => {
        const envelopes = severalOf(diceOf(seed), shape);
        const { callbacks } = freshStore();
        const texts = envelopes.map(({ fill, records }) => fill(records));
        const input = isList ? `[${texts.join(" ,\n")}]` : texts.join("\n");
        const problems: ImportProblem[] = [];
        const counts = await importText(Readable.from(chunksOf(input, seed)), {
          format: isTold ? shape : "auto",
          callbacks,
          clock: () => epochMs(0),
          isDemo: false,
          onProblem: (problem) => problems.push(problem),
        });
        expect(problems).toEqual([]);
        const records = envelopes.flatMap((each) => each.records);
        expect(counts).toMatchObject({ read: records.length, added: records.length });
        const out = [...callbacks.exported({})];
        const left = out.map(
          (each) => applyWork(each.raw, each.shape, each.work, each.envelope).text,
        );
        same(left, records);
        same(
          out.map(({ envelope }) => envelope),
          envelopes.flatMap(({ kept }) => kept),
        );
        same(
          out.map(({ work }) => work),
          records.map(() => untouched),
        );
      }),
      { numRuns: 6 },
    );
  });
});

/** Lists come one by one: as elements of a list they would not be lists of records. */
function severalOf(dice: Dice, shape: PlatformShape): readonly Envelope[] {
  return Array.from({ length: 40 }, () => makeEnvelope(dice, shape, 1));
}

function* chunksOf(text: string, seed: number): Generator<Buffer> {
  const bytes = Buffer.from(text);
  const dice = diceOf(seed);
  for (let from = 0; from < bytes.length;) {
    const end = from + dice.nextInt(1, 20_000);
    yield bytes.subarray(from, end);
    from = end;
  }
}
