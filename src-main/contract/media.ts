import * as v from "valibot";

/** One media session: a peer connection with its tracks. Main makes the names up. */
const sessionId = v.pipe(v.string(), v.minLength(1), v.maxLength(64));
const sdp = v.pipe(v.string(), v.maxLength(200_000));

/** Loudness from 0 (silence) to 1. */
const level = v.pipe(v.number(), v.minValue(0), v.maxValue(1));

const iceServer = v.strictObject({
  urls: v.array(v.string()),
  username: v.optional(v.string()),
  credential: v.optional(v.string()),
});

/** What a connection is made with. */
const setup = {
  session: sessionId,
  iceServers: v.array(iceServer),
  /** How long to wait for a reflexive or relayed candidate when servers are given. */
  gatherLimitMs: v.pipe(v.number(), v.integer(), v.minValue(0)),
};

/**
 * A microphone or a speaker. The id is made of its label, for it has to outlive what the browser's
 * own ids do not: another port of the host, cleared site data.
 */
const deviceId = v.pipe(v.string(), v.minLength(1), v.maxLength(300));
const device = v.strictObject({
  id: deviceId,
  kind: v.picklist(["microphone", "speaker"]),
  label: v.string(),
  isDefault: v.boolean(),
  isInUse: v.boolean(),
});
export type MediaDevice = v.InferOutput<typeof device>;

/** A device for each use; null: the system's default, whichever that is at the time. */
export const deviceChoice = v.strictObject({
  microphone: v.nullable(deviceId),
  speaker: v.nullable(deviceId),
  ringer: v.nullable(deviceId),
});

/** What the browser does to the microphone's sound. */
export const processing = v.strictObject({
  echoCancellation: v.boolean(),
  noiseSuppression: v.boolean(),
  autoGainControl: v.boolean(),
});

/**
 * What came of a choice of device: `used`; `absent`, so that the system's default serves until the
 * device is plugged in; `silent` or `failed`, so that the one before stays in use.
 */
const deviceUse = v.picklist(["used", "absent", "silent", "failed"]);
export type DeviceUse = v.InferOutput<typeof deviceUse>;

/** Why no microphone can be used: not allowed, none connected, taken by another program, or else. */
export const microphoneTrouble = v.picklist(["denied", "missing", "busy", "broken"]);
export type MicrophoneTrouble = v.InferOutput<typeof microphoneTrouble>;

const DIGIT_MS = 100;
const GAP_MS = 70;
const PAUSE_MS = 2_000;

/** How a digit is played: 100 ms with 70 ms after it. */
export const digitTiming = { digitMs: DIGIT_MS, gapMs: GAP_MS } as const;

/** How long `digits` takes to be answered, at least. */
export const digitsLastMs = (digits: string): number =>
  Array.from(digits).reduce(
    (sum, digit) => sum + (digit === "," ? PAUSE_MS : DIGIT_MS + GAP_MS),
    0,
  );

