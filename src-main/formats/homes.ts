import type { Field } from "./table.ts";

/** Where the fields of a table live. */
export interface Homes {
  /** In full, as in `engage.callResult`. */
  readonly whole: ReadonlySet<string>;
  /** Their first steps alone. */
  readonly outer: ReadonlySet<string>;
}

const known = new WeakMap<readonly Field[], Homes>();

/** The same object each time it is asked for the same table. */
export function homesOf(table: readonly Field[]): Homes {
  const before = known.get(table);
  if (before !== undefined) return before;
  const told = table.flatMap(({ home }) => (home === null ? [] : [home]));
  const homes = {
    whole: new Set(told.map((home) => home.join("."))),
    outer: new Set(told.flatMap(([first]) => first ?? [])),
  };
  known.set(table, homes);
  return homes;
}
