import type { MediaDevice, MediaInput, MediaOutput } from "#contract/media.ts";
import { asTold, readDevices, type FoundDevices } from "./found-devices.ts";
import type { Microphone } from "./microphone.ts";
import type { Outputs } from "./outputs.ts";

/** The devices of this machine: which there are, and which are taken. */
export interface Devices {
  list(): Promise<MediaDevice[]>;
  use(choice: MediaInput<"useDevices">): Promise<MediaOutput<"useDevices">>;
  /** Looks at what is there and lives with it; also done by itself at every change of it. */
  adapt(): Promise<void>;
  /** Tells the list if it, or what of it is in use, has changed. */
  tellUse(): Promise<void>;
}

/** What the browser lists just now. */
export const findDevices = async (): Promise<FoundDevices> =>
  readDevices(await navigator.mediaDevices.enumerateDevices());

/** Tells the list at first and whenever it has changed. */
export function createDevices(options: {
  microphone: Microphone;
  outputs: Outputs;
  tell: (devices: MediaDevice[]) => void;
  report: (what: string, error: unknown) => void;
}): Devices {
  const { microphone, outputs, report } = options;
  let told = "";

  const list = async (): Promise<MediaDevice[]> =>
    asTold(await findDevices(), {
      microphone: microphone.inUse(),
      speaker: outputs.inUse(),
    });

  async function tellUse(): Promise<void> {
    const devices = await list();
    const words = JSON.stringify(devices);
    if (words === told) return;
    told = words;
    options.tell(devices);
  }

  async function adapt(): Promise<void> {
    await Promise.all([microphone.adapt(), outputs.adapt()]);
    await tellUse();
  }

  navigator.mediaDevices.addEventListener("devicechange", () => {
    adapt().catch((error: unknown) => report("the devices cannot be listed", error));
  });

  return {
    list,
    adapt,
    tellUse,
    async use(choice) {
      const [heard, speaker, ringer] = await Promise.all([
        microphone.choose(choice.microphone),
        outputs.choose("speaker", choice.speaker),
        outputs.choose("ringer", choice.ringer),
      ]);
      await tellUse();
      return { microphone: heard, speaker, ringer };
    },
  };
}
