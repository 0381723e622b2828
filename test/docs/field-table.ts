import type { CallbackKey, Shape } from "#core/callback.ts";
import { epochMs } from "#core/time.ts";
import type { CallbackView } from "#contract/view.ts";
import { projectCallback } from "#desk/project-callback.ts";
import { adapters, readRecord } from "#formats/read-record.ts";
import type { Kind } from "#formats/table.ts";
import { createNumbers } from "#numbers/numbers.ts";
import { openStore } from "#store/open.ts";
import { discard, freshFolder } from "#test/support/product.ts";
import { leavesOf, WORD, type Leaf } from "./sample-of.ts";

/** The page in the docs. */
export const FIELD_PAGE = new URL("../../resources/docs/fields.md", import.meta.url).pathname;

const numbers = createNumbers("US");
const NOW = epochMs(Date.parse("2026-11-20T12:00:00Z"));

/** Documents in the order of their pages. */
export const documentShapes = (Object.keys(adapters) as Shape[]).filter((shape) => shape !== "csv");

/** Where one field goes; everything but the words of `meaning` is found out by trying it. */
export interface FieldRow {
  readonly path: string;
  readonly type: string;
  /** Values of a closed set; empty for anything else. */
  readonly values: readonly string[];
  readonly meaning: string;
  /** Where it lives in the canonical record; null: the raw payload alone keeps it. */
  readonly home: string | null;
  /** What of the screen changes when it is told, besides the record as it came; empty: nothing. */
  readonly shown: readonly string[];
  /** Found by a word of it; null: it has no words. */
  readonly isSearched: boolean | null;
  /** Told by the document's own page, rather than added since or by exports. */
  readonly isOfDocument: boolean;
}

export function fieldRows(shape: Shape): FieldRow[] {
  const { table, later } = adapters[shape];
  const seen = new Set<string>();
  const rows: FieldRow[] = [];
  const folder = freshFolder();
  const store = openStore(folder, { numbers });
  const search = (leaf: Leaf): boolean | null => {
    const hasWords = JSON.stringify(leaf.record).includes(WORD);
    if (!hasWords) return null;
    const record = recordOf(shape, leaf);
    const { key: own } = store.callbacks.put(record, NOW, false);
    const found = store.callbacks.list({
      tab: "all",
      query: WORD,
      after: null,
      limit: 500,
      now: NOW,
    });
    return found.rows.some(({ key }) => key === own);
  };
  for (const [isOfDocument, part] of [
    [true, table],
    [false, later],
  ] as const) {
    for (const leaf of leavesOf(part)) {
      if (seen.has(leaf.path)) continue;
      seen.add(leaf.path);
      const { field, top, path } = leaf;
      const inner = field.home?.join(".") ?? null;
      const outer = top.home?.join(".") ?? null;
      rows.push({
        path,
        type: `${typeOf(field.codec.kind)}${field.unit === null ? "" : `, ${field.unit}`}`,
        values: valuesOf(field.codec.kind),
        meaning: field.doc,
        home: inner === null || outer === null ? null : field === top ? outer : `${outer}.${inner}`,
        shown: shownBy(shape, leaf),
        isSearched: search(leaf),
        isOfDocument,
      });
    }
  }
  store.close();
  discard(folder);
  return rows;
}

let serial = 0;

/** A record of one field and an id of its own, which is the field itself where that tells the id. */
function recordOf(shape: Shape, leaf: Leaf) {
  serial += 1;
  const record = { ...idBeside(shape, leaf, `row-${serial}`), ...leaf.record };
  const raw = JSON.stringify(record);
  return { ...readRecord(record, shape), raw, envelope: null };
}

/** The record's own id, unless this field tells it. */
function idBeside(shape: Shape, { field }: Leaf, id: string): Readonly<Record<string, string>> {
  const { table, idField } = adapters[shape];
  const own = table.find(({ wire }) => wire[0] === idField);
  return String(own?.home) === String(field.home) ? {} : { [idField]: id };
}

function shownBy(shape: Shape, leaf: Leaf): string[] {
  const ownId = idBeside(shape, leaf, "id");
  const with_ = viewOf({ ...ownId, ...leaf.record }, shape);
  const without = viewOf(ownId, shape);
  const alone = changed(without, with_);
  if (alone.length > 0) return alone;
  // Told only beside others, as the words of a stretch are beside its time.
  const { table, later } = adapters[shape];
  const beside = leavesOf([...table, ...later]).filter(({ top }) => top === leaf.top);
  const others = beside.filter(({ path }) => path !== leaf.path);
  return changed(viewOf(together(others), shape), viewOf(together(beside), shape));
}

/** One record of all that these leaves tell. */
const together = (leaves: readonly Leaf[]): object =>
  leaves.reduce<object>((merged, { record }) => deepMerge(merged, record) as object, {});

