import { open } from "node:fs/promises";
import { basename } from "node:path";
import { shapes } from "#core/callback.ts";
import type { ImportCounts, ImportProblem } from "#contract/imports.ts";
import { importText } from "#intake/import-text.ts";
import type { ReadOptions, TextSource } from "#intake/read-text.ts";
import { UnreadableInput } from "#intake/unreadable-input.ts";
import { UsageError, type Call, type ExitCode, type Verb } from "./call.ts";
import { dryRun } from "./dry-run.ts";
import { listed } from "./listed.ts";
import { counted } from "./print.ts";
import { readOptions, readOptionNames } from "./read-options.ts";

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
    const source = readable(file === "-" ? call.world.stdin : await fileAt(file), file);
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

async function fileAt(file: string): Promise<TextSource> {
  const handle = await open(file).catch((error: unknown) => {
    throw new UnreadableInput(`cannot read ${file}: ${faultOf(error)}`, { cause: error });
  });
  return handle.createReadStream();
}

/** A fault of reading is told with the file's name; a fault of keeping is not mistaken for one. */
async function* readable(source: TextSource, file: string): AsyncGenerator<Buffer | string> {
  const chunks = source[Symbol.asyncIterator]();
  for (;;) {
    const next = await chunks.next().catch((error: unknown) => {
      throw new UnreadableInput(`cannot read ${file}: ${faultOf(error)}`, { cause: error });
    });
    if (next.done === true) return;
    yield next.value;
  }
}

const faults: Readonly<Record<string, string>> = {
  ENOENT: "there is no such file",
  EISDIR: "it is a folder",
  EACCES: "permission is denied",
};

function faultOf(error: unknown): string {
  const code = error instanceof Error && "code" in error ? String(error.code) : "unknown fault";
  return faults[code] ?? code;
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
