import { plainHeader } from "./csv-headers.ts";
import { targets } from "./csv-fields.ts";
import type { Column, ColumnUse, RowLayout, RowRules, Target } from "./csv-layout.ts";

/** The use that a mapping's word names; null when there is none of that name. */
export function useNamed(word: string): ColumnUse | null {
  const plain = plainHeader(word);
  if (plain === "attribute" || plain === "unused") return plain;
  return targets.find(({ name }) => plainHeader(name) === plain) ?? null;
}

/** Every place in `targets` that a plain header may stand for, the preferred first, with its rank there. */
const candidates = indexHeaders();

interface Candidate {
  readonly target: Target;
  readonly rank: number;
}

function indexHeaders(): ReadonlyMap<string, readonly Candidate[]> {
  const index = new Map<string, Candidate[]>();
  for (const target of targets) {
    for (const [rank, header] of target.headers.entries()) {
      const found = index.get(header);
      if (found === undefined) index.set(header, [{ target, rank }]);
      else found.push({ target, rank });
    }
  }
  return index;
}

/** `Phone 2` and `callbackNumbers[1]` are more of the same. */
function candidatesOf(header: string): readonly Candidate[] {
  const plain = plainHeader(header);
  const found = candidates.get(plain);
  if (found !== undefined) return found;
  const more = candidates.get(plain.replace(/\d+$/, "")) ?? [];
  return more.filter(({ target }) => target.isMany);
}

/**
 * What each column of a table is read as. What a mapping asks for comes first; then each field takes
 * the column that is surest for it, and what is left over tries its next best field. Total.
 */
export function columnsOf(
  headers: readonly string[],
  asked: RowRules["columns"],
): readonly Column[] {
  const uses = headers.map((header) => {
    const word = Object.hasOwn(asked, header) ? asked[header] : undefined;
    return word === undefined ? null : useNamed(word);
  });
  const taken = new Set<Target>(uses.filter((use) => use !== null && typeof use === "object"));
  const wanted = headers.map((header, place) => (uses[place] === null ? candidatesOf(header) : []));
  const most = Math.max(0, ...wanted.map(({ length }) => length));
  for (let choice = 0; choice < most; choice++) {
    const round = wanted
      .flatMap((each, place) => {
        const candidate = each[choice];
        return candidate === undefined || uses[place] !== null ? [] : [{ place, ...candidate }];
      })
      .sort((a, b) => a.rank - b.rank || a.place - b.place);
    for (const { place, target } of round) {
      if (taken.has(target) && !target.isMany) continue;
      taken.add(target);
      uses[place] = target;
    }
  }
  return headers.map((header, place) => ({ header, use: uses[place] ?? "attribute" }));
}

/** How the rows of a table with these headers are to be read. */
export const layoutOf = (headers: readonly string[], rules: RowRules): RowLayout => ({
  columns: columnsOf(headers, rules.columns),
  dates: rules.dates,
  zone: rules.zone,
});

/** How many of these are headers that a field is known by. */
export const knownHeaders = (cells: readonly string[]): number =>
  cells.filter((each) => candidatesOf(each).length > 0).length;
