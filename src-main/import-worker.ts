import { parentPort, workerData } from "node:worker_threads";
import { epochMs } from "#core/time.ts";
import { runImportJob } from "#intake/import-job.ts";
import { createNumbers } from "#numbers/numbers.ts";
import { openBeside } from "#store/open-beside.ts";
import type { ImportWork } from "./import-thread.ts";

/** Composition root of an import's thread: reads what it is handed, into a connection of its own. */
const { task, folder, country, turns } = workerData as ImportWork;
if (parentPort === null) throw new Error("an import runs in a thread of its own");
const numbers = createNumbers(country);
await runImportJob({
  port: parentPort,
  task,
  numbers,
  clock: () => epochMs(Date.now()),
  openStore: () => openBeside(folder, { numbers, turns }),
});
