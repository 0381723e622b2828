import { open } from "node:fs/promises";
import { shapes, type Shape } from "#core/callback.ts";
import { importText, type ImportSummary, type IndexedProblem } from "#intake/import-text.ts";
import { UnreadableInput, type TextSource } from "#intake/read-text.ts";
import { UsageError, type Call, type Verb } from "./call.ts";
import { counted, plain } from "./print.ts";

/** Imports a file or the standard input; 1 when something in it was no record. */
export const importVerb: Verb = {
  usage: "FILE|- [--format auto|SHAPE]",
  summary: `read callback records: JSON, a list, an envelope, or one per line
    SHAPE is ${shapes.join(", ")}`,
  options: ["format"],
  async run(call) {
    const [file, ...others] = call.words;
    if (file === undefined || others.length > 0)
      throw new UsageError("import takes one FILE, or -");
    const format = formatOf(call.values.format ?? "auto");
    const { world } = call;
    // Before the store: a file that is not there must not leave a new database behind.
    const source = file === "-" ? world.stdin : await fileAt(file);
    const summary = await importText(readable(source, file), {
      format,
      callbacks: call.store().callbacks,
      clock: world.clock,
      isDemo: false,
      onProgress: (read) => {
        if (world.isInteractive) world.err(`\r${read} read`);
      },
    });
    if (world.isInteractive) world.err("\r\u001b[K");
    answer(call, summary);
    return summary.refused.length > 0 ? 1 : 0;
  },
};

function formatOf(text: string): Shape | "auto" {
  const format = (["auto", ...shapes] as const).find((each) => each === text);
  if (format === undefined) throw new UsageError(`--format ${plain(text)} is none of those known`);
  return format;
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

function answer(call: Call, summary: ImportSummary): void {
  const { read, added, updated, unchanged, flagged, refused } = summary;
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

const MOST_LISTED = 20;

function listed(heading: string, problems: readonly IndexedProblem[]): string[] {
  if (problems.length === 0) return [];
  const rest = problems.length - MOST_LISTED;
  return [
    `${heading}:`,
    ...problems
      .slice(0, MOST_LISTED)
      .map(({ index, path, reason }) => `  record ${index}: ${plain(path)}: ${plain(reason)}`),
    ...(rest > 0 ? [`  and ${rest} more; --json lists them all`] : []),
  ];
}
