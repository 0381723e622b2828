import { cpus } from "node:os";

/** One measured figure beside what it is compared with. `ratio` is value / baseline. */
export interface Row {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  /** Figure of the named comparison from the same run, null when there is none. */
  readonly baseline: number | null;
  readonly baselineName: string;
  readonly ratio: number | null;
  readonly bar: number | null;
  /** Which side of the bar is good. */
  readonly barIs: "most" | "least";
  readonly ok: boolean;
}

/** A `bar` is what the value may be at most, or must be at least; null: none. */
export function row(
  name: string,
  value: number,
  unit: string,
  compared: { name: string; value: number } | null,
  bar: number | { readonly least: number } | null,
): Row {
  const isLeast = typeof bar === "object" && bar !== null;
  const limit = isLeast ? bar.least : bar;
  const round = (figure: number) => Math.round(figure * 100) / 100;
  return {
    name,
    value: round(value),
    unit,
    baseline: compared === null ? null : round(compared.value),
    baselineName: compared?.name ?? "",
    ratio: compared === null || compared.value === 0 ? null : round(value / compared.value),
    bar: limit === null ? null : round(limit),
    barIs: isLeast ? "least" : "most",
    ok: limit === null || (isLeast ? value >= limit : value <= limit),
  };
}

/** The value below which `share` (0 to 1) of the samples lie; nearest rank. */
export function quantile(samples: readonly number[], share: number): number {
  const sorted = [...samples].sort((a, b) => a - b);
  const rank = Math.max(0, Math.ceil(share * sorted.length) - 1);
  return sorted[rank] ?? Number.NaN;
}

export function print(rows: readonly Row[]): void {
  const cpu = cpus()[0]?.model ?? "unknown processor";
  console.log(
    `${new Date().toISOString().slice(0, 10)}, ${cpus().length} × ${cpu}, Node ${process.version}`,
  );
  const head = ["name", "value", "unit", "compared with", "baseline", "ratio", "bar", "ok"];
  const cells = rows.map((r) => [
    r.name,
    String(r.value),
    r.unit,
    r.baselineName,
    r.baseline === null ? "" : String(r.baseline),
    r.ratio === null ? "" : String(r.ratio),
    r.bar === null ? "" : `${r.barIs === "most" ? "<=" : ">="} ${r.bar}`,
    r.ok ? "yes" : "NO",
  ]);
  const widths = head.map((title, i) =>
    Math.max(title.length, ...cells.map((c) => c[i]?.length ?? 0)),
  );
  for (const line of [head, ...cells]) {
    console.log(
      line
        .map((cell, i) => cell.padEnd(widths[i] ?? 0))
        .join("  ")
        .trimEnd(),
    );
  }
}
