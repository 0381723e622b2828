import { Buffer } from "node:buffer";
import { closeSync, ftruncateSync, mkdirSync, openSync, writeSync } from "node:fs";
import { join } from "node:path";
import type { Recordings } from "#desk/ports.ts";

export const RECORDINGS_FOLDER = "recordings";

/** Recordings as WebM files named after their call, in a folder for the owner alone. */
export function recordingsIn(userData: string): Recordings {
  const folder = join(userData, RECORDINGS_FOLDER);
  return {
    open(call) {
      mkdirSync(folder, { recursive: true, mode: 0o700 });
      // A second recording of the same call gets a name of its own.
      const file = openFirstFree(folder, call);
      let isOpen = true;
      let length = 0;
      return {
        append(chunk) {
          if (!isOpen) return;
          const bytes = Buffer.from(chunk, "base64");
          try {
            for (let at = 0; at < bytes.length;) at += writeSync(file, bytes, at);
          } catch (error) {
            // A piece is in it whole or not at all.
            ftruncateSync(file, length);
            throw error;
          }
          length += bytes.length;
        },
        close() {
          if (isOpen) closeSync(file);
          isOpen = false;
        },
      };
    },
  };
}

function openFirstFree(folder: string, call: string): number {
  for (let part = 1; ; part++) {
    const name = part === 1 ? `${call}.webm` : `${call}-${part}.webm`;
    try {
      return openSync(join(folder, name), "wx", 0o600);
    } catch (error) {
      if (!(error instanceof Error && "code" in error && error.code === "EEXIST")) throw error;
    }
  }
}
