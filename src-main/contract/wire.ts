import * as v from "valibot";
import { mediaFailure } from "./media.ts";
import { refusal } from "./ipc.ts";

const name = v.pipe(v.string(), v.maxLength(64));
const id = v.pipe(v.number(), v.integer(), v.minValue(0));

/**
 * What travels between main and a page, in either host: one value per message, safe to clone or to
 * write as JSON. `ask` is answered by exactly one `reply` of the same id; `event` is not answered.
 */
export const wireMessage = v.variant("kind", [
  v.strictObject({ kind: v.literal("ask"), id, name, input: v.unknown() }),
  v.strictObject({
    kind: v.literal("reply"),
    id,
    reply: v.variant("ok", [
      v.strictObject({ ok: v.literal(true), value: v.unknown() }),
      v.strictObject({
        ok: v.literal(false),
        refusal: v.optional(refusal),
        failure: v.optional(mediaFailure),
      }),
    ]),
  }),
  v.strictObject({ kind: v.literal("event"), name, payload: v.unknown() }),
]);
export type WireMessage = v.InferOutput<typeof wireMessage>;

/** A pipe for whole messages, in order, in both directions. What comes in is not yet checked. */
export interface Wire {
  send(message: WireMessage): void;
  /** At most one listener. */
  onMessage(listener: (message: unknown) => void): void;
  /** Called at once with the present state, then at every change. */
  onOpen(listener: (isOpen: boolean) => void): void;
}
