import type { EpochMs } from "#core/time.ts";
import type { Adapter, Draft } from "./adapter.ts";
import { bareCell } from "./csv-cells.ts";
import { layoutOf } from "./csv-columns.ts";
import { readMoment, type DateRules } from "./csv-dates.ts";
import { documentFields, ownFields } from "./csv-fields.ts";
import type { Column, Part, RowLayout, RowRules } from "./csv-layout.ts";
import { emptyEngage } from "./engage-callback-interaction.ts";
import { parents, routing, wrapUp } from "./nested.ts";
import { looseText } from "./read-fields.ts";
import { Reading, type JsonObject } from "./reading.ts";
import { documentStyle } from "./style.ts";
import { settle, type Codec, type Field, type Parents } from "./table.ts";
import { isZone } from "./zones.ts";

/**
 * A row of a table, of a team without a platform: from the columns' headers, in their order, to the
 * cells. What no field is made of becomes an attribute under its header.
 */
export const csvRow: Adapter = {
  shape: "csv",
  idField: "id",
  style: documentStyle("camelCase", "plain"),
  members: [],
  table: [...ownFields, ...documentFields],
  later: [],
  read: readRow,
  layoutIn: (row, envelope) => layoutOf(Object.keys(row), rulesIn(envelope)),
  fieldsIn,
};

const empty = <T extends object>(codec: Codec<T>) => {
  return (): object => codec.read({}, new Reading()) ?? {};
};

const nested: Parents = {
  ...parents,
  engage: emptyEngage,
  routing: empty(routing),
  wrapUp: empty(wrapUp),
};

const CONTRADICTED = "expected what another column tells, found something else";

type Parts = Partial<Record<Part, string>>;

/** Of a row of which nobody has told anything. */
const unknown: RowRules = { columns: {}, dates: {}, zone: "UTC" };

/** The rules in an envelope, as it is kept beside a row; those it does not tell are the usual ones. */
function rulesIn(envelope: string | null): RowRules {
  if (envelope === null) return unknown;
  const { table } = JSON.parse(envelope) as { readonly table?: Partial<RowRules> };
  return { ...unknown, ...table };
}

/** The row's own columns, then every other field that fits into a cell. */
function fieldsIn({ columns }: RowLayout): readonly Field[] {
  const own = columns.flatMap(({ header, use }): readonly Field[] =>
    typeof use === "string" || typeof use.field === "string"
      ? []
      : [{ ...use.field, wire: [header], spellings: [[header]] }],
  );
  const taken = new Set(own.map(({ home }) => home?.join(".")));
  const isOther = ({ home, codec }: Field) =>
    !taken.has(home?.join(".")) && codec.kind.is !== "object" && codec.kind.is !== "list";
  return [...own, ...csvRow.table.filter(isOther)];
}

function readRow(row: JsonObject, draft: Draft, reading: Reading, told?: RowLayout): void {
  const layout = told ?? layoutOf(Object.keys(row), unknown);
  const { columns } = layout;
  const parts = partsIn(row, columns);
  const zone = zoneIn(row, layout, reading);
  const attributes: [string, string][] = [];
  const numbers: string[] = [];
  for (const { header, use } of columns) {
    const value = row[header];
    if (value === undefined || value === null || use === "unused") continue;
    if (use === "attribute" || isPartOf(use, "timeZone")) {
      reading.enter(header);
      const text = looseText(typeof value === "string" ? bareCell(value) : value, reading) ?? "";
      reading.leave();
      if (text.trim() !== "") attributes.push([header, text]);
      continue;
    }
    if (typeof use.field === "string") continue;
    reading.enter(header);
    const { field } = use;
    const read =
      field.codec.kind.is === "instant" && typeof value === "string"
        ? readDate(
            value,
            field,
            { order: orderIn(layout, header), zone },
            parts.time ?? "",
            reading,
          )
        : field.codec.read(value, reading);
    if (read !== null && use.isMany) numbers.push(...(read as readonly string[]));
    else if (read !== null && !settle(draft, field.home ?? [], read, nested)) {
      reading.note(CONTRADICTED);
    }
    reading.leave();
  }
  checkWindow(draft, columns, reading);
  draft.numbers = [...new Set(numbers)];
  draft.customerName = fullName(parts, draft.customerName);
  addAttributes(draft, attributes, reading);
}

/** Beside those that a column of attributes, out of a platform's document, has brought; of two of a name its own counts. */
function addAttributes(draft: Draft, own: readonly [string, string][], reading: Reading): void {
  const known = new Map(Object.entries(draft.attributes));
  for (const [header, text] of own) {
    if (known.has(header) && known.get(header) !== text) {
      reading.enter(header);
      reading.note(CONTRADICTED);
      reading.leave();
    }
  }
  const further = own.filter(([header]) => !known.has(header));
  draft.attributes = Object.fromEntries([...known, ...further]);
}

function checkWindow(draft: Draft, columns: readonly Column[], reading: Reading): void {
  const { scheduledAt, expiresAt } = draft;
  if (scheduledAt === null || expiresAt === null || expiresAt >= scheduledAt) return;
  const until = columns.find(({ use }) => typeof use !== "string" && use.name === "until");
  reading.enter(until?.header ?? "until");
  reading.note("expected an instant after the scheduled one, found one before it");
  reading.leave();
}

function partsIn(row: JsonObject, columns: readonly Column[]): Parts {
  const parts: Parts = {};
  for (const { header, use } of columns) {
    const value = row[header];
    if (typeof use === "string" || typeof use.field !== "string") continue;
    if (typeof value === "string") parts[use.field] = bareCell(value).trim();
  }
  return parts;
}

/** Null when the row names a zone that nobody knows: in any other, its times would be wrong unnoticed. */
function zoneIn(row: JsonObject, layout: RowLayout, reading: Reading): string | null {
  const column = layout.columns.find(({ use }) => isPartOf(use, "timeZone"));
  const value = column === undefined ? null : row[column.header];
  if (column === undefined || typeof value !== "string") return layout.zone;
  const zone = bareCell(value).trim();
  if (zone === "") return layout.zone;
  if (isZone(zone)) return zone;
  reading.enter(column.header);
  reading.note("expected a time zone, such as Europe/Berlin or +01:00");
  reading.leave();
  return null;
}

const isPartOf = (use: Column["use"], part: Part): boolean =>
  typeof use !== "string" && use.field === part;

const orderIn = ({ dates }: RowLayout, header: string): DateRules["order"] =>
  (Object.hasOwn(dates, header) ? dates[header] : null) ?? null;

function readDate(
  value: string,
  { home }: Field,
  rules: DateRules,
  time: string,
  reading: Reading,
): EpochMs | null {
  const text = bareCell(value).trim();
  if (text === "") return null;
  // A day in one column and its time in the next are one instant.
  const isSplit = home?.[0] === "scheduledAt" && time !== "" && !/\d:\d|T\d/.test(text);
  const at = readMoment(isSplit ? `${text} ${time}` : text, rules, home?.[0] === "expiresAt");
  if (typeof at !== "string") return at;
  reading.note(at);
  return null;
}

/** First and last name beside, or instead of, a name that has only the other of them. */
function fullName({ firstName = "", lastName = "" }: Parts, name: string | null): string | null {
  const known = name ?? "";
  const words = [firstName, known, lastName].filter(
    (part) => part !== "" && (part === known || !known.includes(part)),
  );
  return words.length === 0 ? null : words.join(" ");
}
