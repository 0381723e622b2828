import type { MediaDevice } from "#contract/media.ts";

/** A device as the browser lists it, under the name that main knows it by. */
export interface FoundDevice extends Omit<MediaDevice, "isInUse"> {
  readonly deviceId: string;
}

export interface FoundDevices {
  readonly listed: readonly FoundDevice[];
  /** Whether anything can be heard or spoken with at all, listed or not. */
  readonly hasMicrophone: boolean;
  readonly hasSpeaker: boolean;
  /** Changes when the system's default microphone becomes another; null when that cannot be told. */
  readonly defaultMicrophone: string | null;
}

const kinds = { audioinput: "microphone", audiooutput: "speaker" } as const;

/**
 * Sorts out what the browser lists. Its entries "default" and "communications" stand for devices that
 * it lists as well. Devices without a label, which are all until the microphone was allowed once, are
 * not listed: nobody could choose among them. Two of one label are told apart by a number.
 */
export function readDevices(infos: readonly MediaDeviceInfo[]): FoundDevices {
  const listed: FoundDevice[] = [];
  const named = new Map<string, number>();
  const defaultOf = (kind: MediaDeviceKind): MediaDeviceInfo | undefined =>
    infos.find((info) => info.kind === kind && info.deviceId === "default");
  for (const info of infos) {
    const { kind, deviceId, label } = info;
    if (kind === "videoinput" || label === "") continue;
    if (["default", "communications", ""].includes(deviceId)) continue;
    const twin = (named.get(`${kind} ${label}`) ?? 0) + 1;
    named.set(`${kind} ${label}`, twin);
    const id = twin === 1 ? label : `${label} (${twin})`;
    const isDefault = isSame(defaultOf(kind), info);
    listed.push({ id, deviceId, kind: kinds[kind], label, isDefault });
  }
  const fallback = defaultOf("audioinput");
  return {
    listed,
    hasMicrophone: infos.some((info) => info.kind === "audioinput"),
    hasSpeaker: infos.some((info) => info.kind === "audiooutput"),
    defaultMicrophone: fallback === undefined ? null : `${fallback.groupId} ${fallback.label}`,
  };
}

/** A headset's two microphones share a group; the label of the default ends with the device's. */
function isSame(fallback: MediaDeviceInfo | undefined, info: MediaDeviceInfo): boolean {
  if (fallback === undefined) return false;
  if (fallback.label.endsWith(info.label)) return true;
  return fallback.groupId === info.groupId && !fallback.label.includes(" - ");
}

/** The device of that kind and id, undefined when it is not there or none was named. */
export const findDevice = (
  found: FoundDevices,
  kind: MediaDevice["kind"],
  id: string | null,
): FoundDevice | undefined =>
  found.listed.find((device) => device.kind === kind && device.id === id);

/** The list as main is told it. `inUse` are the browser's ids of what is open; null: the default. */
export const asTold = (
  found: FoundDevices,
  inUse: Readonly<Record<MediaDevice["kind"], string | null>>,
): MediaDevice[] =>
  found.listed.map(({ deviceId, ...device }) => {
    const open = inUse[device.kind];
    const isInUse = open === null || open === "default" ? device.isDefault : open === deviceId;
    return { ...device, isInUse };
  });
