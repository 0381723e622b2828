import { Readable } from "node:stream";
import { epochMs } from "#core/time.ts";
import type { ImportProblem } from "#contract/imports.ts";
import type { IndexedProblem } from "#intake/entry.ts";
import { importText, type ImportOptions } from "#intake/import-text.ts";
import { keepCallbacks } from "./kept-callbacks.ts";

type Extra = Partial<Omit<ImportOptions, "callbacks">>;

/** Imports the input into memory; chunks come as they are given. The summary has the problems themselves. */
export async function take(
  input: string | Buffer | readonly (string | Buffer)[],
  extra: Extra = {},
) {
  const callbacks = keepCallbacks();
  const chunks = typeof input === "string" || Buffer.isBuffer(input) ? [input] : input;
  const problems: ImportProblem[] = [];
  const counts = await importText(Readable.from(chunks), {
    format: "auto",
    clock: () => epochMs(0),
    isDemo: false,
    onProblem: (problem) => problems.push(problem),
    ...extra,
    callbacks,
  });
  const summary = {
    ...counts,
    flagged: only(problems, "flagged"),
    refused: only(problems, "refused"),
  };
  return { ...callbacks, summary, raws: [...callbacks.records.values()].map(({ raw }) => raw) };
}

const only = (problems: readonly ImportProblem[], kind: ImportProblem["is"]): IndexedProblem[] =>
  problems
    .filter(({ is }) => is === kind)
    .map(({ index, path, reason }) => ({ index, path, reason }));

export const record = (id: string) => ({ id, state: "alerting", callbackNumbers: ["+15550100"] });
export const json = (id: string) => JSON.stringify(record(id));
export const indexed = (problems: readonly { index: number; path: string }[]) =>
  problems.map(({ index, path }) => `${index} ${path}`);
