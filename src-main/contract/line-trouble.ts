import * as v from "valibot";

/** Troubles of the line that have no more to them than their name. */
const plainTrouble = v.picklist([
  /** The account's address is not `sip:user@domain`. */
  "bad-account-address",
  /** The account's server is no address at all. */
  "bad-server-address",
  /** A fault of our own while the line was set up; the log says which. */
  "not-set-up",
  "no-network",
  "no-way-to-server",
  "server-name-unknown",
  /** The name service does not answer now. */
  "server-name-not-found-now",
  "no-server-there",
  "cut-by-server",
  "no-answer",
  "no-tls",
  "proxy-refuses",
  "certificate-not-trusted",
  /** The account's caFile is read and holds no certificate. */
  "no-certificate-in-ca-file",
  "no-sip-server",
  "unreachable",
  /** An open connection ended; it is made anew. */
  "connection-lost",
  "no-password-stored",
  "wrong-password",
  /** The server asks for a login and offers no way of logging in. */
  "no-login-offered",
  "account-not-let-in",
  "address-unknown",
  "other-registration-time",
  "server-busy",
  "server-fault",
  "server-not-available",
]);

/**
 * Why the line is not registered, as data: the window makes the sentence. What names come from the
 * network stand in it as they came, shortened.
 */
export const lineTrouble = v.variant("is", [
  v.strictObject({ is: plainTrouble }),
  /** The server's final answer to a registration was a status without a name of its own here. */
  v.strictObject({ is: v.literal("registration-refused"), status: v.number() }),
  /** The server answered the opening of the WebSocket with this status of HTTP. */
  v.strictObject({ is: v.literal("connection-refused"), status: v.number() }),
  /** None of the ways of logging in that the server offers is known here; three of them at most. */
  v.strictObject({
    is: v.literal("login-unknown"),
    offered: v.pipe(v.array(v.string()), v.minLength(1)),
  }),
  /** The account's caFile cannot be read; `fault` is the system's code (`ENOENT`), null when it gave none. */
  v.strictObject({ is: v.literal("ca-file-unreadable"), fault: v.nullable(v.string()) }),
]);

export type PlainLineTrouble = v.InferOutput<typeof plainTrouble>;
export type LineTrouble = v.InferOutput<typeof lineTrouble>;

/** Whether the two say the same. */
export const isSameTrouble = (a: LineTrouble | null, b: LineTrouble | null): boolean =>
  JSON.stringify(a) === JSON.stringify(b);
