import type { Shape } from "#core/callback.ts";
import type { Lost } from "#formats/writing.ts";
import type { IndexedProblem } from "#intake/entry.ts";
import type { Call } from "./call.ts";
import { openLostList } from "./lost-list.ts";
import { counted, plain } from "./print.ts";
import { ProblemSpool } from "./problem-spool.ts";
import { openRecordLines } from "./record-lines.ts";
import { openRecordTable } from "./record-table.ts";

/** A record ready to leave, and what of it does not. */
export interface Leaving {
  readonly text: string;
  readonly lost: readonly Lost[];
}

export interface Output {
  /** `index` counts what came in, from 0; resolves when the next record may come. */
  put(index: number, leaving: Leaving): Promise<void>;
  /** What was no record at all; told at the end. */
  refuse(problem: IndexedProblem): void;
}

/**
 * Writes records as lines on the standard output, or into the file of `--out`; what is lost goes to the
 * standard error. With a file the standard output gets a summary. Answers how many were refused.
 * `shape` is the one that all of them have, null when each has its own: rows make a table.
 */
export async function writeRecords(
  call: Call,
  shape: Shape | null,
  work: (output: Output) => Promise<void>,
): Promise<number> {
  const { world, values } = call;
  const target = openRecordLines(world, values.out);
  const lines = shape === "csv" ? openRecordTable(target) : target;
  const lost = openLostList(world);
  const refused = new ProblemSpool();
  let written = 0;
  try {
    await work({
      async put(index, leaving) {
        await lost.add(index, leaving.lost);
        await lines.write(leaving.text);
        written++;
      },
      refuse(problem) {
        refused.add(problem);
      },
    });
    await lines.end();
  } catch (error) {
    lines.abandon();
    throw error;
  } finally {
    lost.end(refused);
    refused.discard();
  }
  const { out } = values;
  if (out !== undefined) {
    const counts = { written, lost: lost.count, refused: refused.count };
    call.answer(
      () => JSON.stringify({ file: out, ...counts }),
      () => [
        `${counted(written, "record")} written to ${plain(out)}; ` +
          `${counted(lost.count, "fact")} lost, ${refused.count} refused`,
      ],
    );
  }
  return refused.count;
}
