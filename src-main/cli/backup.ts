import { existsSync, statSync } from "node:fs";
import { resolve } from "node:path";
import { Refusal, UsageError, type ExitCode, type Verb } from "./call.ts";

/** Writes a consistent copy of the database, also while the app runs. */
export const backupVerb: Verb = {
  usage: "FILE",
  summary: "write a consistent copy of the database to FILE, also while the app runs",
  options: [],
  async run(call): Promise<ExitCode> {
    const [file, ...others] = call.words;
    if (file === undefined || others.length > 0) throw new UsageError("backup takes one FILE");
    const target = resolve(file);
    if (existsSync(target)) throw new Refusal(`${file} is there already; name a new file`);
    await call.store().backup(target);
    const bytes = statSync(target).size;
    call.answer(
      () => JSON.stringify({ file: target, bytes }),
      () => [`${target}: ${bytes} bytes`],
    );
    return 0;
  },
};
