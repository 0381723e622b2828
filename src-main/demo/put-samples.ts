import { setImmediate as nextTurn } from "node:timers/promises";
import type { Callbacks, Clock } from "#desk/ports.ts";
import { importText } from "#intake/import-text.ts";
import { allSamples } from "./samples/all-samples.ts";

/** Puts the sample callbacks of all five shapes into the queue, marked as demo; by the importer, like any others, and one shape at a time, with room for other work between. */
export async function putSamples(callbacks: Callbacks, clock: Clock): Promise<void> {
  for (const { shape, records } of allSamples(clock())) {
    const source = async function* () {
      yield await Promise.resolve(JSON.stringify(records));
    };
    await importText(source(), { format: shape, callbacks, clock, isDemo: true });
    await nextTurn();
  }
}
