import { bareCell } from "#formats/csv-cells.ts";
import { layoutOf } from "#formats/csv-columns.ts";
import { rulesFor, type Told } from "#formats/csv-fit.ts";
import type { Column, RowLayout, RowRules } from "#formats/csv-layout.ts";
import { bare, type Surroundings } from "#formats/read-record.ts";
import type { FoundColumn } from "./found-table.ts";

/** How the rows of a table are read, once its beginning has been looked at. */
export interface Plan {
  readonly headers: readonly string[];
  readonly around: Surroundings & { readonly layout: RowLayout };
  /** JSON text of what a row alone does not tell about its reading; null when it tells everything. */
  readonly envelope: string | null;
  readonly idHeader: string | null;
  /** Ids that stand in several rows which are not the same. */
  readonly shared: ReadonlySet<string>;
  readonly columns: readonly FoundColumn[];
}

const MOST_EXAMPLES = 3;

/** A plan for a table out of the rows it begins with. */
export function planFor(
  headers: readonly string[],
  rows: readonly (readonly string[])[],
  told: Told,
): Plan {
  const byHeader = new Map(
    headers.map((header, place) => [header, rows.flatMap((cells) => toldIn(cells[place]))]),
  );
  const cells = (header: string) => byHeader.get(header) ?? [];
  const rules = rulesFor(headers, told, cells);
  const layout = layoutOf(headers, rules);
  const id = layout.columns.findIndex(({ use }) => typeof use !== "string" && use.name === "id");
  return {
    headers,
    around: { ...bare, layout },
    envelope: envelopeOf(rules, layout),
    idHeader: headers[id] ?? null,
    shared: id === -1 ? new Set() : sharedIn(id, rows),
    columns: layout.columns.map((column) => foundColumn(column, layout, cells(column.header))),
  };
}

const toldIn = (cell = ""): readonly string[] => (cell.trim() === "" ? [] : [cell]);

function sharedIn(place: number, rows: readonly (readonly string[])[]): ReadonlySet<string> {
  const rowOf = new Map<string, string>();
  const shared = new Set<string>();
  for (const cells of rows) {
    for (const id of toldIn(cells[place]).map(bareCell)) {
      const row = JSON.stringify(cells);
      if ((rowOf.get(id) ?? row) !== row) shared.add(id);
      rowOf.set(id, row);
    }
  }
  return shared;
}

const hasDates = ({ use }: Column): boolean =>
  typeof use !== "string" && typeof use.field !== "string" && use.field.codec.kind.is === "instant";

function envelopeOf({ columns, dates, zone }: RowRules, layout: RowLayout): string | null {
  const table = {
    ...(Object.keys(columns).length > 0 ? { columns } : {}),
    ...(Object.keys(dates).length > 0 ? { dates } : {}),
    ...(layout.columns.some(hasDates) ? { zone } : {}),
  };
  return Object.keys(table).length === 0 ? null : JSON.stringify({ table });
}

function foundColumn({ header, use }: Column, layout: RowLayout, cells: readonly string[]) {
  const isField = typeof use !== "string";
  return {
    header,
    use: isField ? "field" : use,
    field: isField ? use.name : null,
    dates: (Object.hasOwn(layout.dates, header) ? layout.dates[header] : null) ?? null,
    examples: firstOf(cells),
  } satisfies FoundColumn;
}

function firstOf(cells: readonly string[]): readonly string[] {
  const found = new Set<string>();
  for (const cell of cells) if (found.add(cell).size === MOST_EXAMPLES) break;
  return [...found];
}
