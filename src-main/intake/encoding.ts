import { analyse } from "chardet";
import iconv from "iconv-lite";

/** Bytes beyond ASCII are looked at this far before it is decided what they mean. */
const LOOK_BYTES = 16_384;

const marks: readonly (readonly [bytes: string, encoding: string])[] = [
  ["\xef\xbb\xbf", "utf-8"],
  ["\xff\xfe\x00\x00", "utf-32le"],
  ["\x00\x00\xfe\xff", "utf-32be"],
  ["\xff\xfe", "utf-16le"],
  ["\xfe\xff", "utf-16be"],
];

/**
 * The encoding that the first bytes tell by themselves: by a byte order mark, or by the zeros beside
 * the first letter. Null when they could be of any encoding that has ASCII in it.
 */
export function encodingTold(bytes: Buffer): string | null {
  const start = bytes.toString("latin1", 0, 4);
  const marked = marks.find(([mark]) => start.startsWith(mark));
  if (marked !== undefined) return marked[1];
  if (/^[^\0]\0/.test(start)) return "utf-16le";
  return /^\0[^\0]/.test(start) ? "utf-16be" : null;
}

/** The encoding's own name here; null when nobody knows it. */
export const encodingNamed = (name: string): string | null =>
  iconv.encodingExists(name) ? name.trim().toLowerCase() : null;

/**
 * Turns bytes into text as they come. Where no encoding is known, the first bytes beyond ASCII decide
 * between UTF-8 and what the letters look like in other encodings.
 */
export class Decoding {
  #encoding: string | null;
  #decoder: iconv.DecoderStream | null;
  #held: Buffer = Buffer.alloc(0);

  constructor(encoding: string | null) {
    this.#encoding = encoding;
    this.#decoder = encoding === null ? null : iconv.getDecoder(encoding);
  }

  /** What is known so far; text without any byte beyond ASCII is UTF-8 too. */
  get encoding(): string {
    return this.#encoding ?? "utf-8";
  }

  push(bytes: Buffer): string {
    if (this.#decoder !== null) return this.#decoder.write(bytes);
    if (this.#held.length > 0) {
      this.#held = Buffer.concat([this.#held, bytes]);
      return this.#held.length < LOOK_BYTES ? "" : this.#decide();
    }
    const beyond = bytes.findIndex((byte) => byte >= 0x80);
    if (beyond === -1) return bytes.toString("latin1");
    this.#held = bytes.subarray(beyond);
    const before = bytes.toString("latin1", 0, beyond);
    return this.#held.length < LOOK_BYTES ? before : before + this.#decide();
  }

  end(): string {
    const rest = this.#decoder === null && this.#held.length > 0 ? this.#decide() : "";
    return rest + (this.#decoder?.end() ?? "");
  }

  #decide(): string {
    this.#encoding = likelyEncoding(this.#held);
    this.#decoder = iconv.getDecoder(this.#encoding);
    const held = this.#held;
    this.#held = Buffer.alloc(0);
    return this.#decoder.write(held);
  }
}

function likelyEncoding(bytes: Buffer): string {
  try {
    // The last character may be cut.
    new TextDecoder("utf-8", { fatal: true }).decode(bytes, { stream: true });
    return "utf-8";
  } catch {
    const [best] = analyse(bytes).filter(({ name }) => iconv.encodingExists(name));
    // What the standard calls ISO 8859-1 is in practice the Windows code page that contains it.
    return best === undefined || best.name === "ISO-8859-1"
      ? "windows-1252"
      : best.name.toLowerCase();
  }
}
