import * as v from "valibot";
import { shapes } from "#core/callback.ts";
import { instant, shape } from "./values.ts";

const count = v.pipe(v.number(), v.integer(), v.minValue(0));
const text = v.nullable(v.string());

/** An import of this process; drawn anew for each. */
const importId = v.pipe(v.string(), v.uuid());
const ofImport = v.strictObject({ id: importId });

export const importFormat = v.picklist(["auto", ...shapes]);

/** Bytes of the file that one `import.push` carries at most. */
export const IMPORT_CHUNK_BYTES = 262_144;
/** Base64 takes four characters for three bytes. */
const MOST_CHUNK_CHARACTERS = 4 * Math.ceil(IMPORT_CHUNK_BYTES / 3);

/** `look`: read and tell, keep nothing. `keep`: import. */
const importPurpose = v.picklist(["look", "keep"]);

/** Of what has been dealt with so far: `read = added + updated + unchanged + refused`. */
export const importCounts = v.strictObject({
  read: count,
  added: count,
  updated: count,
  unchanged: count,
  /** Records kept of which a field could not be read. */
  flagged: count,
  /** What was no record at all. */
  refused: count,
});

/** `index` counts from 0 over everything that came. */
export const importProblem = v.strictObject({
  is: v.picklist(["flagged", "refused"]),
  index: count,
  path: v.string(),
  reason: v.string(),
});

/** A record as it would be read. */
const lookedRecord = v.strictObject({
  index: count,
  shape,
  sourceId: text,
  name: text,
  /** First number for reading, null when there is none. */
  number: text,
  /** How many more numbers there are. */
  moreNumbers: count,
  dueAt: v.nullable(instant),
  tag: text,
});

/** What became of a column of a table. */
const lookedColumn = v.strictObject({
  header: v.string(),
  use: v.picklist(["field", "attribute", "unused"]),
  /** Name of the field it was read into; null unless `use` is `field`. */
  field: text,
  /** How its dates were read; null when it has none that can be read in two ways. */
  dates: v.nullable(v.picklist(["day/month/year", "month/day/year", "undecided"])),
});

/** What an import of the same file would do. */
export const importLook = v.strictObject({
  read: count,
  refused: count,
  flagged: count,
  encoding: v.string(),
  /** How many records of each shape there are, the commonest first. */
  shapes: v.array(v.strictObject({ shape, count })),
  /** The columns of a table; empty when the file is JSON. */
  columns: v.array(lookedColumn),
  /** IANA name of the zone in which times without a zone were read; null when the file is JSON. */
  zone: text,
  /** The first records. */
  records: v.array(lookedRecord),
  /** The first problems. */
  problems: v.array(importProblem),
  problemCount: count,
});

const named = { id: importId, name: v.string(), format: importFormat };

/** Why an import ended before its file did. */
const cancelledBy = v.picklist(["agent", "window-gone", "quit"]);
/** `unreadable`: the file as a whole; `disk`: it took no more; `busy`: another process kept the database. */
const failedBy = v.picklist(["unreadable", "disk", "busy", "fault"]);

const ended = {
  ...named,
  purpose: importPurpose,
  counts: importCounts,
  /** The first problems. */
  problems: v.array(importProblem),
  problemCount: count,
};

/** Why a file cannot be read at all. */
const unreadable = v.variant("is", [
  v.strictObject({ is: v.picklist(["no-json", "compressed", "no-header"]) }),
  /** No column of a table has a known name, or none is known to hold numbers; `more` than the first are there. */
  v.strictObject({
    is: v.picklist(["no-known-column", "no-number-column"]),
    columns: v.array(v.string()),
    more: count,
  }),
]);
export type Unreadable = v.InferOutput<typeof unreadable>;

/** The one import there is: under way, or how the last one ended until that is forgotten. */
export const importView = v.variant("at", [
  v.strictObject({
    at: v.literal("reading"),
    ...named,
    purpose: importPurpose,
    startedAt: instant,
    totalBytes: count,
    takenBytes: count,
    counts: importCounts,
  }),
  v.strictObject({ at: v.literal("looked"), ...named, look: importLook }),
  v.strictObject({ at: v.literal("done"), ...ended, tookMs: count }),
  v.strictObject({ at: v.literal("cancelled"), ...ended, by: cancelledBy }),
  v.strictObject({
    at: v.literal("failed"),
    ...ended,
    by: failedBy,
    /** Why it cannot be read; null where `by` says all that is known. */
    unreadable: v.nullable(unreadable),
  }),
]);

export const importCommands = {
  /** The import there is, null when there is none. */
  "import.read": { input: v.strictObject({}), output: v.nullable(importView) },
  /** Begins one; refused while another is under way. It is cancelled when this window goes. */
  "import.open": {
    input: v.strictObject({
      /** Name of the file, for reading; its ending says what the content may leave open. */
      name: v.pipe(v.string(), v.maxLength(1_000)),
      totalBytes: count,
      format: importFormat,
      purpose: importPurpose,
    }),
    output: ofImport,
  },
  /** Answered when the chunk has been taken in, so that whoever waits for that never gets ahead. */
  "import.push": {
    input: v.strictObject({
      id: importId,
      /** Base64 of the next bytes of the file. */
      chunk: v.pipe(v.string(), v.maxLength(MOST_CHUNK_CHARACTERS)),
    }),
    output: v.null(),
  },
  /** The file is at its end; what came of it is told by `import.changed`. */
  "import.end": { input: ofImport, output: v.null() },
  /** Ends it between two transactions; what is kept stays. */
  "import.cancel": { input: ofImport, output: v.null() },
  /** How it ended has been seen. */
  "import.forget": { input: ofImport, output: v.null() },
} as const;

/** The present state, a few times a second while it changes; null when it is forgotten. */
export const importChanged = v.strictObject({ view: v.nullable(importView) });

export type ImportFormat = v.InferOutput<typeof importFormat>;
export type ImportPurpose = v.InferOutput<typeof importPurpose>;
export type ImportCounts = v.InferOutput<typeof importCounts>;
export type ImportProblem = v.InferOutput<typeof importProblem>;
export type ImportLook = v.InferOutput<typeof importLook>;
export type ImportView = v.InferOutput<typeof importView>;
