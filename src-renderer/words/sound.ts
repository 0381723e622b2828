import type { DeviceUse } from "#contract/media.ts";
import type { AudioProblem, DevicesView, SoundView } from "#contract/sound.ts";
import type { TurnView } from "#contract/view.ts";
import * as m from "#renderer/messages/messages.js";

/** What is wrong with the sound, and what the agent may say or do about it. */
const problems: Readonly<Record<AudioProblem, () => string>> = {
  "silent-microphone": m.sound_silent_microphone,
  "clipped-microphone": m.sound_clipped_microphone,
  "one-way-in": m.sound_one_way_in,
  "one-way-out": m.sound_one_way_out,
  "speaker-lost": m.sound_speaker_lost,
};
export const soundProblem = (problem: AudioProblem): string => problems[problem]();

type Trouble = NonNullable<Extract<TurnView, { at: "talking" }>["trouble"]>;

/** What did not work with the call in hand, and how things stand now. */
const troubles: Readonly<Record<Trouble, () => string>> = {
  "hold-failed": m.trouble_hold_failed,
  "resume-failed": m.trouble_resume_failed,
  "transfer-failed": m.trouble_transfer_failed,
};
export const troubleSentence = (trouble: Trouble): string => troubles[trouble]();

type Device = DevicesView["devices"][number];

export interface DeviceOption {
  readonly id: string;
  readonly label: string;
}

/** The devices of a kind for choosing, the system's default first; one that was chosen and is not there stays. */
export function deviceOptions(
  devices: readonly Device[],
  kind: Device["kind"],
  chosen: string | null,
): DeviceOption[] {
  const there = devices.filter((device) => device.kind === kind);
  const usual = there.find(({ isDefault }) => isDefault);
  const isGone = chosen !== null && !there.some(({ id }) => id === chosen);
  return [
    {
      id: "",
      label: usual === undefined ? m.device_default() : m.device_default_is({ device: usual.id }),
    },
    // The id tells two of one label apart.
    ...there.map(({ id }) => ({ id, label: id })),
    ...(isGone ? [{ id: chosen, label: m.device_not_connected({ device: chosen }) }] : []),
  ];
}

/** What came of the choice of a device; its id is null for the system's default. */
export interface DeviceTrial {
  readonly id: string | null;
  readonly came: DeviceUse | "trying";
}

/** What came of the last choice, else how the device chosen stands; empty when there is nothing to say. */
export function deviceSentence(isThere: boolean, trial: DeviceTrial | undefined): string {
  const device = trial?.id ?? m.device_default();
  switch (trial?.came) {
    case "trying":
      return m.device_trying();
    case "silent":
      return m.device_silent({ device });
    case "failed":
      return m.device_failed({ device });
    case "used":
      return isThere ? m.device_used() : m.device_absent();
    case "absent":
    case undefined:
      return isThere ? "" : m.device_absent();
  }
}

export type Rating = "good" | "fair" | "poor" | "unknown";
type Quality = NonNullable<SoundView["quality"]>;

/** Up to the first it is good, up to the second fair; a round trip is twice what ITU-T G.114 gives one way. */
const limits = {
  lossPercent: [1, 3],
  jitterMs: [30, 50],
  roundTripMs: [300, 800],
} as const satisfies Partial<Record<keyof Quality, readonly [number, number]>>;
const measures = ["lossPercent", "jitterMs", "roundTripMs"] as const;

/** As bad as the worst that is known; what is not known is never good. */
export function ratingOf(quality: Quality | null): Rating {
  if (quality === null) return "unknown";
  const rated = measures.map((measure): Rating => {
    const value = quality[measure];
    if (value === null) return "unknown";
    const [good, fair] = limits[measure];
    return value <= good ? "good" : value <= fair ? "fair" : "poor";
  });
  return (["poor", "fair", "unknown"] as const).find((rating) => rated.includes(rating)) ?? "good";
}

const ratings: Readonly<Record<Rating, () => string>> = {
  good: m.quality_good,
  fair: m.quality_fair,
  poor: m.quality_poor,
  unknown: m.quality_unknown,
};
export const ratingWord = (rating: Rating): string => ratings[rating]();

const number = new Intl.NumberFormat(undefined, { maximumFractionDigits: 1 });
const milliseconds = (ms: number | null): string =>
  ms === null ? m.value_unknown() : m.value_ms({ count: number.format(Math.round(ms)) });

/** As people write them; any other as in SDP. */
const codecs: Readonly<Record<string, string>> = {
  opus: "Opus",
  g722: "G.722",
  pcma: "G.711 A",
  pcmu: "G.711 µ",
};
const codecName = (codec: string | null): string =>
  codec === null ? m.value_unknown() : (codecs[codec] ?? codec);

/** What the rating is made of, each by its name. */
export function qualityNumbers(quality: Quality | null): { name: string; value: string }[] {
  const lossPercent = quality?.lossPercent ?? null;
  const loss =
    lossPercent === null
      ? m.value_unknown()
      : m.value_percent({ count: number.format(lossPercent) });
  return [
    { name: m.quality_loss(), value: loss },
    { name: m.quality_jitter(), value: milliseconds(quality?.jitterMs ?? null) },
    { name: m.quality_round_trip(), value: milliseconds(quality?.roundTripMs ?? null) },
    { name: m.quality_codec(), value: codecName(quality?.codec ?? null) },
  ];
}
