/** Every wait of the line, in one place; tests shorten them. Milliseconds. */
export interface PhoneTiming {
  /** A ping frame goes out this often. */
  readonly pingMs: number;
  /** Silence after a ping for this long means the socket is dead. */
  readonly pongMs: number;
  /** How long opening the socket may take. */
  readonly handshakeMs: number;
  /** Longest wait before the first try to come back; the real one is random, so that a whole floor does not return at once. */
  readonly reconnectFirstMs: number;
  /** Wait after the first failed try; doubles with each one. */
  readonly reconnectBaseMs: number;
  readonly reconnectMaxMs: number;
  /** An account that was refused is tried again this seldom, so that it is not locked out. */
  readonly refusedRetryMs: number;
  /** A registration is never refreshed faster than this, whatever the server says. */
  readonly refreshFloorMs: number;
  /** Candidates gathered longer ago than this are gathered anew. */
  readonly candidatesFreshMs: number;
  /** How long the media window may take for opening the microphone. */
  readonly microphoneMs: number;
  /** How long the media window may take for an offer or an answer. */
  readonly mediaAskMs: number;
  /** After CANCEL the final response is waited for this long. */
  readonly cancelMs: number;
  /** A connection lost while dialling must be back within this time. */
  readonly dialLostMs: number;
  /** A connection lost while talking must be back within this time. */
  readonly talkLostMs: number;
  /** A re-INVITE that met another one is repeated after `glareMs` to twice that (RFC 3261 14.1: 2.1 to 4 s). */
  readonly glareMs: number;
  /** A re-INVITE without a final response for this long has failed. */
  readonly reInviteMs: number;
  /** `stop` gives the far end this long to confirm. */
  readonly stopMs: number;
}

export const usualTiming: PhoneTiming = {
  pingMs: 10_000,
  pongMs: 3_000,
  handshakeMs: 5_000,
  reconnectFirstMs: 500,
  reconnectBaseMs: 1_000,
  reconnectMaxMs: 30_000,
  refusedRetryMs: 300_000,
  refreshFloorMs: 5_000,
  candidatesFreshMs: 55_000,
  microphoneMs: 15_000,
  mediaAskMs: 5_000,
  cancelMs: 4_000,
  dialLostMs: 5_000,
  talkLostMs: 120_000,
  glareMs: 2_050,
  reInviteMs: 40_000,
  stopMs: 700,
};
