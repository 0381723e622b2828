/** A message that tries the reader, after the cases of RFC 4475, in words and numbers of our own. */
export interface Torture {
  /** The short name that RFC 4475 gives the case. */
  readonly name: string;
  readonly text: string;
  /** The status the line may answer with (100 aside); null: nothing may come back. */
  readonly answer: RegExp | null;
}

const DOMAIN = "example.invalid";
export const KIM = `sip:kim@${DOMAIN}`;

/** A message from its lines; those of an array are the body. */
export function message(...parts: readonly (string | readonly string[])[]): string {
  const head = parts.filter((part) => typeof part === "string").join("\r\n");
  const body = parts.flatMap((part) => (typeof part === "string" ? [] : part));
  const end = body.length === 0 ? "" : `${body.join("\r\n")}\r\n`;
  return `${head}\r\n\r\n${end}`;
}

/** The headers that every request has, told apart from those of another case by its name. */
export function usual(name: string, method: string): string[] {
  return [
    `Via: SIP/2.0/WS host.invalid;branch=z9hG4bK-${name}`,
    "Max-Forwards: 70",
    `From: "Caller" <sip:caller@${DOMAIN}>;tag=from-${name}`,
    `To: <${KIM}>`,
    `Call-ID: ${name}@host.invalid`,
    `CSeq: 1 ${method}`,
    "Contact: <sip:caller@host.invalid;transport=ws>",
  ];
}

/** The usual headers with some of them said in another way, or (null) left out. */
export function but(
  name: string,
  method: string,
  changes: Readonly<Record<string, string | null>>,
): string[] {
  return usual(name, method).flatMap((line) => {
    const header = line.slice(0, line.indexOf(":"));
    const change = changes[header];
    if (change === null) return [];
    return [change === undefined ? line : `${header}: ${change}`];
  });
}

export const sdp = [
  "v=0",
  "o=caller 7 7 IN IP4 192.0.2.1",
  "s=-",
  "c=IN IP4 192.0.2.1",
  "t=0 0",
  "m=audio 49217 UDP/TLS/RTP/SAVPF 111",
  "a=rtpmap:111 opus/48000/2",
];

/** What a new call may be met with: whether it rings is not decided here. */
export const asCall = /^(?:180|48[06]|603)$/;
