import * as v from "valibot";

const LOOPBACK = /^ws:\/\/(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])(?::\d+)?(?:[/?#]|$)/i;

/** What travels in the clear never leaves the machine. */
function isKeptPrivate(server: string): boolean {
  return !/^ws:/i.test(server) || LOOPBACK.test(server);
}

/** Headers that the handshake itself writes (RFC 6455 section 4.1). */
const ownHeaders =
  /^(?:host|connection|upgrade|content-length|transfer-encoding|sec-websocket-.*)$/i;

const headerName = v.pipe(
  v.string(),
  v.regex(/^[\w!#$%&'*+.^`|~-]+$/, "must be the name of a header"),
  v.check((name) => !ownHeaders.test(name), "is a header that the connection itself sets"),
);
const headerValue = v.pipe(
  v.string(),
  v.regex(/^[\x20-\x7e\u0080-\u00ff]*$/, "must be one line of plain text"),
);

/** RFC 7064 section 3.1 and RFC 7065 section 3.1. */
const iceUrl = v.pipe(
  v.string(),
  v.regex(
    /^(?:stuns?:(?:[\w.-]+|\[[\da-f:.]+\])(?::\d{1,5})?|turns?:(?:[\w.-]+|\[[\da-f:.]+\])(?::\d{1,5})?(?:\?transport=(?:udp|tcp))?)$/i,
    "must be stun:host:port, stuns:, turn: or turns:, and for TURN may end with ?transport=udp or tcp",
  ),
);

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
  /** First stop of every request, `sip:proxy.example.org`; without it requests go to the domain. */
  outboundProxy: v.optional(
    v.pipe(v.string(), v.regex(/^sips?:[^\s<>"?,]+$/i, "must be sip:host")),
  ),
  /** Number or SIP address that the called person sees; without it the account's own. */
  callerId: v.optional(
    v.pipe(
      v.string(),
      v.regex(
        /^(?:\+[1-9]\d{2,14}|sips?:[^@\s<>"?,;]+@[^@\s<>"?,;]+)$/i,
        "must be +E.164 or sip:user@domain",
      ),
    ),
  ),
  /** The header that carries it. Without it `P-Preferred-Identity` (RFC 3325). */
  callerIdIn: v.optional(v.picklist(["P-Preferred-Identity", "From"])),
  /** Whether a callback's own caller id goes before the account's. Without it: no. */
  callerIdFromCallback: v.optional(v.boolean()),
  /**
   * HTTP proxy on the way to a `wss://` server, `http://host:port`; `direct`: none. Without it
   * HTTPS_PROXY and NO_PROXY of the environment count. Its user and password belong there, not here.
   */
  proxy: v.optional(
    v.pipe(
      v.string(),
      v.regex(
        /^(?:direct|https?:\/\/[^\s/@?#]+\/?)$/i,
        "must be http://host:port without user and password, or direct",
      ),
    ),
  ),
  /** Headers that the opening of the WebSocket carries besides its own. */
  headers: v.optional(v.record(headerName, headerValue)),
  /** File of certificates (PEM) that are trusted besides the system's, by its full path. */
  caFile: v.optional(
    v.pipe(v.string(), v.regex(/^(?:\/|[a-z]:[\\/]|\\\\)/i, "must be the full path of a file")),
  ),
  iceServers: v.optional(
    v.array(
      v.pipe(
        v.strictObject({
          urls: v.pipe(v.array(iceUrl), v.minLength(1)),
          username: v.optional(v.string()),
          credential: v.optional(v.string()),
        }),
        v.check(
          ({ urls, username = "", credential = "" }) =>
            (username !== "" && credential !== "") || !urls.some((url) => /^turns?:/i.test(url)),
          "must have a username and a credential: a TURN server lets nobody in without",
        ),
      ),
    ),
    [],
  ),
});

export type Account = v.InferOutput<typeof account>;
