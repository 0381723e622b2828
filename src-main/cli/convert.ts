import { basename } from "node:path";
import type { Shape } from "#core/callback.ts";
import type { IncomingRecord } from "#desk/ports.ts";
import type { JsonObject } from "#formats/reading.ts";
import { writeRecord } from "#formats/write-record.ts";
import { indexed, type Entry } from "#intake/entry.ts";
import { TextReader } from "#intake/read-text.ts";
import { UsageError, type Verb } from "./call.ts";
import { readOptionNames, readOptions } from "./read-options.ts";
import { writeRecords, type Leaving, type Output } from "./record-output.ts";
import { shapeNamed } from "./shape-named.ts";
import { sourceOf } from "./source.ts";

/** Writes records of one document as those of another, without a store; 1 when some were no records. */
export const convertVerb: Verb = {
  usage: "FILE|- --to SHAPE [--from auto|SHAPE] [--out FILE]",
  summary: `write records as another document, one JSON value per line, csv as a table; touches no database
    what SHAPE cannot tell is listed under "lost" on the standard error; takes the options of import for reading`,
  options: ["from", "to", "out", ...readOptionNames],
  async run(call) {
    const [file, ...others] = call.words;
    if (file === undefined || others.length > 0) {
      throw new UsageError("convert takes one FILE, or -");
    }
    const { from = "auto", to } = call.values;
    if (to === undefined) throw new UsageError("convert needs --to SHAPE");
    const shape = shapeNamed("--to", to);
    const format = from === "auto" ? from : shapeNamed("--from", from);
    const name = file === "-" ? null : basename(file);
    const reader = new TextReader(readOptions({ ...call.values, format }, name));
    const source = await sourceOf(file, call.world);
    const refused = await writeRecords(call, shape, async (output) => {
      for await (const chunk of source) await putAll(reader.push(chunk), shape, output);
      await putAll(reader.end(), shape, output);
    });
    return refused > 0 ? 1 : 0;
  },
};

async function putAll(entries: Iterable<Entry>, shape: Shape, output: Output): Promise<void> {
  for (const entry of entries) {
    const { index, item } = entry;
    if (item.is === "refused") output.refuse(indexed(entry, item.problem));
    else await output.put(index, leaving(item.record, shape));
  }
}

/** A record that is of the wanted document already goes on as the text it came as. */
function leaving({ callback, raw }: IncomingRecord, shape: Shape): Leaving {
  if (callback.shape === shape) return { text: raw, lost: [] };
  const { record, lost } = writeRecord(callback, shape, JSON.parse(raw) as JsonObject);
  return { text: JSON.stringify(record), lost };
}