/** Main asks the media window. Every ask is answered. */
export const mediaAsks = {
  /**
   * Opens the microphone, makes a peer connection, gathers candidates and returns the first offer,
   * complete enough to leave without another word; candidates that come later are told as `renewed`.
   * Whoever sends it asks `offer` as well: from then on it is in use and not gathered anew. Idempotent
   * for the same session; others are left alone, so that one can be gathered while another is ready.
   */
  prepare: {
    input: v.strictObject(setup),
    output: v.strictObject({ microphone: v.string(), sdp }),
  },
  /**
   * Opens the microphone and a session in which an offer of the far end can be answered. Idempotent
   * for the same session; others are left alone.
   */
  open: { input: v.strictObject(setup), output: v.strictObject({ microphone: v.string() }) },
  /**
   * A complete local offer (no trickle). `isHeld` asks for `sendonly`, else `sendrecv`.
   * `isIceRestart` gathers new addresses, as a broken connection does in any case.
   */
  offer: {
    input: v.strictObject({
      session: sessionId,
      isHeld: v.boolean(),
      isIceRestart: v.boolean(),
    }),
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
  /**
   * Plays digits to the far end (RFC 4733), `,` being a pause of two seconds, and is answered when
   * they are out, `digitsLastMs` later at the earliest. Not sent when the far end takes no
   * telephone events. Digits asked for meanwhile follow those that play.
   */
  digits: {
    input: v.strictObject({
      session: sessionId,
      digits: v.pipe(v.string(), v.regex(/^[0-9A-D*#,]{1,64}$/)),
    }),
    output: v.strictObject({ isSent: v.boolean() }),
  },
  /**
   * Joins the sessions: every party hears the agent and all the others, never itself; one on hold
   * neither hears nor is heard. Replaces the sessions joined before; an empty list parts them all. A
   * session that ends leaves by itself.
   */
  mix: {
    input: v.strictObject({ sessions: v.pipe(v.array(sessionId), v.maxLength(8)) }),
    output: v.strictObject({}),
  },
  devices: {
    input: v.strictObject({}),
    output: v.strictObject({ devices: v.array(device) }),
  },
  /**
   * Takes other devices, in a call without a gap; null is the system's default, whichever that is at
   * the time. A device that is not there, or goes, is stood in for by the default until it is back.
   */
  useDevices: {
    input: deviceChoice,
    output: v.strictObject({ microphone: deviceUse, speaker: deviceUse, ringer: deviceUse }),
  },
  /** What the browser does to the microphone's sound; at once, in a call without a gap. */
  processing: {
    input: processing,
    output: v.strictObject({}),
  },
  /**
   * The codecs to use, best first, and no others; and Opus' protection against loss (`fec`) and its
   * pauses in silence (`dtx`). Counts for every description from now on.
   */
  codecs: {
    input: v.strictObject({
      order: v.pipe(v.array(v.picklist(["opus", "g722", "pcma", "pcmu"])), v.minLength(1)),
      fec: v.boolean(),
      dtx: v.boolean(),
    }),
    output: v.strictObject({}),
  },
  /**
   * Records both sides of a session (the left channel is what the far end is sent, the right what it
   * sends) as WebM with Opus, told piece by piece by `recorded`. With `withTone` both sides hear a
   * beep every 15 seconds. Switched off, or at the end of the session, the last piece follows.
   */
  record: {
    input: v.strictObject({ session: sessionId, isOn: v.boolean(), withTone: v.boolean() }),
    output: v.strictObject({}),
  },
  /**
   * Rings for a call that comes in, on the ringer or on the device given, until switched off; while
   * another call is live a soft beep in the agent's ear does instead.
   */
  ring: {
    input: v.strictObject({ isOn: v.boolean(), deviceId: v.optional(deviceId) }),
    output: v.strictObject({}),
  },
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
  microphone: v.strictObject({
    label: v.nullable(v.string()),
    reason: v.nullable(microphoneTrouble),
  }),
  /** A device came or went, or another is in use. */
  devices: v.strictObject({ devices: v.array(device) }),
  /**
   * The machine has another network, or a session's route has been gone for some seconds: every
   * session in use needs an offer with `isIceRestart`.
   */
  "network-changed": v.strictObject({}),
  /**
   * Something is wrong with a session's sound, or is so no more; told once each way. `one-way-in`:
   * nothing is heard of the far end though it should be, connected or not; `one-way-out`: the far end tells that it gets
   * nothing of ours. Never told of a session on hold, nor of what cannot be known.
   */
  "audio-problem": v.strictObject({
    session: sessionId,
    kind: v.picklist([
      "silent-microphone",
      "clipped-microphone",
      "one-way-in",
      "one-way-out",
      "speaker-lost",
    ]),
    isNow: v.boolean(),
  }),
  /** What the last few seconds were like; null is unknown, which is not good. */
  quality: v.strictObject({
    session: sessionId,
    lossPercent: v.nullable(v.pipe(v.number(), v.minValue(0), v.maxValue(100))),
    jitterMs: v.nullable(v.pipe(v.number(), v.minValue(0))),
    roundTripMs: v.nullable(v.pipe(v.number(), v.minValue(0))),
    /** As in SDP, in small letters: "opus", "pcma". */
    codec: v.nullable(v.string()),
  }),
  /** The next piece of a recording; joined in order, from `sequence` 0, they are one WebM file. */
  recorded: v.strictObject({
    session: sessionId,
    sequence: v.pipe(v.number(), v.integer(), v.minValue(0)),
    chunk: v.pipe(v.string(), v.base64(), v.maxLength(2_000_000)),
    isLast: v.boolean(),
  }),
  /**
   * The first offer of a prepared session has more candidates than before, or was gathered anew for the
   * network had changed; the last one told counts, for as long as none has left.
   */
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

/**
 * Why the media window could not do what it was asked. `reason` is a `MicrophoneTrouble` when the
 * code is `microphone`, else a few English words for the log.
 */
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
