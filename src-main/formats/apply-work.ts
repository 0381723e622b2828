import type { Shape } from "#core/callback.ts";
import type { LocalWork } from "#core/local-work.ts";
import type { Adapter } from "./adapter.ts";
import { homesOf } from "./homes.ts";
import { jsonText, splice, type JsonText, type Span } from "./json-text.ts";
import { adapters, bare, readRecord } from "./read-record.ts";
import { isObject, type JsonObject } from "./reading.ts";
import { namesIn, presentName, presentNames, styleOf } from "./record-style.ts";
import { nameIn, type Style } from "./style.ts";
import type { Field } from "./table.ts";
import { isUntouched, worked } from "./worked.ts";
import { isTold, valueAt } from "./told.ts";
import { Writing, type Lost } from "./writing.ts";

export interface UpdatedText {
  readonly text: string;
  /** What was done here and the document has no field for. */
  readonly lost: readonly Lost[];
}

/**
 * The record as it came with nothing changed but what was done with it here, in the record's own
 * spelling. Everything else is the very text that came: long numbers, names given twice, escapes. A
 * record that nothing was done with is the same text. `raw` is JSON text of an object; `envelope`
 * tells how the rows of its table are read, where it is one.
 */
export function applyWork(
  raw: string,
  shape: Shape,
  work: LocalWork,
  envelope: string | null = null,
): UpdatedText {
  if (isUntouched(work)) return { text: raw, lost: [] };
  const adapter = adapters[shape];
  const record = JSON.parse(raw) as JsonObject;
  const layout = adapter.layoutIn?.(record, envelope);
  // Read anew: a participant that surrounded the record when it came is no part of its text.
  const around = layout === undefined ? bare : { ...bare, layout };
  const before = readRecord(record, shape, around).callback;
  const after = worked(before, work, adapter);
  const style = styleOf(record, adapter);
  const writing = new Writing({ ...adapter, style }, style.enums);
  const edits = new Edits(raw, writing);
  const fields =
    layout === undefined ? fieldsFor(record, adapter) : (adapter.fieldsIn?.(layout) ?? []);
  edits.update(fields, { before, after, record, place: [], style });
  const placeless = changesIn(before, after).filter((path) => !fields.some(mayTell(path)));
  const reason = `${shape} has no place for it`;
  const lost = [...writing.lost, ...placeless.map((path) => ({ path: path.join("."), reason }))];
  return { text: edits.text(), lost };
}

/** Whether a field is of the fact at the path, or of what it stands in. */
const mayTell =
  (path: readonly string[]) =>
  ({ home }: Field): boolean =>
    home !== null && home.every((step, at) => step === path[at]);

/** Paths of the facts that are told anew, those inside a model each by itself. */
function changesIn(before: object, after: object): readonly (readonly string[])[] {
  return Object.entries(after).flatMap(([name, value]) => {
    const was = valueAt(before, [name]);
    if (!isTold(value) || JSON.stringify(value) === JSON.stringify(was)) return [];
    if (!isObject(value) || "raw" in value) return [[name]];
    return changesIn(isObject(was) ? was : {}, value).map((inner) => [name, ...inner]);
  });
}

/**
 * The document's fields, and those added since that the record has, or that alone have room for a
 * fact. What one of them tells, no other field of the document is added for.
 */
function fieldsFor(record: JsonObject, { table, later }: Adapter): readonly Field[] {
  const isThere = ({ spellings }: Field) => presentName(record, spellings[0] ?? []) !== null;
  const added = later.filter(isThere);
  const isAdded = ({ home }: Field) => home !== null && added.some(mayTell(home));
  const covered: ReadonlySet<string | undefined> = homesOf(table).outer;
  return [
    ...table.filter((field) => isThere(field) || !isAdded(field)),
    ...later.filter((field) => isThere(field) || !covered.has(field.home?.[0])),
  ];
}

type Place = readonly string[];

/** One object of the record, as it was read and as it is to be. */
interface Level {
  readonly before: object;
  readonly after: object;
  readonly record: JsonObject;
  readonly place: Place;
  readonly style: Style;
}

