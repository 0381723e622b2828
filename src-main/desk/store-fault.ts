/**
 * True for a refusal of the disk that may pass: it is full, or another process holds the file. The
 * store's fault classes are known here by name only, for the desk knows no store.
 */
export const isPassing = (error: unknown): boolean =>
  error instanceof Error && (error.name === "StoreFull" || error.name === "StoreBusy");
