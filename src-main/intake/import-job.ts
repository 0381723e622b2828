import type { MessagePort } from "node:worker_threads";
import type { ImportCounts, ImportProblem, ImportPurpose } from "#contract/imports.ts";
import { noCounts, type ImportEnd, type ImportProgress } from "#desk/import-port.ts";
import type { Callbacks, Clock, Numbers } from "#desk/ports.ts";
import { ChunkSource } from "./chunk-source.ts";
import type { FromImport, ToImport } from "./import-messages.ts";
import { importText } from "./import-text.ts";
import { lookOf } from "./look.ts";
import { previewText } from "./preview-text.ts";
import type { ReadOptions } from "./read-text.ts";
import { UnreadableInput } from "./unreadable-input.ts";

/** Where records are kept: a connection of the thread's own. */
export interface ImportStore {
  readonly callbacks: Pick<Callbacks, "put" | "batch" | "quarantine">;
  /** True when somebody else waits to write. */
  isWanted(): boolean;
  /** A small part of the work that batches leave behind. */
  tidy(): void;
  close(): void;
}

/** What is to be done with a file, and how it is to be read. */
export interface ImportTask extends ReadOptions {
  readonly purpose: ImportPurpose;
}

export interface ImportJobParts {
  readonly port: Pick<MessagePort, "on" | "postMessage" | "close">;
  readonly task: ImportTask;
  /** Opened for a task that keeps what it reads, and closed whatever happens. */
  readonly openStore: () => ImportStore;
  readonly numbers: Numbers;
  readonly clock: Clock;
}

/** So long is a transaction, but for its commit and the record under way: nobody waits longer for the lock. */
const BATCH_MS = 4;
const MOST_RECORDS = 8;
const MOST_PROBLEMS = 200;

/** Does one import in its thread: reads what it is handed, tells how far it is, and how it ended. */
export async function runImportJob(parts: ImportJobParts): Promise<void> {
  const { port, task } = parts;
  const tell = (message: FromImport) => port.postMessage(message);
  const stop = new AbortController();
  let counts = noCounts;
  let problems: ImportProblem[] = [];
  const progress = (): ImportProgress => {
    const found = problems;
    problems = [];
    return { counts, problems: found };
  };
  const source = new ChunkSource(() => tell({ is: "taken", progress: progress() }));

  port.on("message", (message: ToImport) => {
    if (message.do === "cancel") {
      stop.abort();
      source.fail(stop.signal.reason);
    } else if (message.do === "end") {
      source.end();
    } else {
      const bytes = bytesOf(message.chunk);
      if (bytes === null) source.fail(new Garbled());
      else source.push(bytes);
    }
  });

  async function look(): Promise<ImportEnd> {
    const preview = await previewText(source, {
      ...task,
      mostRecords: MOST_RECORDS,
      mostProblems: MOST_PROBLEMS,
      signal: stop.signal,
      onProgress: (read) => (counts = { ...noCounts, read }),
    });
    return { is: "looked", look: lookOf(preview, parts.numbers) };
  }

  async function keep(): Promise<ImportEnd> {
    const store = parts.openStore();
    let beganAt = 0;
    try {
      const { put, batch, quarantine } = store.callbacks;
      await importText(source, {
        ...task,
        clock: parts.clock,
        isDemo: false,
        callbacks: {
          put,
          quarantine,
          batch: (work) =>
            batch(() => {
              // Counted from when the lock is held, not from when it was asked for.
              beganAt = performance.now();
              return work();
            }),
        },
        isBatchOver: () => store.isWanted() || performance.now() - beganAt >= BATCH_MS,
        onBatch: (kept: ImportCounts) => {
          counts = kept;
          store.tidy();
        },
        onProblem: (problem) => problems.push(problem),
        signal: stop.signal,
      });
      return { is: "done", counts };
    } finally {
      store.close();
    }
  }

  const end = await (task.purpose === "look" ? look() : keep()).catch((error: unknown) => {
    if (stop.signal.aborted) return { is: "cancelled", counts } as const;
    const failure = failureOf(error);
    if (failure.by === "fault") {
      // Only an Error is sure to survive the way to another thread.
      tell({
        is: "report",
        what: "an import failed",
        error: error instanceof Error ? error : undefined,
      });
    }
    return { is: "failed", ...failure, counts } as const;
  });
  tell({ is: "ended", end, progress: progress() });
  port.close();
}

/** What a window sent is no base64. */
class Garbled extends Error {
  override readonly name = "Garbled";
}

function bytesOf(chunk: Uint8Array | string): Buffer | null {
  if (typeof chunk !== "string") return Buffer.from(chunk.buffer, chunk.byteOffset, chunk.length);
  const bytes = Buffer.from(chunk, "base64");
  // Node passes over what is no base64; then fewer bytes come out than the text stands for.
  return bytes.length === Math.floor((chunk.replace(/=+$/, "").length * 3) / 4) ? bytes : null;
}

/** Faults of the store are known here by name only, for the intake knows no store. */
function failureOf(error: unknown): Omit<Extract<ImportEnd, { is: "failed" }>, "is" | "counts"> {
  if (error instanceof UnreadableInput) {
    return { by: "unreadable", message: error.message, unreadable: error.why };
  }
  if (error instanceof Error && error.name === "StoreFull") {
    return { by: "disk", message: error.message, unreadable: null };
  }
  if (error instanceof Error && error.name === "StoreBusy") {
    return { by: "busy", message: error.message, unreadable: null };
  }
  const message = "the import failed inside Ringback; the reason is in its log";
  return { by: "fault", message, unreadable: null };
}
