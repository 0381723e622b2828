/** A thread that writes beside the store of its parent: batches of callbacks, one after another, until it has written enough or is killed. */
import { parentPort, workerData } from "node:worker_threads";
import { emptyCallback } from "#core/callback.ts";
import { epochMs } from "#core/time.ts";
import { openBeside } from "#store/open-beside.ts";

export interface BesideTask {
  readonly folder: string;
  readonly turns: SharedArrayBuffer;
  /** Records in all; null: until it is killed. */
  readonly records: number | null;
}

const { folder, turns, records } = workerData as BesideTask;
const numbers = { read: (text: string) => ({ dialable: text, display: text, country: null }) };
const store = openBeside(folder, { numbers, turns });
const base = emptyCallback("callback");
const record = (id: string) => ({
  callback: { ...base, identity: { ...base.identity, participantId: id } },
  raw: `{"id":"${id}"}`,
  envelope: null,
  problems: [],
});
const most = records ?? Number.POSITIVE_INFINITY;
let count = 0;
while (count < most) {
  store.callbacks.batch(() => {
    for (let each = 0; each < 20 && count < most && !store.isWanted(); each += 1) {
      count += 1;
      store.callbacks.put(record(`beside-${count}`), epochMs(0), false);
    }
  });
  store.tidy();
  parentPort?.postMessage(count);
  await new Promise((resolve) => setImmediate(resolve));
}
store.close();
parentPort?.close();
