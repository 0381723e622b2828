import { Buffer } from "node:buffer";
import { closeSync, fsyncSync, openSync, renameSync, rmSync, writeSync } from "node:fs";
import { join } from "node:path";

/**
 * Writes a file for the owner alone; whoever reads meanwhile sees the old text or the new one, whole.
 * @throws when the folder cannot be written; the old file then stands as it was.
 */
export function writeAtomically(folder: string, name: string, text: string): void {
  const partial = join(folder, `${name}.${process.pid}.partial`);
  try {
    const file = openSync(partial, "w", 0o600);
    try {
      const bytes = Buffer.from(text, "utf8");
      for (let at = 0; at < bytes.length;) at += writeSync(file, bytes, at);
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
    renameSync(partial, join(folder, name));
  } catch (error) {
    rmSync(partial, { force: true });
    throw error;
  }
}
