import type { MediaFact, MicrophoneTrouble } from "#contract/media.ts";
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

  function tell(label: string | null, reason: MicrophoneTrouble | null): void {
    if (last?.label === label && last.reason === reason) return;
    const fact = { label, reason };
    last = fact;
    options.tell(fact);
  }

  async function survey(): Promise<void> {
    const devices = await navigator.mediaDevices.enumerateDevices();
    const inputs = devices.filter((device) => device.kind === "audioinput");
    if (inputs.length === 0) {
      tell(null, "missing");
      return;
    }
    const permission = await navigator.permissions.query({ name: "microphone" });
    if (permission.state === "denied") {
      tell(null, "denied");
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

const reasons: Readonly<Record<string, MicrophoneTrouble>> = {
  NotAllowedError: "denied",
  NotFoundError: "missing",
  NotReadableError: "busy",
};

function reasonOf(error: unknown): MicrophoneTrouble {
  return (error instanceof DOMException ? reasons[error.name] : undefined) ?? "broken";
}
