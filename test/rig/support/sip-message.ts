/** A SIP message as text, read only as far as tests look at it. */
export interface SipMessage {
  readonly text: string;
  /** Request or status line. */
  readonly start: string;
  /** Method of a request; status and CSeq's method of a response, such as `200 INVITE`. */
  readonly kind: string;
  readonly callId: string;
  /** The first header of that name, null when there is none. */
  header(name: string): string | null;
  readonly body: string;
}

export function readSip(text: string): SipMessage {
  const end = text.indexOf("\r\n\r\n");
  const head = end === -1 ? text : text.slice(0, end);
  const [start = "", ...lines] = head.split("\r\n");
  const header = (name: string) => {
    const found = lines.find((line) => line.toLowerCase().startsWith(`${name.toLowerCase()}:`));
    return found === undefined ? null : found.slice(name.length + 1).trim();
  };
  const status = /^SIP\/2\.0 (\d{3})/.exec(start)?.[1];
  const method = header("CSeq")?.split(" ").at(-1) ?? "";
  return {
    text,
    start,
    kind: status === undefined ? (start.split(" ")[0] ?? "") : `${status} ${method}`,
    callId: header("Call-ID") ?? "",
    header,
    body: end === -1 ? "" : text.slice(end + 4),
  };
}

/** The direction that a session description asks for. */
export const directionOf = (sdp: string): string | null =>
  /^a=(sendrecv|sendonly|recvonly|inactive)\s*$/m.exec(sdp)?.[1] ?? null;
