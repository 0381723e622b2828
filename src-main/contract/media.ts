import * as v from "valibot";

/** One media session: a peer connection with its tracks. The id is the attempt's, or `ready` before one exists. */
const sessionId = v.pipe(v.string(), v.minLength(1), v.maxLength(64));
const sdp = v.pipe(v.string(), v.maxLength(200_000));

/** Loudness from 0 (silence) to 1. */
const level = v.pipe(v.number(), v.minValue(0), v.maxValue(1));

const iceServer = v.strictObject({
  urls: v.array(v.string()),
  username: v.optional(v.string()),
  credential: v.optional(v.string()),
});

/** Main asks the media window. Every ask is answered; the window holds one session at a time. */
export const mediaAsks = {
  /**
   * Opens the microphone, makes a peer connection, gathers candidates and returns the complete first
   * offer, so that it can leave without another word. Whoever sends it asks `offer` as well: from then
   * on it is in use and not gathered anew. Idempotent for the same session; another session replaces
   * the one there was.
   */
  prepare: {
    input: v.strictObject({
      session: sessionId,
      iceServers: v.array(iceServer),
      /** How long to wait for a reflexive or relayed candidate when servers are given. */
      gatherLimitMs: v.pipe(v.number(), v.integer(), v.minValue(0)),
    }),
    output: v.strictObject({ microphone: v.string(), sdp }),
  },
  /** A complete local offer (no trickle). `isHeld` asks for `sendonly`, else `sendrecv`. */
  offer: {
    input: v.strictObject({ session: sessionId, isHeld: v.boolean() }),
    output: v.strictObject({ sdp }),
  },
  /** Applies a remote offer and returns the complete answer; `isHeld` as in `offer`. */
  answer: {
    input: v.strictObject({ session: sessionId, sdp, isHeld: v.boolean() }),
    output: v.strictObject({ sdp }),
  },
  /** Applies the remote answer to the last offer. */
  accept: { input: v.strictObject({ session: sessionId, sdp }), output: v.strictObject({}) },
  /** Takes back a local offer that was refused. */
  rollback: { input: v.strictObject({ session: sessionId }), output: v.strictObject({}) },
  mute: {
    input: v.strictObject({ session: sessionId, isMuted: v.boolean() }),
    output: v.strictObject({}),
  },
  /** Stops every track and closes the connection. Idempotent; an unknown session is no error. */
  release: { input: v.strictObject({ session: sessionId }), output: v.strictObject({}) },
  /** Plays a tone of ours until told otherwise; null is silence. `busy` and `end` stop by themselves. */
  tone: {
    input: v.strictObject({ tone: v.nullable(v.picklist(["ringback", "busy", "end"])) }),
    output: v.strictObject({}),
  },
  /** What the connection has carried so far. Counters are totals since the session began. */
  report: {
    input: v.strictObject({ session: sessionId }),
    output: v.strictObject({
      packetsSent: v.number(),
      packetsReceived: v.number(),
      packetsLost: v.number(),
      levelSent: level,
      levelReceived: level,
      connection: v.string(),
    }),
  },
} as const;

/** The media window tells main, unasked. */
export const mediaFacts = {
  /** The window is there and listens; sent once per load and whenever the wire to main is open again. */
  ready: v.strictObject({}),
  /** The microphone in use changed; null with the reason when there is none. */
  microphone: v.strictObject({ label: v.nullable(v.string()), reason: v.nullable(v.string()) }),
  /** The first offer of a prepared session was gathered anew, for the network had changed; the old one is void. */
  renewed: v.strictObject({ session: sessionId, sdp }),
  /** State of the session's connection; `failed` means no audio can pass any more. */
  connection: v.strictObject({
    session: sessionId,
    state: v.picklist(["connecting", "connected", "disconnected", "failed"]),
  }),
  /** Ten times a second at most while a session is connected. */
  levels: v.strictObject({ session: sessionId, you: level, customer: level }),
} as const;

export type MediaAskName = keyof typeof mediaAsks;
export type MediaFactName = keyof typeof mediaFacts;
export type MediaInput<K extends MediaAskName> = v.InferOutput<(typeof mediaAsks)[K]["input"]>;
export type MediaOutput<K extends MediaAskName> = v.InferOutput<(typeof mediaAsks)[K]["output"]>;
export type MediaFact<K extends MediaFactName> = v.InferOutput<(typeof mediaFacts)[K]>;

/** Why the media window could not do what it was asked; `reason` is for reading. */
export const mediaFailure = v.strictObject({
  code: v.picklist(["microphone", "session", "sdp", "fault"]),
  reason: v.string(),
});
export type MediaFailure = v.InferOutput<typeof mediaFailure>;

export type MediaReply<T> =
  { readonly ok: true; readonly value: T } | { readonly ok: false; readonly failure: MediaFailure };

/** Handlers of the media window; an ask without one is a compile error. */
export type MediaHandlers = {
  [K in MediaAskName]: (input: MediaInput<K>) => Promise<MediaReply<MediaOutput<K>>>;
};

/** What the media window has of main, in either host. */
export interface MediaBridge {
  /** Called once; from then on asks are answered by the handlers. */
  serve(handlers: MediaHandlers): void;
  tell<K extends MediaFactName>(name: K, fact: MediaFact<K>): void;
  /** Tells whether main can be reached; called at once with the present state. */
  onConnection(listener: (isConnected: boolean) => void): () => void;
}
