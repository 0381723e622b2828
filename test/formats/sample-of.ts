import { spellingsOf, type Field, type Kind } from "#formats/table.ts";

/** A value of the kind, as a document would have it; `seed` makes values of the same kind differ. */
function sampleOf(kind: Kind, seed: number): unknown {
  switch (kind.is) {
    case "text":
    case "identifier":
      return `t-${seed}`;
    case "truth":
    case "engage-truth":
      return seed % 2 === 0;
    case "number":
      return seed + 0.5;
    case "integer":
    case "natural":
    case "engage-integer":
      return seed;
    case "instant":
      return new Date(Date.UTC(2026, 10, 20, 8, 0, seed, 113)).toISOString();
    case "coded": {
      const values = Object.keys(kind.set);
      return values[seed % values.length];
    }
    case "code":
      return seed % 3;
    case "list":
      return [sampleOf(kind.of, seed), sampleOf(kind.of, seed + 1)];
    case "only-item":
      return sampleOf(kind.of, seed);
    case "object":
      return recordOf(kind.table, seed);
    case "text-map":
    case "loose-map":
      return { [`Name ${seed}`]: `t-${seed}`, __proto: "x" };
    case "anything":
      return { any: [seed] };
  }
}

/** A record with every field of the table, under the name at `spelling` of those a field may have. */
export function recordOf(
  table: readonly Field[],
  seed = 1,
  spelling = 0,
): Readonly<Record<string, unknown>> {
  const record: Record<string, unknown> = {};
  for (const [place, field] of table.entries()) {
    const names = field.wire.map((name) => spellingsOf(name).at(spelling) ?? name);
    const last = names.pop() ?? "";
    let inner = record;
    for (const name of names) inner = (inner[name] ??= {}) as Record<string, unknown>;
    inner[last] = sampleOf(field.codec.kind, seed + place);
  }
  return record;
}
