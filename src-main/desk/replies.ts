import type { Refusal, Reply } from "#contract/ipc.ts";
import type { Applied } from "./agent-loop.ts";

export const done: Reply<null> = { ok: true, value: null };

export const refuse = (code: Refusal["code"], message: string) =>
  ({ ok: false, refusal: { code, message } }) as const;

export const diskFull = refuse("disk", "The disk took nothing: free some space and try again.");

/** What became of a wish, as the window is told it; `otherwise` says why it meant nothing. */
export function replyTo(applied: Applied, otherwise: string): Reply<null> {
  switch (applied) {
    case "moved":
      return done;
    case "disk-full":
      return diskFull;
    case "nothing":
      return refuse("wrong-state", otherwise);
  }
}
