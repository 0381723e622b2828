/**
 * Our description as the far end reads it while we hold the call (RFC 3264 section 8.4): it is told that
 * we hear nothing. Only the words that leave are changed, never the connection: after Chromium took
 * back a local offer of `sendonly` that was refused, it stayed deaf until the next negotiation.
 */
export const sayHeld = (sdp: string): string =>
  sdp.replace(/^a=sendrecv(?=\r?$)/gm, "a=sendonly").replace(/^a=recvonly(?=\r?$)/gm, "a=inactive");