function deepMerge(one: unknown, other: unknown): unknown {
  if (Array.isArray(one) && Array.isArray(other)) {
    return [deepMerge(one[0], other[0])];
  }
  if (typeof one !== "object" || typeof other !== "object" || one === null || other === null) {
    return other ?? one;
  }
  const merged: Record<string, unknown> = { ...one };
  for (const [name, value] of Object.entries(other)) merged[name] = deepMerge(merged[name], value);
  return merged;
}

function viewOf(record: object, shape: Shape): CallbackView {
  const { callback, problems } = readRecord(record, shape);
  const stored = {
    key: "11111111-0000-4000-8000-000000000001" as CallbackKey,
    callback,
    status: "open" as const,
    isDemo: false,
    dueAt: callback.scheduledAt,
    sourceId: callback.identity.communicationId ?? "",
    firstSeenAt: NOW,
    supersededBy: null,
    problems,
  };
  return projectCallback(stored, {
    numbers,
    now: NOW,
    attempts: [],
    timeline: [],
    wrapUps: [],
    codes: [],
  });
}

/** Names of the parts of the screen that differ; facts by their own names. */
function changed(before: CallbackView, after: CallbackView): string[] {
  const parts = Object.keys(after) as (keyof CallbackView)[];
  return parts.flatMap((part) => {
    if (JSON.stringify(before[part]) === JSON.stringify(after[part])) return [];
    if (part !== "facts") return [part];
    const known = new Set(before.facts.map((fact) => JSON.stringify(fact)));
    return after.facts
      .filter((fact) => !known.has(JSON.stringify(fact)))
      .map((fact) => (fact.kind === "attribute" ? "attributes" : fact.name));
  });
}

function valuesOf(kind: Kind): string[] {
  if (kind.is === "coded") return Object.keys(kind.set);
  if (kind.is !== "code") return [];
  return kind.names.flatMap((name, at) => (name === null ? [] : [`${at} ${name}`]));
}

function typeOf(kind: Kind): string {
  switch (kind.is) {
    case "list":
      return `list of ${typeOf(kind.of)}`;
    case "only-item":
      return typeOf(kind.of);
    case "coded":
    case "code":
      return "closed set";
    case "text-map":
      return "texts by name";
    case "loose-map":
      return "anything by name";
    case "object":
      return "object";
    case "engage-integer":
    case "integer":
    case "natural":
      return "whole number";
    case "engage-truth":
    case "truth":
      return "true or false";
    case "instant":
      return "instant";
    case "identifier":
      return "id";
    case "number":
    case "text":
    case "anything":
      return kind.is;
  }
}

const heading: Readonly<Record<string, string>> = {
  "callback-basic": "Genesys Cloud CallbackBasic",
  callback: "Genesys Cloud Callback",
  "callback-media-participant": "Genesys Cloud CallbackMediaParticipant",
  "conversation-notification-callback": "Genesys Cloud ConversationNotificationCallback",
  "engage-callback-interaction": "Genesys Engage Callback Interaction",
};

const yesNo = { true: "yes", false: "no", null: "" } as const;

function tableOf(rows: readonly FieldRow[]): string {
  const lines = rows.map(({ path, type, meaning, home, shown, isSearched }) => {
    const place = home === null ? "raw payload" : `\`${home}\``;
    const sight = shown.length === 0 ? "as it came" : shown.join(", ");
    const found = yesNo[String(isSearched) as keyof typeof yesNo];
    return `| \`${path}\` | ${type} | ${meaning} | ${place} | ${sight} | ${found} |`;
  });
  return [
    "| field | type | meaning | home | shown as | searched |",
    "| --- | --- | --- | --- | --- | --- |",
    ...lines,
  ].join("\n");
}

/** The page of all documents, as `npm run fields` writes it. */
export function fieldPage(): string {
  const rows = documentShapes.map((shape) => ({ shape, rows: fieldRows(shape) }));
  const tables = rows.map(({ shape, rows: all }) =>
    [
      `## ${heading[shape] ?? shape}`,
      tableOf(all.filter(({ isOfDocument }) => isOfDocument)),
      "Added since, or by exports and envelopes:",
      tableOf(all.filter(({ isOfDocument }) => !isOfDocument)),
    ].join("\n\n"),
  );
  const sets = new Map(
    rows
      .flatMap(({ rows: all }) => all)
      .flatMap(({ path, values }) => (values.length === 0 ? [] : [[path, values] as const])),
  );
  const setLines = [...sets].map(([path, values]) => `- \`${path}\`: ${values.join(", ")}`);
  return `${[
    "# Where every field goes",
    "Written by `npm run fields` from the tables that read the documents, and checked by the tests. " +
      "`home` is the place in the canonical record; every field is kept in the raw payload as well, " +
      "goes out again in an export of the same document, and can be read on the screen under " +
      "“The record as it came”. `shown as` is the part of the screen that tells it besides: a fact, " +
      "or a part of the callback's view. `searched` says whether its words find the record.",
    ...tables,
    "## Closed sets",
    "Values of all documents and ages together; a value that is none of them is kept, shown and " +
      "exported as it came, and nothing is automated for its record.",
    setLines.join("\n"),
  ].join("\n\n")}\n`;
}
