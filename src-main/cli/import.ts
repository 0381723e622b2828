import { basename } from "node:path";
import { shapes } from "#core/callback.ts";
import type { ImportCounts, ImportProblem } from "#contract/imports.ts";
import { importText } from "#intake/import-text.ts";
import type { ReadOptions, TextSource } from "#intake/read-text.ts";
import { UsageError, type Call, type ExitCode, type Verb } from "./call.ts";
import { dryRun } from "./dry-run.ts";
import { listed } from "./listed.ts";
import { counted } from "./print.ts";
import { readOptions, readOptionNames } from "./read-options.ts";
import { sourceOf } from "./source.ts";

/** Imports a file or the standard input; 1 when something in it was no record. */
export const importVerb: Verb = {
  usage:
    'FILE|- [--format auto|SHAPE] [--dry-run]\n      [--map "COLUMN=FIELD,…"] [--zone NAME] [--dates dmy|mdy] [--encoding NAME] [--delimiter C]',
  summary: `read callback records: JSON, a list, an envelope, one per line, or a table with a header
    SHAPE is ${shapes.join(", ")}
    --dry-run keeps nothing and shows how it would be read
    --map says what columns are (a field's name, attribute or unused); 1=name,2=phone where there is no header
    --zone is for times without one, --dates for 05/11/2026`,
  options: ["format", "dry-run", ...readOptionNames],
  async run(call) {
    const [file, ...others] = call.words;
    if (file === undefined || others.length > 0)
      throw new UsageError("import takes one FILE, or -");
    const options = readOptions(call.values, file === "-" ? null : basename(file));
    // Before the store: a file that is not there must not leave a new database behind.
    const source = await sourceOf(file, call.world);
    return call.values["dry-run"] === true
      ? dryRun(call, source, options)
      : keep(call, source, options);
  },
};

async function keep(call: Call, source: TextSource, options: ReadOptions): Promise<ExitCode> {
  const { world } = call;
  const problems: ImportProblem[] = [];
  const counts = await importText(source, {
    ...options,
    callbacks: call.store().callbacks,
    clock: world.clock,
    isDemo: false,
    onProblem: (problem) => problems.push(problem),
    onBatch: ({ read }) => {
      if (world.isInteractive) world.err(`\r${read} read`);
    },
  });
  if (world.isInteractive) world.err("\r\u001b[K");
  answer(call, counts, problems);
  return counts.refused > 0 ? 1 : 0;
}

function answer(call: Call, counts: ImportCounts, problems: readonly ImportProblem[]): void {
  const { read, added, updated, unchanged } = counts;
  const of = (is: ImportProblem["is"]) =>
    problems
      .filter((problem) => problem.is === is)
      .map(({ index, path, reason }) => ({ index, path, reason }));
  const [flagged, refused] = [of("flagged"), of("refused")];
  call.answer(
    () => JSON.stringify({ read, added, updated, unchanged, flagged, refused }),
    () => [
      `${counted(read, "record")} read: ${added} added, ${updated} updated, ${unchanged} unchanged, ${refused.length} refused`,
      ...listed(
        "Fields that could not be read (their records are kept, and never called by themselves)",
        flagged,
      ),
      ...listed("Refused (kept in quarantine)", refused),
    ],
  );
}
