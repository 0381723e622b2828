import { execFile } from "node:child_process";
import { closeSync, openSync, statSync, writeSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { discard, freshFolder } from "#test/support/product.ts";
import type { ImportedMeasured, ImportMeasured } from "./import-process.ts";
import { lineShapes, recordLine } from "./record-lines.ts";
import { quantile, row, type Row } from "./report.ts";

const run = promisify(execFile);
const root = new URL("../..", import.meta.url).pathname;
const WRITE_BYTES = 1_000_000;

/**
 * A large file of all shapes, imported the way the app and the command line do, beside reading the
 * same file and parsing each of its lines; and what an agent's own commits meet with meanwhile.
 */
export async function importSize(_runs: number, sizeMb: number): Promise<Row[]> {
  const folder = freshFolder();
  const file = join(folder, "records.ndjson");
  try {
    writeLines(file, sizeMb * 1e6);
    const measure = async <T>(...args: readonly string[]): Promise<T> => {
      const script = join(root, "test/bench/import-process.ts");
      const { stdout } = await run(process.execPath, [script, file, ...args], { cwd: root });
      return JSON.parse(stdout) as T;
    };
    const plain = await measure<ImportMeasured>("plain");
    const store = join(folder, "store");
    const journal = watchSize(join(store, "ringback.db-wal"));
    const ours = await measure<ImportedMeasured>(store);
    if (plain.records !== ours.records) {
      throw new Error(`${ours.records} of ${plain.records} records were imported`);
    }
    return rowsOf(ours, plain, { sizeMb, journalMb: journal.stop() / 1e6 });
  } finally {
    discard(folder);
  }
}

/** Looks at a file from time to time; `stop` tells how large it ever was. */
function watchSize(file: string): { stop: () => number } {
  let most = 0;
  const timer = setInterval(() => {
    most = Math.max(most, statSync(file, { throwIfNoEntry: false })?.size ?? 0);
  }, 200);
  return {
    stop() {
      clearInterval(timer);
      return most;
    },
  };
}

function rowsOf(
  ours: ImportedMeasured,
  plain: ImportMeasured,
  { sizeMb, journalMb }: { readonly sizeMb: number; readonly journalMb: number },
): Row[] {
  const perSecond = ({ records, tookMs }: ImportMeasured) => (records * 1_000) / tookMs;
  const parsing = (value: number) => ({ name: "reading it and JSON.parse of each line", value });
  const idle = (share: number) => ({
    name: "the same without an import",
    value: quantile(ours.idleCommits, share),
  });
  const of = `import of ${sizeMb} MB`;
  return [
    row(`${of}, peak memory of the process`, ours.peakMb, "MB", parsing(plain.peakMb), 250),
    row(`${of}, records`, perSecond(ours), "records/s", parsing(perSecond(plain)), null),
    row(`${of}, longest journal`, journalMb, "MB", null, 100),
    row("longest block of main's loop meanwhile", ours.blocks.blockMs, "ms", null, 10),
    row("  with waits for a processor others had", ours.blocks.shownMs, "ms", null, null),
    row("  most work of main itself in one turn", ours.blocks.workMs, "ms", null, null),
    ...([0.5, 0.95, 0.99, 1] as const).map((share) =>
      row(
        `a commit to the ledger meanwhile, ${share === 0.5 ? "median" : share === 1 ? "worst" : `p${share * 100}`}`,
        quantile(ours.commits, share),
        "ms",
        idle(share),
        null,
      ),
    ),
  ];
}

/** One record per line, shape after shape, each with an id of its own. */
function writeLines(file: string, bytes: number): void {
  const descriptor = openSync(file, "w");
  let waiting: string[] = [];
  let waitingBytes = 0;
  let index = 0;
  for (let written = 0; written < bytes;) {
    const line = `${recordLine(lineShapes[index % lineShapes.length] ?? "callback", index)}\n`;
    index += 1;
    written += line.length;
    waiting.push(line);
    waitingBytes += line.length;
    if (waitingBytes >= WRITE_BYTES || written >= bytes) {
      writeSync(descriptor, waiting.join(""));
      waiting = [];
      waitingBytes = 0;
    }
  }
  closeSync(descriptor);
}
