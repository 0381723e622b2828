import type { ImportEnd, ImportProgress } from "#desk/import-port.ts";

/** What an import's thread is told. A chunk is bytes, or a text of base64 as a window sends it. */
export type ToImport =
  | { readonly do: "take"; readonly chunk: Uint8Array | string }
  | { readonly do: "end" }
  | { readonly do: "cancel" };

/** What it says: each chunk is answered once, in order; the end comes once and is the last. */
export type FromImport =
  | { readonly is: "taken"; readonly progress: ImportProgress }
  | { readonly is: "report"; readonly what: string; readonly error: Error | undefined }
  | { readonly is: "ended"; readonly end: ImportEnd; readonly progress: ImportProgress };
