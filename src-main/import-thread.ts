import { existsSync } from "node:fs";
import { join } from "node:path";
import type { ImportProgress, ImportRun } from "#desk/import-port.ts";
import type { Report } from "#desk/ports.ts";
import type { ImportTask } from "#intake/import-job.ts";
import { startImportThread } from "#intake/import-thread.ts";
import type { OpenedStore } from "#store/open.ts";

/** What an import's thread is started with. */
export interface ImportWork {
  readonly task: ImportTask;
  readonly folder: string;
  /** Country in which national numbers are read. */
  readonly country: string;
  readonly turns: SharedArrayBuffer;
}

/** Imports into an open store, each in a thread of its own with a connection of its own. */
export function importsInto(
  store: Pick<OpenedStore, "lend">,
  place: Pick<ImportWork, "folder" | "country">,
  report: Report,
): (task: ImportTask, onProgress: (progress: ImportProgress) => void) => ImportRun {
  return (task, onProgress) => {
    const loan = store.lend();
    const { turns } = loan;
    const run = startImportThread(
      { file: workerFile(), place: { ...place, turns }, report },
      task,
      onProgress,
    );
    return { ...run, ended: run.ended.finally(() => loan.end()) };
  };
}

/** Beside this file in the sources; in a build beside the entries, perhaps one folder up. */
function workerFile(): string {
  const names = ["import-worker.ts", "import-worker.js", "../import-worker.js"];
  const places = names.map((name) => join(import.meta.dirname, name));
  const found = places.find((place) => existsSync(place));
  if (found === undefined) throw new Error("the import's thread is missing from this build");
  return found;
}
