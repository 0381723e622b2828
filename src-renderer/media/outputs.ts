import type { DeviceUse } from "#contract/media.ts";
import { findDevice, type FoundDevices } from "./found-devices.ts";

/** In the agent's ear, or where an incoming call rings. */
export type OutputRole = "speaker" | "ringer";

/** Where sound of ours comes out. */
export interface Outputs {
  /** Plays the element there from now on, also after a change; the returned function lets go of it. */
  attach(element: HTMLAudioElement, role: OutputRole): () => void;
  /** Takes another device, by its id; null: the system's default. */
  choose(role: OutputRole, id: string | null): Promise<DeviceUse>;
  /** Looks at what is there now: falls back to the default, or returns to the device chosen. */
  adapt(): Promise<void>;
  /** The browser's id of the speaker that plays; null: the system's default. */
  inUse(): string | null;
  /** Whether the speaker that was chosen, or any at all, is gone. */
  isLost(): boolean;
}

/** The system's default, in the words of `setSinkId`. */
const DEFAULT = "";

/** `tellLost` hears of every change of `isLost`. */
export function createOutputs(options: {
  find: () => Promise<FoundDevices>;
  tellLost: (isLost: boolean) => void;
  report: (what: string, error: unknown) => void;
}): Outputs {
  const { find, report } = options;
  const elements = new Map<HTMLAudioElement, OutputRole>();
  const wanted: Record<OutputRole, string | null> = { speaker: null, ringer: null };
  const sinks: Record<OutputRole, string> = { speaker: DEFAULT, ringer: DEFAULT };
  let isLost = false;

  function route(element: HTMLAudioElement, sink: string): void {
    if (element.sinkId === sink) return;
    element.setSinkId(sink).catch((error: unknown) => {
      report("a speaker cannot be used; the default plays instead", error);
      if (sink !== DEFAULT) route(element, DEFAULT);
    });
  }

  function use(role: OutputRole, sink: string): void {
    sinks[role] = sink;
    for (const [element, its] of elements) if (its === role) route(element, sink);
  }

  async function adapt(): Promise<void> {
    const found = await find();
    for (const role of ["speaker", "ringer"] as const) {
      use(role, findDevice(found, "speaker", wanted[role])?.deviceId ?? DEFAULT);
    }
    const isGone = wanted.speaker !== null && sinks.speaker === DEFAULT;
    const next = isGone || !found.hasSpeaker;
    if (next === isLost) return;
    isLost = next;
    options.tellLost(next);
  }

  return {
    adapt,
    attach(element, role) {
      elements.set(element, role);
      route(element, sinks[role]);
      return () => void elements.delete(element);
    },
    async choose(role, id) {
      const device = findDevice(await find(), "speaker", id);
      if (device !== undefined && !(await canPlayOn(device.deviceId))) return "failed";
      wanted[role] = id;
      await adapt();
      return id === null || device !== undefined ? "used" : "absent";
    },
    inUse: () => (sinks.speaker === DEFAULT ? null : sinks.speaker),
    isLost: () => isLost,
  };
}

const canPlayOn = (deviceId: string): Promise<boolean> =>
  new Audio().setSinkId(deviceId).then(
    () => true,
    () => false,
  );
