import type { Shape } from "#core/callback.ts";
import type { CallbackStatus, ExportedRecord, ExportFilter } from "#desk/operations-port.ts";
import { applyWork } from "#formats/apply-work.ts";
import type { JsonObject } from "#formats/reading.ts";
import { writeWorked } from "#formats/write-record.ts";
import { UsageError, type ExitCode, type Values, type Verb } from "./call.ts";
import { writeRecords, type Leaving } from "./record-output.ts";
import { shapeNamed } from "./shape-named.ts";

const statuses: readonly CallbackStatus[] = ["open", "closed", "released"];

/**
 * Writes records as lines of JSON: as they came with what was done with them here, or as another
 * document. The envelope a record came in stays behind: it may hold other records as well.
 */
export const exportVerb: Verb = {
  usage: "[--format SHAPE] [--state STATE] [--query WORDS] [--out FILE]",
  summary: `write callbacks, one JSON value per line: what came and what was done with it here
    --format writes all of them as SHAPE, csv as a table; what that cannot tell is listed under "lost" on the standard error
    --state is ${statuses.join(", ")}, or a state of the platform`,
  options: ["format", "state", "query", "out"],
  async run(call): Promise<ExitCode> {
    if (call.words.length > 0) throw new UsageError("export takes no words; --query does");
    const { format } = call.values;
    const shape = format === undefined ? null : shapeNamed("--format", format);
    const records = call.store().callbacks.exported(filterOf(call.values));
    await writeRecords(call, shape, async (output) => {
      let index = 0;
      for (const record of records) {
        await output.put(index++, leaving(record, shape ?? record.shape));
      }
    });
    return 0;
  },
};

function filterOf({ state, query }: Values): ExportFilter {
  const status = statuses.find((each) => each === state);
  return status === undefined ? { state, query } : { status, query };
}

function leaving({ callback, raw, envelope, shape, work }: ExportedRecord, wanted: Shape): Leaving {
  if (shape === wanted) return applyWork(raw, shape, work, envelope);
  const { record, lost } = writeWorked(callback, work, wanted, JSON.parse(raw) as JsonObject);
  return { text: JSON.stringify(record), lost };
}
