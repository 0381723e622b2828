import { ColumnUnion } from "#intake/csv-union.ts";
import { cellsOf, csvLine } from "#intake/csv-write.ts";
import type { RecordLines } from "./record-lines.ts";
import { TextSpool } from "./text-spool.ts";

/**
 * Takes rows as JSON objects and writes them as one table: a line of headers, then a line for each. A
 * header can stand in the last row alone, so that nothing is written before all rows have come.
 */
export function openRecordTable(lines: RecordLines): RecordLines {
  const spool = new TextSpool();
  const columns = new ColumnUnion();
  return {
    write(row) {
      columns.add(cellsOf(row).map(([header]) => header));
      spool.add(`${row}\n`);
      return Promise.resolve();
    },
    async end() {
      try {
        if (columns.headers.length > 0) await lines.write(csvLine(columns.headers));
        for (const row of spool.lines()) await lines.write(csvLine(columns.place(cellsOf(row))));
      } finally {
        spool.discard();
      }
      await lines.end();
    },
    abandon() {
      spool.discard();
      lines.abandon();
    },
  };
}
