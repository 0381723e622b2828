import { open } from "node:fs/promises";
import type { TextSource } from "#intake/read-text.ts";
import { UnreadableInput } from "#intake/unreadable-input.ts";
import type { World } from "./call.ts";

/**
 * The file's content, or for `-` the standard input. A fault of reading is told with the file's name,
 * so that a fault of whoever takes the content is not mistaken for one.
 * @throws UnreadableInput at once when there is no such file.
 */
export async function sourceOf(file: string, world: World): Promise<TextSource> {
  return readable(file === "-" ? world.stdin : await contentOf(file), file);
}

async function contentOf(file: string): Promise<TextSource> {
  const handle = await open(file).catch((error: unknown) => {
    throw unreadable(file, error);
  });
  return handle.createReadStream();
}

async function* readable(source: TextSource, file: string): AsyncGenerator<Buffer | string> {
  const chunks = source[Symbol.asyncIterator]();
  for (;;) {
    const next = await chunks.next().catch((error: unknown) => {
      throw unreadable(file, error);
    });
    if (next.done === true) return;
    yield next.value;
  }
}

const unreadable = (file: string, error: unknown): UnreadableInput =>
  new UnreadableInput(`cannot read ${file}: ${faultOf(error)}`, null, { cause: error });

const faults: Readonly<Record<string, string>> = {
  ENOENT: "there is no such file or folder",
  EISDIR: "it is a folder",
  EACCES: "permission is denied",
  ENOSPC: "the disk is full",
};

/** A fault of the file system in words, else its code. */
export function faultOf(error: unknown): string {
  const code = error instanceof Error && "code" in error ? String(error.code) : "unknown fault";
  return faults[code] ?? code;
}
