import { Worker, type ResourceLimits } from "node:worker_threads";
import {
  noCounts,
  type ImportEnd,
  type ImportProgress,
  type ImportRun,
} from "#desk/import-port.ts";
import type { Report } from "#desk/ports.ts";
import type { ImportTask } from "./import-job.ts";
import type { FromImport, ToImport } from "./import-messages.ts";

export interface ImportThreadOptions {
  /** The worker that came with this build. */
  readonly file: string;
  /** Given to the worker beside the task. */
  readonly place: object;
  readonly report: Report;
}

const STOP_LIMIT_MS = 2_000;
/** Records live for a moment only: a large young generation would keep megabytes of them for nothing. */
const resourceLimits: ResourceLimits = { maxYoungGenerationSizeMb: 16 };

/** Starts the thread of one import. A thread that dies is an import that failed: what it kept stays. */
export function startImportThread(
  { file, place, report }: ImportThreadOptions,
  task: ImportTask,
  onProgress: (progress: ImportProgress) => void,
): ImportRun {
  const worker = new Worker(file, {
    name: "import",
    workerData: { ...place, task },
    resourceLimits,
  });
  const tell = (message: ToImport, given: ArrayBuffer[] = []) => worker.postMessage(message, given);
  const waiting: (() => void)[] = [];
  let counts = noCounts;
  let last: ImportEnd | null = null;
  let isStopped = false;
  let isGone = false;

  worker.on("message", (message: FromImport) => {
    if (message.is === "report") {
      report(message.what, message.error);
      return;
    }
    counts = message.progress.counts;
    onProgress(message.progress);
    if (message.is === "ended") last = message.end;
    else waiting.shift()?.();
  });
  worker.on("error", (error) => report("the thread of an import failed", error));
  const ended = new Promise<ImportEnd>((resolve) => {
    worker.on("exit", () => {
      isGone = true;
      resolve(last ?? (isStopped ? { is: "cancelled", counts } : lost(counts)));
      for (const settle of waiting.splice(0)) settle();
    });
  });

  return {
    push(chunk) {
      if (isGone) return Promise.resolve();
      if (typeof chunk === "string") {
        tell({ do: "take", chunk });
      } else {
        // A view on a part of a buffer would take all of it along, or leave it to nobody.
        const isWhole = chunk.byteLength === chunk.buffer.byteLength;
        const own = isWhole ? chunk : new Uint8Array(chunk);
        tell({ do: "take", chunk: own }, [own.buffer as ArrayBuffer]);
      }
      return new Promise((resolve) => waiting.push(resolve));
    },
    end: () => tell({ do: "end" }),
    cancel: () => tell({ do: "cancel" }),
    async stop() {
      isStopped = true;
      tell({ do: "cancel" });
      const limit = setTimeout(() => void worker.terminate(), STOP_LIMIT_MS);
      await ended;
      clearTimeout(limit);
    },
    ended,
  };
}

const lost = (counts: typeof noCounts): ImportEnd => ({
  is: "failed",
  by: "fault",
  message: "the import's thread ended before it was done; the log says why",
  unreadable: null,
  counts,
});