/** Collects what is to be cut out of a text and what is put in. */
class Edits {
  readonly #raw: string;
  readonly #json: JsonText;
  readonly #writing: Writing;
  readonly #cuts: (Span & { readonly by: string })[] = [];
  /** New entries by the place of the object they go into. */
  readonly #entries = new Map<string, { readonly place: Place; readonly texts: string[] }>();

  constructor(raw: string, writing: Writing) {
    this.#raw = raw;
    this.#json = jsonText(raw);
    this.#writing = writing;
  }

  /** Writes every field whose fact has changed. */
  update(fields: readonly Field[], level: Level): void {
    for (const field of fields) {
      const { home } = field;
      if (home === null) continue;
      const before = valueAt(level.before, home);
      const after = valueAt(level.after, home);
      if (JSON.stringify(before) === JSON.stringify(after)) continue;
      this.#writing.enter(...home);
      if (isTold(after)) this.#put(field, before, after, level);
      else this.#clear(field, level);
      this.#writing.leave(home.length);
    }
  }

  text(): string {
    const added = [...this.#entries.values()].flatMap(({ place, texts }) => {
      const room = this.#json.room(place);
      if (room === null) return [];
      const by = (room.isFirst ? "" : ",") + texts.join(",");
      return [{ start: room.at, end: room.at, by }];
    });
    const cuts = [...this.#cuts, ...added].sort((a, b) => a.start - b.start);
    return splice(this.#raw, { start: 0, end: this.#raw.length }, cuts);
  }

  /** Writes the fact wherever the record tells it: under both spellings of a name where it has both. */
  #put(field: Field, before: unknown, after: unknown, level: Level, step = 0): void {
    const { spellings, wire, codec } = field;
    const { record, style } = level;
    const names = presentNames(record, spellings[step] ?? []);
    const anew = () => codec.write(after, this.#writing, undefined);
    if (names.length === 0) this.#insert(level.place, wire.slice(step), anew(), style);
    for (const name of names) {
      const was = record[name];
      const place = [...level.place, name];
      if (step < spellings.length - 1) {
        if (isObject(was))
          this.#put(field, before, after, { ...level, record: was, place }, step + 1);
        else this.#replace(place, nest(wire.slice(step + 1), anew(), style));
      } else if (
        codec.kind.is === "object" &&
        isObject(was) &&
        isObject(before) &&
        isObject(after)
      ) {
        const own = { ...style, names: namesIn(was) ?? style.names };
        this.update(codec.kind.table, { before, after, record: was, place, style: own });
      } else if (codec.kind.is === "engage-integer" && isTold(was) && !isTold(before)) {
        this.#writing.lose("what stands there could not be read, so nothing can be added to it");
      } else {
        this.#replace(place, codec.write(after, this.#writing, was ?? undefined));
      }
    }
  }

  /** A fact that no longer holds is told as null, where a field of its own tells it. */
  #clear({ spellings }: Field, { record, place }: Level): void {
    if (spellings.length > 1) return;
    for (const name of presentNames(record, spellings[0] ?? [])) {
      this.#replace([...place, name], null);
    }
  }

  #replace(place: Place, value: unknown): void {
    const span = this.#json.find(place);
    if (span !== null && value !== undefined)
      this.#cuts.push({ ...span, by: JSON.stringify(value) });
  }

  #insert(
    place: Place,
    [first = "", ...rest]: readonly string[],
    value: unknown,
    style: Style,
  ): void {
    if (value === undefined) return;
    const text = `${JSON.stringify(nameIn(style, first))}:${JSON.stringify(nest(rest, value, style))}`;
    const key = JSON.stringify(place);
    const entry = this.#entries.get(key) ?? { place, texts: [] };
    entry.texts.push(text);
    this.#entries.set(key, entry);
  }
}

/** The value inside objects of the names, from the outside in. */
const nest = (names: readonly string[], value: unknown, style: Style): unknown =>
  names.reduceRight((inner, name) => ({ [nameIn(style, name)]: inner }), value);
