import { Readable } from "node:stream";
import { epochMs } from "#core/time.ts";
import { importText, type ImportOptions } from "#intake/import-text.ts";
import { keepCallbacks } from "./kept-callbacks.ts";

type Extra = Partial<Omit<ImportOptions, "callbacks">>;

/** Imports the input into memory; chunks come as they are given. */
export async function take(
  input: string | Buffer | readonly (string | Buffer)[],
  extra: Extra = {},
) {
  const callbacks = keepCallbacks();
  const chunks = typeof input === "string" || Buffer.isBuffer(input) ? [input] : input;
  const summary = await importText(Readable.from(chunks), {
    format: "auto",
    clock: () => epochMs(0),
    isDemo: false,
    ...extra,
    callbacks,
  });
  return { ...callbacks, summary, raws: [...callbacks.records.values()].map(({ raw }) => raw) };
}

export const record = (id: string) => ({ id, state: "alerting", callbackNumbers: ["+15550100"] });
export const json = (id: string) => JSON.stringify(record(id));
export const indexed = (problems: readonly { index: number; path: string }[]) =>
  problems.map(({ index, path }) => `${index} ${path}`);
