import * as v from "valibot";
import { deviceChoice, mediaAsks, mediaFacts, processing } from "./media.ts";
import { callId } from "./side-view.ts";

/** What went wrong with a call's sound, in the order the agent should hear of it. */
export const audioProblems = mediaFacts["audio-problem"].entries.kind;
export type AudioProblem = v.InferOutput<typeof audioProblems>;

/** The sound of the call on the line. */
export const soundView = v.strictObject({
  problems: v.array(audioProblems),
  /** What the last few seconds were like; null before anything is known. */
  quality: v.nullable(v.omit(mediaFacts.quality, ["session"])),
  /** `forbidden`: the settings do not allow recording. */
  recording: v.picklist(["allowed", "forbidden"]),
  /** The calls that are recorded now. */
  recorded: v.array(callId),
  /** The last recording did not begin, stopped by itself or misses its end; until the next wish, or the end of the calls. */
  hasRecordingFailed: v.optional(v.boolean()),
  /** Whether the agent has to say that the customer agreed. */
  isConsentAsked: v.boolean(),
});
export type SoundView = v.InferOutput<typeof soundView>;

/** Devices there are, those the agent chose (null: the system's default), and what is done to her sound. */
export const devicesView = v.strictObject({
  devices: mediaAsks.devices.output.entries.devices,
  chosen: deviceChoice,
  processing,
});
export type DevicesView = v.InferOutput<typeof devicesView>;

/** `preferences.json` in the user-data folder: what the agent chose on the screen. */
export const preferences = v.strictObject({
  version: v.optional(v.literal(1), 1),
  devices: v.optional(deviceChoice, { microphone: null, speaker: null, ringer: null }),
  processing: v.optional(processing, {
    echoCancellation: true,
    noiseSuppression: true,
    autoGainControl: true,
  }),
});
export type Preferences = v.InferOutput<typeof preferences>;
