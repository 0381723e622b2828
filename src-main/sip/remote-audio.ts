import { parse } from "sdp-transform";

/** What a session description says of the audio of the one who wrote it. */
export interface RemoteAudio {
  /**
   * The writer does not listen: `sendonly` or `inactive` (RFC 3264 8.4), or the old way of it, the
   * address 0.0.0.0 (RFC 2543).
   */
  readonly isHold: boolean;
  /** Digits can be sent within the audio (RFC 4733). */
  readonly takesTelephoneEvents: boolean;
}

/** Far more than a description of audio has; what follows is not read. */
const MOST_LINES = 1_000;
const LONGEST_LINE = 500;

/** What is asked about here: the parser takes any line of another kind through fifty expressions. */
const asked = /^(?:m=|c=|a=(?:(?:sendrecv|sendonly|recvonly|inactive)$|ice-ufrag:|rtpmap:))/;

/** Total: a text that is no description asks for nothing. Of several values the audio section's own counts. */
export function readRemoteAudio(sdp: string): RemoteAudio {
  const lines = sdp
    .split(/\r\n|\r|\n/, MOST_LINES)
    .filter((line) => line.length <= LONGEST_LINE && asked.test(line));
  const session = parse(lines.join("\r\n"));
  const audio = session.media.find(({ type }) => type === "audio");
  const direction = audio?.direction ?? session.direction;
  const address = (audio?.connection ?? session.connection)?.ip;
  // WebRTC descriptions write 0.0.0.0 as a placeholder; their candidates say where the audio goes.
  const hasIce = (audio?.iceUfrag ?? session.iceUfrag) !== undefined;
  return {
    isHold:
      direction === "sendonly" || direction === "inactive" || (address === "0.0.0.0" && !hasIce),
    takesTelephoneEvents:
      audio?.rtp.some(({ codec }) => codec.toLowerCase() === "telephone-event") === true,
  };
}
