import * as v from "valibot";
import type { CallId } from "#core/call-id.ts";
import { sideTroubles } from "#core/side-calls.ts";
import { callbackKey, instant, transferView } from "./values.ts";

export const callId = v.pipe(
  v.string(),
  v.uuid(),
  v.transform((value) => value as CallId),
);

const text = v.nullable(v.string());

/** A call beside the attempt: one that came in, or a consultation. */
export const sideView = v.strictObject({
  call: callId,
  kind: v.picklist(["incoming", "consult"]),
  at: v.picklist(["alerting", "answering", "parked", "dialing", "ringing", "talking"]),
  /** The number for reading; null when the caller hides it. */
  display: text,
  /** What the far end calls itself. */
  name: text,
  /** The answered call that somebody is consulted about: the customer's, or a caller's; null for a caller. */
  beside: v.nullable(callId),
  /** The open callback of the same person; null when none is known. */
  about: v.nullable(v.strictObject({ key: callbackKey, name: text })),
  startedAt: instant,
  answeredAt: v.nullable(instant),
  /** When it is answered by itself, as the network asked; null: only by the agent. */
  answersAt: v.nullable(instant),
  hold: v.picklist(["off", "asking", "on", "releasing"]),
  isHeldByFarEnd: v.boolean(),
  isMuted: v.boolean(),
  /** The caller on her way to somebody else; null: she stays. */
  transfer: transferView,
  isEnding: v.boolean(),
  /** What she wished for it is done as soon as the other call is on hold. */
  isWaiting: v.boolean(),
  trouble: v.nullable(v.picklist(sideTroubles)),
});

export type SideView = v.InferOutput<typeof sideView>;
