import type { CallbackKey } from "#core/callback.ts";
import type { Callbacks, IncomingRecord, Problem } from "#desk/ports.ts";

/** Callbacks that keep records in memory by their raw id, so that a test sees what the importer asks for. */
export interface KeptCallbacks extends Pick<Callbacks, "put" | "batch" | "quarantine"> {
  readonly records: ReadonlyMap<string, IncomingRecord>;
  readonly quarantined: readonly (Problem & { readonly index: number; readonly text: string })[];
  /** How many records and refusals each transaction took. */
  readonly batches: readonly number[];
}

export function keepCallbacks(): KeptCallbacks {
  const records = new Map<string, IncomingRecord>();
  const quarantined: (Problem & { readonly index: number; readonly text: string })[] = [];
  const batches: number[] = [];
  let inBatch: number | null = null;
  const count = () => {
    if (inBatch === null) throw new Error("outside of a transaction");
    inBatch++;
  };
  return {
    records,
    quarantined,
    batches,
    put(record) {
      count();
      const { identity } = record.callback;
      const id = JSON.stringify(identity);
      const before = records.get(id);
      records.set(id, record);
      const key = id as CallbackKey;
      if (before === undefined) return { key, did: "added" };
      return { key, did: before.raw === record.raw ? "unchanged" : "updated" };
    },
    batch(work) {
      inBatch = 0;
      const result = work();
      batches.push(inBatch);
      inBatch = null;
      return result;
    },
    quarantine(text, { index, path, reason }) {
      count();
      quarantined.push({ text, index, path, reason });
    },
  };
}
