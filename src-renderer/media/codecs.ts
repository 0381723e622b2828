import type { MediaInput } from "#contract/media.ts";

export type CodecChoice = MediaInput<"codecs">;

const nameOf = (codec: RTCRtpCodec): string => codec.mimeType.toLowerCase().replace(/^audio\//, "");

/**
 * The codecs to negotiate, best first. Digits always can be sent; comfort noise is for the pauses
 * that G.711 leaves when it may be silent.
 */
export function preferred(
  available: readonly RTCRtpCodec[],
  { order, dtx }: CodecChoice,
): RTCRtpCodec[] {
  const wanted: readonly string[] = [...order, ...(dtx ? ["cn"] : []), "telephone-event"];
  return wanted.flatMap((name) => available.filter((codec) => nameOf(codec) === name));
}

/** Whether a description of the far end has audio at all: a fax in its place (T.38) closes the line for good. */
export const hasAudio = (sdp: string): boolean => /^m=audio (?!0[ /])/m.test(sdp);

/** Whether a description of ours carries a voice: digits and comfort noise alone are no call. */
export const carriesVoice = (sdp: string): boolean =>
  !/^m=audio 0 /m.test(sdp) && /^a=rtpmap:\d+ (?:opus|g722|pcm[au])\//im.test(sdp);

/** What we say of Opus: whether we like to get its protection against loss and its pauses. */
export const sayOpus = (sdp: string, { fec, dtx }: CodecChoice): string =>
  withOpus(sdp, { useinbandfec: fec ? "1" : "0", usedtx: dtx ? "1" : "0" });

/**
 * The far end's description as Chromium is to take it, which encodes as the far end asks: protection
 * only if both want it, pauses if we do, which any decoder understands (RFC 7587 section 3.1.3).
 */
export const hearOpus = (sdp: string, { fec, dtx }: CodecChoice): string =>
  withOpus(sdp, { ...(fec ? {} : { useinbandfec: "0" }), usedtx: dtx ? "1" : "0" });

/** Sets format parameters of every Opus line, in their place or behind the others. */
function withOpus(sdp: string, set: Readonly<Record<string, string>>): string {
  const types = [...sdp.matchAll(/^a=rtpmap:(\d+) opus\//gim)].map((match) => match[1] ?? "");
  return types.reduce((text, type) => {
    const line = new RegExp(`^a=fmtp:${type} (.*?)(\\r?)$`, "m");
    const found = line.exec(text);
    if (found !== null) {
      return text.replace(line, `a=fmtp:${type} ${merged(found[1] ?? "", set)}$2`);
    }
    const map = new RegExp(`^(a=rtpmap:${type} opus/.*?)(\\r?)$`, "im");
    return text.replace(map, `$1$2\na=fmtp:${type} ${merged("", set)}$2`);
  }, sdp);
}

function merged(parameters: string, set: Readonly<Record<string, string>>): string {
  const all = new Map(
    parameters
      .split(";")
      .map((each) => each.trim())
      .filter((each) => each !== "")
      .map((each) => [each.split("=")[0] ?? each, each]),
  );
  for (const [name, value] of Object.entries(set)) all.set(name, `${name}=${value}`);
  return [...all.values()].join(";");
}
