import { basename } from "node:path";
import { shapes } from "#core/callback.ts";
import type { ImportProblem } from "#contract/imports.ts";
import type { ImportEnd, ImportRun } from "#desk/import-port.ts";
import type { ReadOptions, TextSource } from "#intake/read-text.ts";
import { UnreadableInput } from "#intake/unreadable-input.ts";
import { Refusal, UsageError, type Call, type ExitCode, type Verb } from "./call.ts";
import { dryRun } from "./dry-run.ts";
import { listed } from "./listed.ts";
import { counted } from "./print.ts";
import { ProblemSpool } from "./problem-spool.ts";
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
  const problems = { flagged: new ProblemSpool(), refused: new ProblemSpool() };
  const startedAt = performance.now();
  const task = { ...options, purpose: "keep" } as const;
  const run = call.store().startImport(task, (progress) => {
    for (const problem of progress.problems) problems[problem.is].add(problem);
    const { read } = progress.counts;
    if (world.isInteractive) world.err(`\r${read} read, ${rateOf(read, startedAt)}/s `);
  });
  const forget = world.onInterrupt(() => run.cancel());
  try {
    const [end] = await Promise.all([run.ended, feed(run, source)]);
    if (world.isInteractive) world.err("\r\u001b[K");
    if (end.is === "looked") return 0;
    if (end.is === "failed") throw failureOf(end);
    answer(call, end, problems);
    return end.is === "cancelled" || end.counts.refused > 0 ? 1 : 0;
  } finally {
    forget();
    for (const spool of Object.values(problems)) spool.discard();
  }
}

const rateOf = (read: number, startedAt: number): number =>
  Math.round((read * 1_000) / Math.max(1, performance.now() - startedAt));

/** Hands the input over as fast as it is taken, with one chunk under way; ends with the run at the latest. */
async function feed(run: ImportRun, source: TextSource): Promise<void> {
  let isOver = false as boolean;
  const over = run.ended.then(() => {
    isOver = true;
  });
  async function push(): Promise<void> {
    let taken = Promise.resolve();
    for await (const chunk of source) {
      if (isOver) return;
      const next = run.push(typeof chunk === "string" ? Buffer.from(chunk) : chunk);
      await taken;
      taken = next;
    }
    run.end();
  }
  const fault = await Promise.race([
    push().then(
      () => null,
      (error: unknown) => ({ error }),
    ),
    over.then(() => null),
  ]);
  if (fault === null || isOver) return;
  run.cancel();
  await over;
  throw fault.error;
}

function failureOf(end: Extract<ImportEnd, { is: "failed" }>): Error {
  if (end.by === "unreadable") return new UnreadableInput(end.message);
  const kept = end.counts.read - end.counts.refused;
  return new Refusal(
    `${end.message}; of ${counted(end.counts.read, "record")} read, ${kept} are kept. ` +
      "Import the same again to bring in the rest",
  );
}

function answer(
  call: Call,
  end: Extract<ImportEnd, { is: "done" | "cancelled" }>,
  { flagged, refused }: Readonly<Record<ImportProblem["is"], ProblemSpool>>,
): void {
  const { read, added, updated, unchanged } = end.counts;
  const isCancelled = end.is === "cancelled";
  call.answer(
    function* () {
      const start = { read, added, updated, unchanged, ...(isCancelled ? { isCancelled } : {}) };
      yield `${JSON.stringify(start).slice(0, -1)},"flagged":`;
      yield* flagged.json();
      yield ',"refused":';
      yield* refused.json();
      yield "}";
    },
    () => [
      ...(isCancelled ? ["Cancelled; import the same again to bring in the rest."] : []),
      `${counted(read, "record")} read: ${added} added, ${updated} updated, ${unchanged} unchanged, ${end.counts.refused} refused`,
      ...listed(
        "Fields that could not be read (their records are kept, and never called by themselves)",
        flagged.first,
        flagged.count,
      ),
      ...listed("Refused (kept in quarantine)", refused.first, refused.count),
    ],
  );
}
