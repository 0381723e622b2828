import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { Report } from "#desk/ports.ts";
import type { Recording } from "./callees.ts";

/** Opus packets of 20 ms each, in order. */
export type Frames = readonly Buffer[];

/** Reads a recording; without the file the callee is silent, which is reported. */
export function readRecording(name: Recording, report: Report): Frames {
  const file = findUpwards(join("resources", "callee", `${name}.opus`));
  if (file === null) {
    report(`resources/callee/${name}.opus is missing: the demo callee will be silent`);
    return [];
  }
  return opusPackets(readFileSync(file));
}

/** The bundle lies deeper than the source or less deep; `resources` is beside either. */
function findUpwards(path: string): string | null {
  for (let folder = import.meta.dirname; ; folder = dirname(folder)) {
    const file = join(folder, path);
    if (existsSync(file)) return file;
    if (dirname(folder) === folder) return null;
  }
}

/** Packets of an Ogg Opus file (RFC 3533, RFC 7845) without its two header packets. */
export function opusPackets(file: Buffer): Frames {
  const packets: Buffer[] = [];
  let parts: Buffer[] = [];
  for (
    let page = 0;
    page + 27 <= file.length && file.toString("latin1", page, page + 4) === "OggS";
  ) {
    const segments = file.readUInt8(page + 26);
    let at = page + 27 + segments;
    for (let index = 0; index < segments; index++) {
      const length = file.readUInt8(page + 27 + index);
      parts.push(file.subarray(at, at + length));
      at += length;
      // A segment of 255 bytes goes on in the next one.
      if (length === 255) continue;
      packets.push(Buffer.concat(parts));
      parts = [];
    }
    page = at;
  }
  return packets.slice(2);
}
