import * as v from "valibot";
import { importChanged, importCommands } from "./imports.ts";
import { deviceChoice, mediaAsks, processing } from "./media.ts";
import { refusalWhy, type RefusalWhy } from "./refusal-why.ts";
import { callId } from "./side-view.ts";
import { devicesView } from "./sound.ts";
import { callbackKey, draft, instant } from "./values.ts";
import { callbackView, deskView, levelsView, queuePage, tab } from "./view.ts";

const ofCallback = v.strictObject({ key: callbackKey });
const number = v.pipe(v.string(), v.minLength(1), v.maxLength(300));
const toNumber = v.strictObject({ key: callbackKey, number });
/** A call beside the attempt. */
const ofCall = v.strictObject({ call: callId });
const callToNumber = v.strictObject({ call: callId, number });
const record = {
  isOn: v.boolean(),
  /** The agent's word that the customer agreed; without it none is begun where the settings ask for that. */
  hasCustomerAgreed: v.exactOptional(v.boolean()),
};

/** Window to main. The key is the channel; input is checked in main before any handler runs. */
export const commands = {
  "desk.read": { input: v.strictObject({}), output: deskView },
  "queue.read": {
    input: v.strictObject({
      tab,
      /** Words to find in names, numbers and notes; empty: everything in the tab. */
      query: v.pipe(v.string(), v.maxLength(200)),
      after: v.nullable(v.pipe(v.string(), v.maxLength(200))),
      limit: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(500)),
    }),
    output: queuePage,
  },
  "callback.read": { input: ofCallback, output: callbackView },
  /** The record as it came, for reading: every field of it, known or not. */
  "callback.original": {
    input: ofCallback,
    output: v.strictObject({
      /** Its JSON text; digits, names and order untouched. */
      raw: v.string(),
      /** What it came in, with null where the record stood; null when it came bare. */
      envelope: v.nullable(v.string()),
    }),
  },
  "callback.accept": { input: ofCallback, output: v.null() },
  "callback.decline": { input: ofCallback, output: v.null() },
  "preview.choose-number": {
    input: v.strictObject({ key: callbackKey, number: v.pipe(v.string(), v.maxLength(300)) }),
    output: v.null(),
  },
  "preview.call": { input: ofCallback, output: v.null() },
  "preview.pause": { input: ofCallback, output: v.null() },
  "preview.resume": { input: ofCallback, output: v.null() },
  "preview.skip": { input: ofCallback, output: v.null() },
  "preview.reschedule": {
    input: v.strictObject({ key: callbackKey, againAt: instant }),
    output: v.null(),
  },
  "call.hang-up": { input: ofCallback, output: v.null() },
  "call.hold": { input: ofCallback, output: v.null() },
  "call.resume": { input: ofCallback, output: v.null() },
  "call.mute": {
    input: v.strictObject({ key: callbackKey, isMuted: v.boolean() }),
    output: v.null(),
  },
  /** Digits to the far end of any answered call; a comma waits two seconds. */
  "call.digits": {
    input: v.strictObject({
      call: callId,
      digits: v.pipe(v.string(), v.regex(/^[0-9A-D*#,]{1,64}$/)),
    }),
    output: v.null(),
  },
  /** Holds the customer and calls somebody to consult. */
  "call.consult": { input: toNumber, output: v.null() },
  /** Hands the customer on to a number without asking there first. */
  "call.transfer": { input: toNumber, output: v.null() },
  /** Hands the customer on to the party consulted. */
  "call.complete-transfer": { input: ofCallback, output: v.null() },
  "call.join": { input: ofCallback, output: v.null() },
  "call.part": { input: ofCallback, output: v.null() },
  /** Records the call with the customer, where the settings allow it. */
  "call.record": { input: v.strictObject({ key: callbackKey, ...record }), output: v.null() },
  "sound.devices": { input: v.strictObject({}), output: devicesView },
  "sound.use": { input: deviceChoice, output: mediaAsks.useDevices.output },
  "sound.process": { input: processing, output: v.null() },
  /** Rings for two seconds, on the ringer; while a call is live a soft beep in the agent's ear does instead. */
  "sound.test-ringer": { input: v.strictObject({}), output: v.null() },
  "line.answer": { input: ofCall, output: v.null() },
  "line.decline": { input: ofCall, output: v.null() },
  "line.hang-up": { input: ofCall, output: v.null() },
  "line.hold": { input: ofCall, output: v.null() },
  "line.resume": { input: ofCall, output: v.null() },
  "line.mute": {
    input: v.strictObject({ call: callId, isMuted: v.boolean() }),
    output: v.null(),
  },
  /** Hands an answered caller on to a number without asking there first. */
  "line.transfer": { input: callToNumber, output: v.null() },
  /** Holds an answered caller and calls somebody to consult; while there is a call with the customer it is about her alone. */
  "line.consult": { input: callToNumber, output: v.null() },
  /** Hands the caller on to the party consulted about her. */
  "line.complete-transfer": { input: ofCall, output: v.null() },
  /** The caller and the party consulted about her. */
  "line.join": { input: ofCall, output: v.null() },
  "line.part": { input: ofCall, output: v.null() },
  /** Records the call with a caller, under the same terms. */
  "line.record": { input: v.strictObject({ call: callId, ...record }), output: v.null() },
  "wrap-up.draft": { input: v.strictObject({ key: callbackKey, draft }), output: v.null() },
  "wrap-up.save": { input: v.strictObject({ key: callbackKey, draft }), output: v.null() },
  "wrap-up.finish": { input: v.strictObject({ key: callbackKey, draft }), output: v.null() },
  "wrap-up.skip": { input: ofCallback, output: v.null() },
  ...importCommands,
} as const;

/** Main to window; checked on arrival, so a window never shows what it misreads. */
export const events = {
  "desk.changed": deskView,
  "queue.changed": v.strictObject({ revision: v.number() }),
  "call.levels": levelsView,
  /** Something happened that nothing on the screen would show by itself. */
  "desk.noticed": v.variant("what", [
    v.strictObject({
      what: v.literal("missed-call"),
      /** When she began to ring. */
      at: instant,
      /** Name or number; null when the caller hides both. */
      who: v.nullable(v.string()),
      /** Her open callback, null when none is known. */
      key: v.nullable(callbackKey),
    }),
    /** The far end took none of the digits asked for last. */
    v.strictObject({ what: v.literal("digits-failed") }),
    /** The far end asked us to call somebody else, which is refused; `number`: whom, for reading. */
    v.strictObject({ what: v.literal("transfer-refused"), number: v.string() }),
  ]),
  /** A device came, went, or is in use now; `sound.devices` tells. */
  "sound.devices-changed": v.strictObject({}),
  "import.changed": importChanged,
} as const;

export type CommandName = keyof typeof commands;
export type EventName = keyof typeof events;
export type Input<K extends CommandName> = v.InferOutput<(typeof commands)[K]["input"]>;
export type Output<K extends CommandName> = v.InferOutput<(typeof commands)[K]["output"]>;
export type Payload<K extends EventName> = v.InferOutput<(typeof events)[K]>;

/**
 * Why a command was not carried out. Electron keeps only the message of an Error that crosses a
 * process boundary, so a refusal is data; `code` picks the sentence the agent reads, `why` the one
 * that tells her more.
 */
export const refusal = v.strictObject({
  code: v.picklist([
    "bad-input",
    "wrong-state",
    "not-found",
    "busy-with-another",
    "another-call",
    "import-running",
    "uncallable",
    "not-registered",
    "no-microphone",
    "no-consent",
    "disk",
    "fault",
    "no-answer-from-main",
  ]),
  why: refusalWhy,
});
export type Refusal = v.InferOutput<typeof refusal>;
/** The reply to a command that was not carried out. */
export const refuse = (
  code: Refusal["code"],
  why: RefusalWhy,
): { ok: false; refusal: Refusal } => ({ ok: false, refusal: { code, why } });
export type Reply<T> =
  { readonly ok: true; readonly value: T } | { readonly ok: false; readonly refusal: Refusal };

/** What a window has of main, in either host. */
export interface Bridge {
  /** Never rejects: a lost connection or a slow main is a refusal too. */
  invoke<K extends CommandName>(name: K, input: Input<K>): Promise<Reply<Output<K>>>;
  /** Returns its own unsubscribe. A payload that does not fit the contract is dropped and logged. */
  subscribe<K extends EventName>(name: K, listener: (payload: Payload<K>) => void): () => void;
  /** Tells whether main can be reached; called at once with the present state. */
  onConnection(listener: (isConnected: boolean) => void): () => void;
}

/** The page a command came from, for what lasts only as long as that page; a reloaded page is another. */
export type Sender = symbol;

/** A command without a handler, or a handler of the wrong shape, is a compile error here. */
export type Handlers = {
  [K in CommandName]: (
    input: Input<K>,
    sender?: Sender,
  ) => Reply<Output<K>> | Promise<Reply<Output<K>>>;
};
