import type { Field, Kind } from "#formats/table.ts";

/** A word that no document and no screen has by itself. */
export const WORD = "zebrafinch";

/** A value of the kind, as its document would write it; texts hold `WORD`. */
function sampleOf(kind: Kind): unknown {
  switch (kind.is) {
    case "text":
    case "identifier":
      return `${WORD} one`;
    case "truth":
    case "engage-truth":
      return true;
    case "number":
      return 2.5;
    case "integer":
    case "natural":
    case "engage-integer":
      return 7;
    case "instant":
      return "2026-11-20T11:22:33.444Z";
    case "coded":
      return Object.keys(kind.set).at(-1);
    case "code":
      return kind.names.length - 1;
    case "list":
      return [sampleOf(kind.of)];
    case "only-item":
      return sampleOf(kind.of);
    case "object":
      return Object.fromEntries(
        kind.table.flatMap((field) => (field.home === null ? [] : [entryOf(field)])),
      );
    case "text-map":
    case "loose-map":
      return { [WORD]: WORD };
    case "anything":
      return { [WORD]: 1 };
  }
}

/** The outermost name a field stands under, and what stands there when only this field is told. */
function entryOf(field: Field, value: unknown = sampleOf(field.codec.kind)): [string, unknown] {
  const [first = "", ...inner] = field.wire;
  return [first, inner.reduceRight((told: unknown, name) => ({ [name]: told }), value)];
}

/** The leaf fields of a document: those of nested models stand under their own, each told alone. */
export interface Leaf {
  /** As in `segments[].startTime`. */
  readonly path: string;
  readonly field: Field;
  /** The document's own field it stands in. */
  readonly top: Field;
  /** A record of this field alone, without its id. */
  readonly record: Readonly<Record<string, unknown>>;
}

export function leavesOf(table: readonly Field[]): Leaf[] {
  return table.flatMap((top) =>
    leavesIn(top, top, top.wire.join("."), (value) => {
      return Object.fromEntries([entryOf(top, value)]);
    }),
  );
}

function leavesIn(
  field: Field,
  top: Field,
  path: string,
  wrap: (value: unknown) => Readonly<Record<string, unknown>>,
): Leaf[] {
  const { kind } = field.codec;
  const inner = kind.is === "list" && kind.of.is === "object" ? kind.of : kind;
  if (inner.is !== "object") {
    return [{ path, field, top, record: wrap(sampleOf(kind)) }];
  }
  const isList = inner !== kind;
  return inner.table.flatMap((each) =>
    leavesIn(each, top, `${path}${isList ? "[]" : ""}.${each.wire.join(".")}`, (value) => {
      const object = Object.fromEntries([entryOf(each, value)]);
      return wrap(isList ? [object] : object);
    }),
  );
}
