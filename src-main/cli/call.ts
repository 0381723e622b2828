import type { parseArgs } from "node:util";
import type { ImportProgress, ImportRun } from "#desk/import-port.ts";
import type { Clock, Store } from "#desk/ports.ts";
import type { ImportTask } from "#intake/import-job.ts";
import type { TextSource } from "#intake/read-text.ts";

/** 0: all well. 1: some records were refused, or a check found problems. 2: wrong usage or unreadable input. */
export type ExitCode = 0 | 1 | 2;

/** Told to the user with the usage of the verb; nothing was done. */
export class UsageError extends Error {
  override readonly name = "UsageError";
}

/** Told to the user as it is: the request is well formed and cannot be fulfilled. */
export class Refusal extends Error {
  override readonly name = "Refusal";
}

/** A store, and what happened to the file when it was opened. */
export interface OpenedStore extends Store {
  readonly setAside: {
    readonly file: string;
    readonly reason: string;
    readonly isRestored: boolean;
  } | null;
  /** Imports into it, in a thread of its own. */
  readonly startImport: (
    task: ImportTask,
    onProgress: (progress: ImportProgress) => void,
  ) => ImportRun;
}

/** The world of the command line, passed in so that every verb can be run in a test. */
export interface World {
  readonly stdin: TextSource;
  /** Calls `cancel` when the user asks to stop, instead of ending at once; returns what forgets that. */
  readonly onInterrupt: (cancel: () => void) => () => void;
  /** Text for the standard output, and for the standard error. */
  readonly out: (text: string) => void;
  readonly err: (text: string) => void;
  /** Resolves when what was written has been taken, or there is room for more. */
  readonly drained: () => Promise<void>;
  /** True when a person looks at the standard error as it comes. */
  readonly isInteractive: boolean;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly platform: NodeJS.Platform;
  readonly clock: Clock;
  readonly openStore: (folder: string, isReadOnly: boolean) => OpenedStore;
}

export interface Values {
  readonly "user-data"?: string | undefined;
  readonly json?: boolean | undefined;
  readonly help?: boolean | undefined;
  readonly format?: string | undefined;
  readonly "dry-run"?: boolean | undefined;
  readonly map?: string | undefined;
  readonly zone?: string | undefined;
  readonly dates?: string | undefined;
  readonly encoding?: string | undefined;
  readonly delimiter?: string | undefined;
  readonly limit?: string | undefined;
  readonly after?: string | undefined;
  readonly tab?: string | undefined;
  readonly from?: string | undefined;
  readonly to?: string | undefined;
  readonly state?: string | undefined;
  readonly query?: string | undefined;
  readonly out?: string | undefined;
  readonly all?: boolean | undefined;
  readonly "older-than"?: string | undefined;
}

/** One run of one verb. */
export interface Call {
  readonly world: World;
  readonly words: readonly string[];
  readonly values: Values;
  /** The store of the chosen folder; closed when the verb is done. `isReadOnly` creates and mends nothing. */
  readonly store: (isReadOnly?: boolean) => OpenedStore;
  /** Prints the result: under `--json` the text of one JSON value, which may come in pieces, else lines for reading. */
  readonly answer: (json: () => string | Iterable<string>, human: () => readonly string[]) => void;
}

export interface Verb {
  /** What comes after the verb, as in `FILE|-`. */
  readonly usage: string;
  readonly summary: string;
  readonly options: readonly (keyof Values)[];
  readonly run: (call: Call) => ExitCode | Promise<ExitCode>;
}

export const optionTypes = {
  "user-data": { type: "string" },
  json: { type: "boolean" },
  help: { type: "boolean", short: "h" },
  format: { type: "string" },
  "dry-run": { type: "boolean" },
  map: { type: "string" },
  zone: { type: "string" },
  dates: { type: "string" },
  encoding: { type: "string" },
  delimiter: { type: "string" },
  limit: { type: "string" },
  after: { type: "string" },
  tab: { type: "string" },
  from: { type: "string" },
  to: { type: "string" },
  state: { type: "string" },
  query: { type: "string" },
  out: { type: "string" },
  all: { type: "boolean" },
  "older-than": { type: "string" },
} as const satisfies NonNullable<NonNullable<Parameters<typeof parseArgs>[0]>["options"]>;
