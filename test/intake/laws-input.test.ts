import fc from "fast-check";
import { expect, test } from "vitest";
import { platformShapes } from "#core/callback.ts";
import { anyDamaged, anyWithoutId, damagesIn } from "#test/formats/any-damage.ts";
import { textOf } from "#test/formats/any-part.ts";
import { anyRecord } from "#test/formats/any-record.ts";
import { same } from "./read-one.ts";
import { take } from "./take.ts";

/* What holds for every input of many lines, whatever is wrong with some of them. */

/** A line, and what is to be told of it. */
interface Line {
  readonly text: string;
  /** Its record is kept. */
  readonly isKept: boolean;
  /** Paths that are told, each once; null: whichever they are. */
  readonly paths: readonly string[] | null;
}

/** A text that ends too early, not in the middle of a letter. */
function cut(text: string, at: number): string {
  const end = 1 + (at % (text.length - 1));
  const isHalf = /[\ud800-\udbff]/.test(text.charAt(end - 1));
  return text.slice(0, isHalf ? end - 1 : end).trim();
}

const junk = ["7", '"text"', "null", "true", "nonsense", "}", "]", "{]", '{"id":}'];

const anyLine = (shape: (typeof platformShapes)[number]): fc.Arbitrary<Line> =>
  fc.oneof(
    {
      weight: 4,
      arbitrary: anyRecord(shape).map(({ root }) => {
        return { text: textOf(root), isKept: true, paths: [] };
      }),
    },
    {
      weight: 3,
      arbitrary: anyDamaged(shape).map(({ root }) => {
        const damages = damagesIn(root);
        const isSure = damages.every(({ damage }) => damage.isTold);
        const paths = isSure ? damages.map(({ path }) => path) : null;
        return { text: textOf(root), isKept: true, paths };
      }),
    },
    {
      weight: 1,
      arbitrary: anyWithoutId(shape).map(({ root }) => {
        return { text: textOf(root), isKept: false, paths: null };
      }),
    },
    {
      weight: 2,
      arbitrary: fc.tuple(anyRecord(shape), fc.nat()).map(([{ root }, at]) => {
        return { text: cut(textOf(root), at), isKept: false, paths: ["$"] };
      }),
    },
    {
      weight: 1,
      arbitrary: fc.constantFrom(...junk).map((text) => ({ text, isKept: false, paths: ["$"] })),
    },
  );

test.each(platformShapes)(
  "whatever is wrong with lines of %s, each is told by its index, and costs no other",
  { timeout: 120_000 },
  async (shape) => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(anyLine(shape), { maxLength: 30 }),
        anyRecord(shape),
        async (some, { root }) => {
          // Without any JSON at all in it an input is refused as a whole.
          const last = { text: textOf(root), isKept: true, paths: [] };
          const lines: readonly Line[] = [...some, last];
          const input = lines.map(({ text }) => `${text}\n`).join("");
          const { summary, quarantined, records } = await take(input, { format: shape });
          const { read, added, updated, unchanged, refused, flagged } = summary;
          const kept = lines.filter(({ isKept }) => isKept);
          same([read, added + updated + unchanged], [lines.length, kept.length]);
          const raws = new Set([...records.values()].map(({ raw }) => raw));
          for (const { text } of kept) if (!raws.has(text)) expect.fail(`lost: ${text}`);
          const lost = lines.flatMap(({ text, isKept }, index) =>
            isKept ? [] : [{ index, text }],
          );
          same(
            quarantined.map(({ index, text }) => ({ index, text })),
            lost,
          );
          same(
            refused.map(({ index }) => index),
            lost.map(({ index }) => index),
          );
          for (const { path, reason } of refused)
            same([path.startsWith("$"), reason === ""], [true, false]);
          for (const [index, { paths }] of lines.entries()) {
            const told = [...refused, ...flagged].filter((each) => each.index === index);
            if (paths !== null) same(new Set(told.map(({ path }) => path)), new Set(paths));
          }
        },
      ),
      { numRuns: 150 },
    );
  },
);
