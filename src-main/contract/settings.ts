import * as v from "valibot";

const seconds = (fallback: number, max: number) =>
  v.optional(v.pipe(v.number(), v.minValue(0), v.maxValue(max)), fallback);

const LOOPBACK = /^ws:\/\/(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])(?::\d+)?(?:[/?#]|$)/i;

/** What travels in the clear never leaves the machine. */
function isKeptPrivate(server: string): boolean {
  return !/^ws:/i.test(server) || LOOPBACK.test(server);
}

/** One SIP account. Its password is never here. */
export const account = v.strictObject({
  id: v.pipe(v.string(), v.minLength(1), v.maxLength(64)),
  displayName: v.optional(v.string(), ""),
  /** Address-of-record, `sip:user@domain`. */
  uri: v.pipe(v.string(), v.regex(/^sips?:[^@\s]+@[^@\s]+$/i, "must be sip:user@domain")),
  /** WebSocket of the server, `wss://host:port/path`; `ws://` only for servers on this machine. */
  server: v.pipe(
    v.string(),
    v.regex(/^wss?:\/\/[^\s]+$/i, "must be wss://host"),
    v.check(
      isKeptPrivate,
      "must be wss://host: ws:// is not encrypted, and only for a server on this machine",
    ),
  ),
  /** User of the digest; empty: the user of the address. */
  authUser: v.optional(v.string(), ""),
  iceServers: v.optional(
    v.array(
      v.strictObject({
        urls: v.array(v.string()),
        username: v.optional(v.string()),
        credential: v.optional(v.string()),
      }),
    ),
    [],
  ),
});

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
      /** Ringing longer than this is given up; 0: never. Seconds. */
      noAnswerSeconds: seconds(45, 600),
      /** How long to wait for a reflexive or relayed candidate. Milliseconds. */
      gatherLimitMs: v.optional(
        v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(10_000)),
        500,
      ),
      /** Registration is asked for this long. Seconds. */
      registerSeconds: seconds(300, 86_400),
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

export type Account = v.InferOutput<typeof account>;
export type Settings = v.InferOutput<typeof settings>;
