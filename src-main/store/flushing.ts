import { closeSync, fdatasync, openSync } from "node:fs";

/**
 * Has the file written to disk again and again, in the background: whoever then waits for the disk
 * waits for little. Returns what ends it. A disk that refuses says so to the next commit that waits.
 */
export function keepFlushing(file: string): () => void {
  const descriptor = openSync(file, "r+");
  let isEnded = false;
  const flush = (): void => {
    fdatasync(descriptor, () => {
      if (isEnded) closeSync(descriptor);
      else flush();
    });
  };
  flush();
  return () => {
    isEnded = true;
  };
}
