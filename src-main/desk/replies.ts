import { refuse, type Reply } from "#contract/ipc.ts";
import type { PlainWhy } from "#contract/refusal-why.ts";
import type { Applied } from "./agent-loop.ts";

export const done: Reply<null> = { ok: true, value: null };

export const diskFull = refuse("disk", "disk-took-nothing");

/** What became of a wish, as the window is told it; `otherwise` says why it meant nothing. */
export function replyTo(applied: Applied, otherwise: PlainWhy): Reply<null> {
  switch (applied) {
    case "moved":
      return done;
    case "disk-full":
      return diskFull;
    case "nothing":
      return refuse("wrong-state", otherwise);
  }
}
