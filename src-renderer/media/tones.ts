import type { OutputRole, Outputs } from "./outputs.ts";

type File = "ringback" | "busy" | "end" | "ring" | "waiting";

export interface Sound {
  readonly file: File;
  readonly role: OutputRole;
  /** The browser's id of the device to play on instead; without it, the role's. */
  readonly deviceId?: string | undefined;
}

/** Plays one of our own sounds at a time. */
export interface Player {
  /** Stops what there was and starts this from its beginning, unless it is the same and still plays; null: silence. */
  play(sound: Sound | null): void;
}

const endless: readonly File[] = ["ringback", "ring", "waiting"];

/** The sounds are files beside the page, in `tones/`; those that wait for somebody repeat, the others end by themselves. */
export function createPlayer(
  outputs: Outputs,
  report: (what: string, error: unknown) => void,
): Player {
  let playing: { readonly sound: Sound; readonly audio: HTMLAudioElement } | null = null;
  let detach = (): void => undefined;

  function stop(): void {
    playing?.audio.pause();
    playing = null;
    detach();
  }

  async function start(audio: HTMLAudioElement, deviceId: string | undefined): Promise<void> {
    if (deviceId !== undefined) {
      await audio.setSinkId(deviceId).catch((error: unknown) => {
        report("a sound plays on the default, for its own device does not play", error);
      });
    }
    if (playing?.audio === audio) await audio.play();
  }

  return {
    play(sound) {
      const isSame =
        playing?.sound.file === sound?.file && playing?.sound.deviceId === sound?.deviceId;
      if (playing !== null && isSame && !playing.audio.ended) return;
      stop();
      if (sound === null) return;
      const audio = new Audio(`tones/${sound.file}.wav`);
      audio.loop = endless.includes(sound.file);
      playing = { sound, audio };
      detach = sound.deviceId === undefined ? outputs.attach(audio, sound.role) : () => undefined;
      // Stopped before it began is no failure; anything else costs the agent a sound, not the call.
      start(audio, sound.deviceId).catch((error: unknown) => {
        if (playing?.audio === audio) report(`the sound "${sound.file}" cannot be played`, error);
      });
    },
  };
}
