import { IMPORT_CHUNK_BYTES } from "#contract/imports.ts";
import type { Bridge, Refusal } from "#contract/ipc.ts";

/** Chunks under way at once: one is dealt with while the next one travels. */
const UNDER_WAY = 2;

/** How the feeding of a file went: to its end, refused by main, or the file itself could not be read. */
export type Fed =
  | { readonly is: "fed" }
  | { readonly is: "refused"; readonly refusal: Refusal }
  | { readonly is: "unreadable" };

/** Hands a file to an import that was opened, piece by piece and no faster than it is taken in. */
export async function feed(bridge: Bridge, id: string, file: File): Promise<Fed> {
  const underWay: Promise<Refusal | null>[] = [];
  for (let at = 0; at < file.size; at += IMPORT_CHUNK_BYTES) {
    const chunk = await readPart(file, at).catch(() => null);
    if (chunk === null) return { is: "unreadable" };
    underWay.push(push(bridge, id, chunk));
    const refusal = underWay.length < UNDER_WAY ? null : await underWay.shift();
    if (refusal) return { is: "refused", refusal };
  }
  for (const answer of underWay) {
    const refusal = await answer;
    if (refusal !== null) return { is: "refused", refusal };
  }
  const ended = await bridge.invoke("import.end", { id });
  return ended.ok ? { is: "fed" } : { is: "refused", refusal: ended.refusal };
}

async function push(bridge: Bridge, id: string, chunk: string): Promise<Refusal | null> {
  const reply = await bridge.invoke("import.push", { id, chunk });
  return reply.ok ? null : reply.refusal;
}

/** Base64 of a chunk, by the browser's own encoder and off the page's thread. */
async function readPart(file: File, at: number): Promise<string> {
  const reader = new FileReader();
  await new Promise((resolve, reject) => {
    reader.onerror = () => reject(reader.error ?? new Error("the file cannot be read"));
    reader.onload = resolve;
    reader.readAsDataURL(file.slice(at, at + IMPORT_CHUNK_BYTES));
  });
  const url = typeof reader.result === "string" ? reader.result : "";
  return url.slice(url.indexOf(",") + 1);
}
