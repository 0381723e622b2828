import { layoutOf } from "#formats/csv-columns.ts";
import type { RowRules } from "#formats/csv-layout.ts";

const nothingTold: RowRules = { columns: {}, dates: {}, zone: "UTC" };

/**
 * The columns of many rows in one table. Rows of other tables, and records of platforms, call the same
 * thing by other names: it stands under the first of them, for of two names only one would be read.
 */
export class ColumnUnion {
  readonly #places = new Map<string, number>();
  readonly #headers: string[] = [];
  readonly #fields: (string | null)[] = [];

  get headers(): readonly string[] {
    return this.#headers;
  }

  /** To be told the headers of every row before any is placed. */
  add(headers: readonly string[]): void {
    if (headers.every((header) => this.#places.has(header)) && !this.#collide(headers)) return;
    const used = new Set<number>();
    for (const { header, use } of layoutOf(headers, nothingTold).columns) {
      const field = typeof use === "string" ? null : use.name;
      const known = this.#places.get(header) ?? (field === null ? -1 : this.#fields.indexOf(field));
      const isOwn = this.#headers[known] === header;
      const isFree =
        known !== -1 &&
        !used.has(known) &&
        (isOwn || !headers.includes(this.#headers[known] ?? ""));
      const place = isFree ? known : this.#headers.push(header) - 1;
      if (!isFree) this.#fields.push(field);
      this.#places.set(header, place);
      used.add(place);
    }
  }

  /** The cells of a row in the order of the columns. */
  place(cells: readonly (readonly [header: string, cell: string])[]): readonly string[] {
    const row = this.#headers.map(() => "");
    for (const [header, cell] of cells) row[this.#places.get(header) ?? -1] = cell;
    return row;
  }

  #collide(headers: readonly string[]): boolean {
    return new Set(headers.map((header) => this.#places.get(header))).size < headers.length;
  }
}
