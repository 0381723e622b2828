import type { MediaFact } from "#contract/media.ts";
import { MediaProblem } from "./problem.ts";

type MicrophoneFact = MediaFact<"microphone">;

/** The microphone of this machine, as the system and the browser let us have it. */
export interface Microphones {
  /** Opens the default microphone; the caller stops the track. @throws MediaProblem with a plain reason. */
  open(): Promise<MediaStreamTrack>;
  /** Looks again at what is there, without opening anything. */
  survey(): Promise<void>;
}

/**
 * Tells `tell` whenever the microphone in use, or the reason why there is none, has changed: after
 * `open`, and whenever a device was plugged in or out. `isProcessed` asks for the browser's echo
 * cancellation, noise suppression and gain control, which speech needs and test tones do not survive.
 */
export function createMicrophones(options: {
  isProcessed: boolean;
  tell: (fact: MicrophoneFact) => void;
}): Microphones {
  const { isProcessed } = options;
  let last: MicrophoneFact | null = null;

  function tell(label: string | null, reason: string | null): void {
    if (last?.label === label && last.reason === reason) return;
    last = { label, reason };
    options.tell(last);
  }

  async function survey(): Promise<void> {
    const devices = await navigator.mediaDevices.enumerateDevices();
    const inputs = devices.filter((device) => device.kind === "audioinput");
    if (inputs.length === 0) {
      tell(null, reasons.NotFoundError);
      return;
    }
    const permission = await navigator.permissions.query({ name: "microphone" });
    if (permission.state === "denied") {
      tell(null, reasons.NotAllowedError);
      return;
    }
    // Until the microphone was allowed once, the browser tells that there is one but not its name.
    tell(inputs.find((device) => device.label !== "")?.label ?? "Microphone", null);
  }

  navigator.mediaDevices.addEventListener("devicechange", () => void survey());

  return {
    survey,
    async open() {
      try {
        const stream = await navigator.mediaDevices.getUserMedia({
          audio: {
            echoCancellation: isProcessed,
            noiseSuppression: isProcessed,
            autoGainControl: isProcessed,
          },
        });
        const [track] = stream.getAudioTracks();
        if (track === undefined) throw new DOMException("", "NotFoundError");
        tell(track.label, null);
        return track;
      } catch (error) {
        const reason = reasonOf(error);
        tell(null, reason);
        throw new MediaProblem("microphone", reason);
      }
    },
  };
}

const reasons = {
  NotAllowedError:
    "The microphone is not allowed for this app. Allow it in the system's or the browser's settings.",
  NotFoundError: "No microphone is connected. Plug one in and try again.",
  NotReadableError: "The microphone is in use by another program or does not answer.",
} as const;

function reasonOf(error: unknown): string {
  const name = error instanceof DOMException ? error.name : "Error";
  return Object.hasOwn(reasons, name)
    ? reasons[name as keyof typeof reasons]
    : `The microphone cannot be opened (${name}).`;
}
