import type {
  ImportCounts,
  ImportFormat,
  ImportLook,
  ImportProblem,
  ImportPurpose,
  ImportView,
  Unreadable,
} from "#contract/imports.ts";

export interface ImportTask {
  /** Name of the file, when there is one: its ending says what the content may leave open. */
  readonly name: string;
  readonly format: ImportFormat;
  readonly purpose: ImportPurpose;
}

/** How far a run is; told after every chunk that was taken. */
export interface ImportProgress {
  readonly counts: ImportCounts;
  /** What was found since the last time. */
  readonly problems: readonly ImportProblem[];
}

/** How a run ended. `counts` are of what is kept, whatever happened. */
export type ImportEnd =
  | { readonly is: "looked"; readonly look: ImportLook }
  | { readonly is: "done" | "cancelled"; readonly counts: ImportCounts }
  | {
      readonly is: "failed";
      readonly by: Extract<ImportView, { at: "failed" }>["by"];
      /** For the command line; names no customer. */
      readonly message: string;
      /** Why it cannot be read; null where `by` says all that is known. */
      readonly unreadable: Unreadable | null;
      readonly counts: ImportCounts;
    };

/** One file on its way in, in a thread of its own. */
export interface ImportRun {
  /**
   * Hands over the next bytes for good, as they are or in base64. Resolves when they have been dealt with, or
   * when the run has ended and nobody will; never rejects.
   */
  push(chunk: Uint8Array | string): Promise<void>;
  /** The file is at its end. */
  end(): void;
  /** Ends it between two transactions. Idempotent. */
  cancel(): void;
  /** As `cancel`, but no later than after two seconds, whatever the thread does. */
  stop(): Promise<void>;
  /** Never rejects. Everything told by `onProgress` was told before. */
  readonly ended: Promise<ImportEnd>;
}

export type StartImport = (
  task: ImportTask,
  onProgress: (progress: ImportProgress) => void,
) => ImportRun;

export const noCounts: ImportCounts = {
  read: 0,
  added: 0,
  updated: 0,
  unchanged: 0,
  flagged: 0,
  refused: 0,
};
