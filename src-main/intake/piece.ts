/** A part of the input that should be one JSON text. */
export type Piece =
  | {
      readonly is: "text";
      readonly text: string;
      /** It was cut out of a list: a list in its place is no list of records. */
      readonly isElement: boolean;
    }
  /** `text` is what of it is kept for looking into it; what is too long may be JSON all the same. */
  | {
      readonly is: "unreadable";
      readonly text: string;
      readonly reason: string;
      readonly isTooLong: boolean;
    };

/** How much of a piece that is too long is kept. */
const KEPT_BYTES = 65_536;

export const isBlank = (byte: number | undefined): boolean =>
  byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09;

/** Collects the bytes of one piece, and no more of them than the limit allows. Chunks must not be refilled. */
export class Portion {
  readonly #limitBytes: number;
  #parts: Buffer[] = [];
  #keptBytes = 0;
  #bytes = 0;

  constructor(limitBytes: number) {
    this.#limitBytes = limitBytes;
  }

  add(chunk: Buffer, from: number, end: number): void {
    this.#bytes += end - from;
    if (this.#bytes <= this.#limitBytes) {
      this.#parts.push(chunk.subarray(from, end));
      this.#keptBytes += end - from;
    } else if (this.#keptBytes < KEPT_BYTES) {
      this.#parts.push(Buffer.from(chunk.subarray(from, Math.min(end, from + KEPT_BYTES))));
      this.#keptBytes = KEPT_BYTES;
    } else if (this.#keptBytes > KEPT_BYTES) {
      const kept = Buffer.concat(this.#parts).subarray(0, KEPT_BYTES);
      this.#parts = [Buffer.from(kept)];
      this.#keptBytes = KEPT_BYTES;
    }
  }

  /** The piece collected since the last call; null when it is blank. */
  take(isElement = false): Piece | null {
    const bytes = this.#parts.length === 1 ? this.#parts[0] : Buffer.concat(this.#parts);
    const total = this.#bytes;
    this.#parts = [];
    this.#keptBytes = 0;
    this.#bytes = 0;
    if (bytes === undefined) return null;
    if (total > this.#limitBytes) {
      const reason =
        `longer than ${megabytes(this.#limitBytes)} (it has ${megabytes(total)}), ` +
        "of which only the beginning is kept; split it into smaller records";
      return {
        is: "unreadable",
        text: bytes.toString("utf8", 0, KEPT_BYTES),
        reason,
        isTooLong: true,
      };
    }
    return decode(bytes, isElement);
  }
}

function decode(bytes: Buffer, isElement: boolean): Piece | null {
  try {
    const text = strict.decode(bytes).trim();
    return text === "" ? null : { is: "text", text, isElement };
  } catch {
    const reason = "not UTF-8 text; save the file as UTF-8 and import it again";
    return { is: "unreadable", text: bytes.toString("utf8"), reason, isTooLong: false };
  }
}

const strict = new TextDecoder("utf-8", { fatal: true });

const megabytes = (bytes: number): string => `${(bytes / 1_000_000).toFixed(1)} MB`;
