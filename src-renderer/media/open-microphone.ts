import type { MediaInput, MicrophoneTrouble } from "#contract/media.ts";

/** Opens a microphone by the browser's id, or the system's default; the caller stops the track. */
export async function openMicrophone(
  deviceId: string | null,
  processing: MediaInput<"processing">,
): Promise<MediaStreamTrack> {
  const device = deviceId === null ? {} : { deviceId: { exact: deviceId } };
  const stream = await navigator.mediaDevices.getUserMedia({ audio: { ...device, ...processing } });
  const [track] = stream.getAudioTracks();
  if (track === undefined) throw new DOMException("", "NotFoundError");
  return track;
}

const troubles: Readonly<Record<string, MicrophoneTrouble>> = {
  NotAllowedError: "denied",
  NotFoundError: "missing",
  OverconstrainedError: "missing",
  NotReadableError: "busy",
};

/** What a failure to open a microphone means. */
export const microphoneTroubleOf = (error: unknown): MicrophoneTrouble =>
  (error instanceof DOMException ? troubles[error.name] : undefined) ?? "broken";
