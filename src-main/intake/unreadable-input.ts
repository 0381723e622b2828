import type { Unreadable } from "#contract/imports.ts";

/** The input as a whole cannot be read; nothing of it was kept. The message is for the command line. */
export class UnreadableInput extends Error {
  override readonly name = "UnreadableInput";
  /** The same as data; null for what only a command line can ask for. */
  readonly why: Unreadable | null;

  constructor(message: string, why: Unreadable | null = null, options?: ErrorOptions) {
    super(message, options);
    this.why = why;
  }
}
