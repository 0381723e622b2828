import type { Refusal, Reply } from "#contract/ipc.ts";

export const done: Reply<null> = { ok: true, value: null };

export const refuse = (code: Refusal["code"], message: string) =>
  ({ ok: false, refusal: { code, message } }) as const;

export const diskFull = refuse("disk", "The disk took nothing: free some space and try again.");
