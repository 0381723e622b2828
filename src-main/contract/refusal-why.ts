import * as v from "valibot";
import { uncallables } from "#core/countdown.ts";
import { lineTrouble } from "./line-trouble.ts";
import { microphoneTrouble } from "./media.ts";
import { misfit } from "./misfit.ts";

/** Reasons that have no more to them than their name. */
export const plainWhy = v.picklist([
  "no-such-command",
  /** Nothing was sent: the wire to main is closed. */
  "unreachable",
  "disk-took-nothing",
  "no-callback-in-hand",
  "another-in-hand",
  "finish-first",
  "not-in-hand",
  "not-to-be-taken",
  "not-to-be-skipped",
  "number-not-to-be-called",
  "called-already",
  "no-countdown-running",
  "no-countdown-paused",
  "time-passed",
  "no-microphone",
  "no-wrap-up",
  "wrap-up-not-to-be-skipped",
  "choose-outcome",
  "choose-code",
  "no-customer-call",
  "no-answered-call",
  "no-such-call",
  "no-number",
  "nothing-to-hang-up",
  "nothing-to-mute",
  "not-to-be-held",
  "not-on-hold",
  "no-consultation-now",
  "not-to-be-transferred",
  "nobody-consulted-answered",
  "nothing-to-join",
  "no-conference",
  "not-to-be-answered",
  "rings-no-more",
  "no-consent",
  "not-recordable",
  "nothing-recorded",
  /** The media window is not there, or could not do it. */
  "sound-failed",
  "import-running",
  "import-over",
  /** More chunks of a file came than main takes at once. */
  "too-many-chunks",
]);

/** Why a command was refused, in particular: a name, with what a sentence about it has to name. */
export const refusalWhy = v.union([
  plainWhy,
  v.variant("is", [
    v.strictObject({ is: v.literal("no-such-callback"), key: v.string() }),
    v.strictObject({ is: v.literal("uncallable"), reason: v.picklist(uncallables) }),
    v.strictObject({ is: v.literal("not-registered"), reason: v.nullable(lineTrouble) }),
    v.strictObject({ is: v.literal("microphone"), trouble: microphoneTrouble }),
    /** `who`: name or number of the other call, null when she hides both. */
    v.strictObject({ is: v.literal("another-call"), who: v.nullable(v.string()) }),
    /** The command was not done, for what it came with does not fit the contract. */
    v.strictObject({ is: v.literal("misfit"), command: v.string(), misfit }),
    v.strictObject({
      is: v.picklist(["no-answer", "not-sent", "no-reason", "unreadable-answer", "failed-inside"]),
      command: v.string(),
    }),
  ]),
]);

export type PlainWhy = v.InferOutput<typeof plainWhy>;
export type RefusalWhy = v.InferOutput<typeof refusalWhy>;
