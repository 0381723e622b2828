/** The input as a whole cannot be read; nothing of it was kept. */
export class UnreadableInput extends Error {
  override readonly name = "UnreadableInput";
}
