/**
 * Whether the one who wrote this session description does not listen: `sendonly` or `inactive`
 * (RFC 3264 8.4), or the old way of it, the address 0.0.0.0 (RFC 2543). Of several values the
 * audio section's own counts.
 */
export function asksForHold(sdp: string): boolean {
  const lines = sdp.split(/\r?\n/);
  const audioAt = lines.findIndex((line) => line.startsWith("m=audio"));
  const session = untilMedia(lines);
  const audio = audioAt === -1 ? [] : untilMedia(lines.slice(audioAt + 1));
  const find = (pattern: RegExp) =>
    audio.find((line) => pattern.test(line)) ?? session.find((line) => pattern.test(line));
  const direction = find(/^a=(sendrecv|sendonly|recvonly|inactive)\s*$/)
    ?.slice(2)
    .trim();
  if (direction === "sendonly" || direction === "inactive") return true;
  return find(/^c=IN IP4 /)?.startsWith("c=IN IP4 0.0.0.0") === true && !hasIce(audio, session);
}

function untilMedia(lines: readonly string[]): readonly string[] {
  const end = lines.findIndex((line) => line.startsWith("m="));
  return end === -1 ? lines : lines.slice(0, end);
}

/** WebRTC descriptions write 0.0.0.0 as a placeholder; their candidates say where the audio goes. */
function hasIce(...parts: readonly (readonly string[])[]): boolean {
  return parts.flat().some((line) => line.startsWith("a=ice-ufrag:"));
}
