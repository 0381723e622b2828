import { Buffer } from "node:buffer";

const HEADER_BYTES = 44;

/** A WAV file of one channel of 16-bit samples. */
export function toWav(samples: Int16Array, rate: number): Buffer {
  const header = Buffer.alloc(HEADER_BYTES);
  header.write("RIFF", 0);
  header.writeUInt32LE(HEADER_BYTES - 8 + samples.byteLength, 4);
  header.write("WAVEfmt ", 8);
  header.writeUInt32LE(16, 16);
  header.writeUInt16LE(1, 20);
  header.writeUInt16LE(1, 22);
  header.writeUInt32LE(rate, 24);
  header.writeUInt32LE(rate * 2, 28);
  header.writeUInt16LE(2, 32);
  header.writeUInt16LE(16, 34);
  header.write("data", 36);
  header.writeUInt32LE(samples.byteLength, 40);
  return Buffer.concat([header, Buffer.from(samples.buffer)]);
}

export interface Recorded {
  readonly rate: number;
  readonly samples: Float32Array;
}

/**
 * The samples of a WAV file of one channel of 16 bits. It may still be written: its header tells the
 * length only at the end, so everything behind it counts.
 */
export function fromWav(file: Buffer): Recorded {
  const at = file.indexOf("data") + 8;
  if (at < HEADER_BYTES) return { rate: 1, samples: new Float32Array() };
  const count = Math.floor((file.length - at) / 2);
  const samples = Float32Array.from(
    { length: count },
    (_, index) => file.readInt16LE(at + 2 * index) / 0x8000,
  );
  return { rate: file.readUInt32LE(24), samples };
}

/** G.711 mu-law, one byte a sample, as SIPp streams it. */
export function toMuLaw(samples: Int16Array): Buffer {
  return Buffer.from(Uint8Array.from(samples, muLawOf));
}

/** ITU-T G.711: a sign, the octave and four bits within it, all bits turned over. */
function muLawOf(sample: number): number {
  const size = Math.min(Math.abs(sample), 32_635) + 132;
  const octave = Math.floor(Math.log2(size)) - 7;
  const step = (size >> (octave + 3)) & 0x0f;
  return ~((sample < 0 ? 0x80 : 0) | (octave << 4) | step) & 0xff;
}

export function fromMuLaw(bytes: Uint8Array): Float32Array {
  return Float32Array.from(bytes, (byte) => {
    const bits = ~byte & 0xff;
    const size = ((((bits & 0x0f) << 3) + 132) << ((bits >> 4) & 0x07)) - 132;
    return (bits & 0x80 ? -size : size) / 0x8000;
  });
}
