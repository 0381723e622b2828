/**
 * What an answer that comes after the first one calls for. The first counts and a later one is not
 * applied (RFC 3261 13.2.1), so that what it says is only reached by an offer of ours: in the same
 * media session, or in a fresh one where it speaks of another connection.
 */
export type Remedy = "nothing" | "offer" | "session";

/** Total. Of two answers to one offer; what is read by nobody may differ: versions, names, candidates, order. */
export function remedyFor(first: string, later: string): Remedy {
  if (pick(first, ofConnection) !== pick(later, ofConnection)) return "session";
  const isSame =
    directionOf(first) === directionOf(later) && pick(first, ofAudio) === pick(later, ofAudio);
  return isSame ? "nothing" : "offer";
}

const ofConnection = /^a=(?:ice-ufrag|ice-pwd|fingerprint):.*/gm;
/** The line without its port, which the candidates outdo. */
const ofAudio = /^(?:m=audio|a=rtpmap:|a=fmtp:).*/gm;

function pick(sdp: string, lines: RegExp): string {
  const found = (sdp.match(lines) ?? []).map((line) => line.trim().replace(/^m=audio \d+/, "m="));
  return found.sort().join("\n");
}

const directionOf = (sdp: string): string =>
  /^a=(sendrecv|sendonly|recvonly|inactive)\b/m.exec(sdp)?.[1] ?? "sendrecv";
