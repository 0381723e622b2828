import { readItems } from "#intake/read-item.ts";
import { lineShapes, recordLine } from "./record-lines.ts";
import { quantile, row, type Row } from "./report.ts";

const LINES = 5_000;
const LEAST_PER_SECOND = 50_000;

/** Records of each shape read, checked and mapped per second, beside JSON.parse of the same lines. */
export async function formats(runs: number): Promise<Row[]> {
  return Promise.resolve(
    lineShapes.map((shape) => {
      const lines = Array.from({ length: LINES }, (_, index) => recordLine(shape, index));
      const ours: number[] = [];
      const bare: number[] = [];
      let flagged = 0;
      for (let run = 0; run < runs; run++) {
        bare.push(perSecond(lines, (line) => void JSON.parse(line)));
        ours.push(
          perSecond(lines, (line) => {
            for (const item of readItems(line, "auto") ?? []) {
              if (item.is === "refused" || item.record.problems.length > 0) flagged++;
            }
          }),
        );
      }
      if (flagged > 0) throw new Error(`${flagged} records of ${shape} were not read cleanly`);
      const compared = { name: "JSON.parse of the same lines", value: quantile(bare, 0.5) };
      const name = `records read and mapped, ${shape}, median`;
      return row(name, quantile(ours, 0.5), "records/s", compared, { least: LEAST_PER_SECOND });
    }),
  );
}

function perSecond(lines: readonly string[], read: (line: string) => void): number {
  const startedAt = performance.now();
  for (const line of lines) read(line);
  return (lines.length * 1_000) / (performance.now() - startedAt);
}
