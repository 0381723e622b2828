import type { DeviceUse } from "#contract/media.ts";
import { findDevice, type FoundDevices } from "./found-devices.ts";

/** In the agent's ear, or where an incoming call rings. */
export type OutputRole = "speaker" | "ringer";

/** Where sound of ours comes out. */
export interface Outputs {
  /** Plays the element there from now on, also after a change; the returned function lets go of it. */
  attach(element: HTMLAudioElement, role: OutputRole): () => void;
  /**
   * Takes another device, by its id; null: the system's default. A choice made meanwhile wins,
   * whichever of the two is settled first.
   */
  choose(role: OutputRole, id: string | null): Promise<DeviceUse>;
  /** Looks at what is there now: falls back to the default, or returns to the device chosen. */
  adapt(): Promise<void>;
  /** The browser's id of the speaker that plays; null: the system's default. */
  inUse(): string | null;
  /** Whether the speaker that was chosen, or any at all, is gone or does not play. */
  isLost(): boolean;
}

/** The system's default, in the words of `setSinkId`. */
const DEFAULT = "";
const roles = ["speaker", "ringer"] as const;

interface Attached {
  readonly role: OutputRole;
  /** Where it is to play; it may be on its way there. */
  target: string;
}

/** `tellLost` is called at every change of `isLost`. */
export function createOutputs(options: {
  find: () => Promise<FoundDevices>;
  tellLost: () => void;
  report: (what: string, error: unknown) => void;
}): Outputs {
  const { find, report } = options;
  const elements = new Map<HTMLAudioElement, Attached>();
  const wanted: Record<OutputRole, string | null> = { speaker: null, ringer: null };
  const sinks: Record<OutputRole, string> = { speaker: DEFAULT, ringer: DEFAULT };
  /** Choices and looks so far: what is overtaken by another changes nothing. */
  const choices: Record<OutputRole, number> = { speaker: 0, ringer: 0 };
  let looks = 0;
  let hasSpeaker = true;
  let isLost = false;

  async function route(element: HTMLAudioElement, attached: Attached): Promise<void> {
    const { role, target } = attached;
    try {
      await element.setSinkId(target);
    } catch (error) {
      if (attached.target !== target || sinks[role] !== target) return;
      report("a speaker cannot be used; the default plays instead", error);
      if (target !== DEFAULT) use(role, DEFAULT);
      judge();
      return;
    }
    // Sent elsewhere meanwhile, and there sooner than here.
    if (attached.target !== target) await route(element, attached);
  }

  function send(element: HTMLAudioElement, attached: Attached): void {
    const { target } = attached;
    attached.target = sinks[attached.role];
    if (target !== attached.target) void route(element, attached);
  }

  function use(role: OutputRole, sink: string): void {
    sinks[role] = sink;
    for (const [element, attached] of elements) if (attached.role === role) send(element, attached);
  }

  function judge(): void {
    const isGone = wanted.speaker !== null && sinks.speaker === DEFAULT;
    const next = isGone || !hasSpeaker;
    if (next === isLost) return;
    isLost = next;
    options.tellLost();
  }

  async function adapt(): Promise<void> {
    looks += 1;
    const mine = looks;
    const found = await find();
    const devices = roles.map((role) => findDevice(found, "speaker", wanted[role])?.deviceId);
    const playable = await Promise.all(devices.map(playableOn));
    if (mine !== looks) return;
    roles.forEach((role, index) => use(role, playable[index] ?? DEFAULT));
    ({ hasSpeaker } = found);
    judge();
  }

  return {
    adapt,
    attach(element, role) {
      const attached = { role, target: element.sinkId };
      elements.set(element, attached);
      send(element, attached);
      return () => void elements.delete(element);
    },
    async choose(role, id) {
      choices[role] += 1;
      const mine = choices[role];
      const device = findDevice(await find(), "speaker", id);
      if (device !== undefined && (await playableOn(device.deviceId)) === null) return "failed";
      if (mine === choices[role]) {
        wanted[role] = id;
        await adapt();
      }
      return id === null || device !== undefined ? "used" : "absent";
    },
    inUse: () => (sinks.speaker === DEFAULT ? null : sinks.speaker),
    isLost: () => isLost,
  };
}

/** The device, if it is there and plays; else null. */
const playableOn = async (deviceId: string | undefined): Promise<string | null> => {
  if (deviceId === undefined) return null;
  try {
    await new Audio().setSinkId(deviceId);
    return deviceId;
  } catch {
    return null;
  }
};
