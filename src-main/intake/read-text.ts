import type { Told } from "#formats/csv-fit.ts";
import { looksLikeTable, sniff } from "./csv-dialect.ts";
import { TableReader } from "./csv-table.ts";
import { Decoding, encodingNamed, encodingTold } from "./encoding.ts";
import type { Entry } from "./entry.ts";
import type { FoundTable } from "./found-table.ts";
import { JsonReader } from "./json-reader.ts";
import type { Format } from "./read-item.ts";
import { defaultLimits, type SplitLimits } from "./split-input.ts";
import { toldBy, type TableOptions } from "./table-options.ts";
import { UnreadableInput } from "./unreadable-input.ts";

/** How an input is to be read, whoever takes what is in it. */
export interface ReadOptions {
  readonly format: Format;
  /** Name of the file, when there is one: its ending says what the content may leave open. */
  readonly name?: string;
  /** Name of an encoding; by default it is found out. */
  readonly encoding?: string;
  readonly table?: TableOptions;
  readonly limits?: Partial<SplitLimits>;
}

export type TextSource = AsyncIterable<Buffer | string>;

/** Bytes that are looked at to tell what an input is, unless its first letter tells it. */
const LOOK_BYTES = 65_536;

/**
 * Reads records out of JSON or of a table, whichever the input is. Bad parts are refused one by one
 * and stop nothing. Memory does not grow with the input.
 */
export class TextReader {
  readonly #options: ReadOptions;
  readonly #told: Told;
  readonly #limits: SplitLimits;
  #held: Buffer = Buffer.alloc(0);
  #decoding: Decoding | null = null;
  #json: JsonReader | null = null;
  #table: TableReader | null = null;

  /** @throws UnreadableInput when an option makes no sense for any input. */
  constructor(options: ReadOptions) {
    this.#options = options;
    this.#told = toldBy(options.table ?? {});
    this.#limits = { ...defaultLimits, ...options.limits };
  }

  /** What has been found out so far about how the input is written. */
  get found(): { readonly encoding: string; readonly table: FoundTable | null } {
    return {
      encoding: this.#decoding?.encoding ?? "utf-8",
      table: this.#table?.found ?? null,
    };
  }

  /**
   * What this chunk completes; to be taken before the next one is pushed.
   * @throws UnreadableInput when the input as a whole is of no use.
   */
  *push(chunk: Buffer | string): Generator<Entry> {
    let bytes = typeof chunk === "string" ? Buffer.from(chunk) : chunk;
    if (this.#json === null && this.#table === null) {
      this.#held = Buffer.concat([this.#held, bytes]);
      if (!this.#open(false)) return;
      bytes = this.#held;
      this.#held = Buffer.alloc(0);
    }
    yield* this.#read(bytes);
  }

  /**
   * What the end of the input completes.
   * @throws UnreadableInput when the input as a whole is of no use.
   */
  *end(): Generator<Entry> {
    if (this.#json === null && this.#table === null) {
      this.#open(true);
      yield* this.#read(this.#held);
    }
    const rest = this.#decoding?.end() ?? "";
    if (this.#table !== null) yield* this.#table.push(rest);
    else if (this.#json !== null && rest !== "") yield* this.#json.push(Buffer.from(rest));
    yield* this.#table?.end() ?? this.#json?.end() ?? [];
  }

  *#read(bytes: Buffer): Generator<Entry> {
    if (this.#table !== null) yield* this.#table.push(this.#decoding?.push(bytes) ?? "");
    else if (this.#decoding === null) yield* this.#json?.push(bytes) ?? [];
    else yield* this.#json?.push(Buffer.from(this.#decoding.push(bytes))) ?? [];
  }

  /** Decides what the input is; false when more of it has to come first. */
  #open(isWhole: boolean): boolean {
    const held = this.#held;
    if (!isWhole && held.length < 4) return false;
    refuseCompressed(held);
    const encoding = this.#encodingOf(held);
    const sampling = new Decoding(encoding);
    const look = held.subarray(0, LOOK_BYTES);
    // At the end of a cut sample stands at most half a letter.
    const sample = sampling.push(look) + sampling.end();
    const isJson = /^\ufeff?\s*[[{]/.test(sample);
    if (!isJson && !isWhole && held.length < LOOK_BYTES) return false;
    const { format } = this.#options;
    const mayBeTable = format === "csv" || format === "auto";
    const isSampleWhole = isWhole && look.length === held.length;
    const isTable =
      mayBeTable && !isJson && (this.#isCalledTable() || looksLikeTable(sample, isSampleWhole));
    if (isTable) {
      const dialect = sniff(sample, isSampleWhole, this.#options.table?.delimiter);
      this.#decoding = new Decoding(encoding);
      this.#table = new TableReader(this.#told, dialect, this.#limits.itemBytes);
    } else {
      // UTF-8 is read as it comes: then one line that is none costs no other.
      this.#decoding = encoding === null || encoding === "utf-8" ? null : new Decoding(encoding);
      this.#json = new JsonReader(format, this.#told, this.#limits);
      if (encoding === "utf-8") this.#held = withoutMark(held);
    }
    return true;
  }

  #isCalledTable(): boolean {
    return this.#options.format === "csv" || /\.(?:csv|tsv)$/i.test(this.#options.name ?? "");
  }

  #encodingOf(bytes: Buffer): string | null {
    const { encoding } = this.#options;
    if (encoding === undefined) return encodingTold(bytes);
    const named = encodingNamed(encoding);
    if (named !== null) return named;
    throw new UnreadableInput(`there is no encoding "${encoding}"; one is windows-1252`);
  }
}

const withoutMark = (bytes: Buffer): Buffer =>
  bytes.toString("latin1", 0, 3) === "\xef\xbb\xbf" ? bytes.subarray(3) : bytes;

function refuseCompressed(bytes: Buffer): void {
  const start = bytes.toString("latin1", 0, 3);
  if (start.startsWith("\x1f\x8b") || start.startsWith("PK\x03")) {
    throw new UnreadableInput(
      "the input is a compressed file; unpack it and import what is inside, " +
        "or save a workbook as CSV",
      { is: "compressed" },
    );
  }
}
