import * as v from "valibot";
import { account } from "./account.ts";
import { mediaAsks } from "./media.ts";

const seconds = (fallback: number, max: number) =>
  v.optional(v.pipe(v.number(), v.minValue(0), v.maxValue(max)), fallback);

/** `settings.json` in the user-data folder. Every value has a default, so an empty object is valid. */
export const settings = v.strictObject({
  version: v.optional(v.literal(1), 1),
  accounts: v.optional(v.array(account), []),
  /** `id` of the account in use; empty: the first, and without any the demo account. */
  activeAccount: v.optional(v.string(), ""),
  /** Country in which national numbers are read, ISO 3166. */
  defaultCountry: v.optional(v.pipe(v.string(), v.regex(/^[A-Z]{2}$/)), "US"),
  countdown: v.optional(
    v.strictObject({
      /** Where the seconds start: `platform` (connected, else alerting, else accepted) or `accepted`. */
      anchor: v.optional(v.picklist(["platform", "accepted"]), "platform"),
      /** A deadline noticed later than this asks instead of dialling. Seconds. */
      lateAfterSeconds: seconds(2, 60),
    }),
    {},
  ),
  call: v.optional(
    v.strictObject({
      /** A call, or a consultation, that nobody answers is given up after ringing so long, or after so long without ringing; 0: never. Seconds. */
      noAnswerSeconds: seconds(45, 600),
      /** A customer who hangs up sooner after the answer has "released" the call, not talked. Seconds. */
      shortTalkSeconds: seconds(3, 60),
      /** An agent who gives up after ringing so long got no answer; sooner, she took the call back. Seconds. */
      longRingSeconds: seconds(10, 600),
      /** An incoming call that nobody answers is refused after so long; 0: never. Seconds. */
      ringSeconds: seconds(60, 600),
      /** So many incoming calls may ring at once; one more hears busy. */
      mostAlerting: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(20)), 1),
      /** How digits are sent: within the audio (RFC 4733), by INFO, or as the far end takes them. */
      dtmf: v.optional(v.picklist(["auto", "rfc4733", "info"]), "auto"),
      /** How long to wait for a reflexive or relayed candidate. Milliseconds. */
      gatherLimitMs: v.optional(
        v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(10_000)),
        500,
      ),
      /** Registration is asked for this long. Seconds. */
      registerSeconds: seconds(300, 86_400),
      /** Whether a call may ring while the agent talks; else its caller hears busy. */
      isWaitingAllowed: v.optional(v.boolean(), true),
      /** Calls that the network asks to be answered by themselves, as for a platform's station leg. */
      autoAnswer: v.optional(v.picklist(["asked", "never"]), "asked"),
      /** The server is asked whether it is still there this often; 0: never. Seconds. */
      probeSeconds: seconds(15, 3_600),
      /** A server that has not answered by then is given up, and the connection opened anew. Seconds. */
      probeAnswerSeconds: v.optional(v.pipe(v.number(), v.minValue(0.1), v.maxValue(60)), 3),
      /** A call that neither side has confirmed for this long is over (RFC 4028); 0: not agreed on. Seconds. */
      sessionExpiresSeconds: v.optional(
        v.pipe(
          v.number(),
          v.integer(),
          v.check(
            (given) => given === 0 || (given >= 90 && given <= 86_400),
            "must be 0 or 90 to 86400",
          ),
        ),
        1_800,
      ),
    }),
    {},
  ),
  audio: v.optional(
    v.strictObject({
      /** Codecs to use, best first, and no others. */
      order: v.optional(mediaAsks.codecs.input.entries.order, ["opus", "g722", "pcma", "pcmu"]),
      /** Opus: send what helps the far end over lost packets. */
      fec: v.optional(v.boolean(), true),
      /** Opus: send next to nothing while nobody speaks. */
      dtx: v.optional(v.boolean(), false),
    }),
    {},
  ),
  recording: v.optional(
    v.strictObject({
      /** Whether the agent may record calls at all. */
      isAllowed: v.optional(v.boolean(), false),
      /** Whether both sides hear a beep every 15 seconds. */
      withTone: v.optional(v.boolean(), true),
      /** `ask`: the agent says each time that the customer agreed; `not-needed`: the law of the place does not ask. */
      consent: v.optional(v.picklist(["ask", "not-needed"]), "ask"),
    }),
    {},
  ),
  wrapUp: v.optional(
    v.strictObject({
      codes: v.optional(
        v.array(v.strictObject({ id: v.pipe(v.string(), v.minLength(1)), name: v.string() })),
        [
          { id: "resolved", name: "Resolved" },
          { id: "follow-up", name: "Follow-up needed" },
          { id: "left-message", name: "Left a message" },
          { id: "not-reached", name: "Not reached" },
          { id: "wrong-number", name: "Wrong number" },
          { id: "already-handled", name: "Already handled" },
          { id: "not-interested", name: "Not interested" },
          { id: "do-not-call", name: "Do not call again" },
        ],
      ),
      /** What "call again" proposes. Minutes. */
      againAfterMinutes: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1)), 30),
    }),
    {},
  ),
});

export type Settings = v.InferOutput<typeof settings>;
