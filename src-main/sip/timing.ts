import type { Settings } from "#contract/settings.ts";

/** Every wait of the line, in one place; tests shorten them. Milliseconds. */
export interface PhoneTiming {
  /** The server is asked whether it is still there this often; 0: never. */
  readonly probeMs: number;
  /** Silence after that for this long means the socket is dead. */
  readonly probeAnswerMs: number;
  /** How long opening the socket may take. */
  readonly handshakeMs: number;
  /** Longest wait before the first try to come back; the real one is random, so that a whole floor does not return at once. */
  readonly reconnectFirstMs: number;
  /** Wait after a failed try; doubles with each one up to one of the next three. */
  readonly reconnectBaseMs: number;
  /** Longest while the server's machine says that nobody is there: asking costs next to nothing, and it may be back at any moment. */
  readonly reconnectNearMs: number;
  /** Longest while there is no way to the server, or something before it answers in its place. */
  readonly reconnectFarMs: number;
  /** Longest where only a person can mend what is wrong. */
  readonly reconnectMaxMs: number;
  /** A connection that ends sooner than this counts as a failed try. */
  readonly reconnectSteadyMs: number;
  /** The addresses of this machine are looked at this often. */
  readonly networkLookMs: number;
  /** Wait after the first refusal of a registration by a server out of order; doubles with each one. */
  readonly registerRetryMs: number;
  readonly registerRetryMaxMs: number;
  /** An account that was refused is tried again this seldom, so that it is not locked out. */
  readonly refusedRetryMs: number;
  /** Neither a registration nor a call is refreshed faster than this, whatever the other side says. */
  readonly refreshFloorMs: number;
  /** Candidates gathered longer ago than this are gathered anew. */
  readonly candidatesFreshMs: number;
  /** A preparation that failed is begun anew no sooner than this: word of the failure asks for it, too. */
  readonly prepareRetryMs: number;
  /** How long the media window may take for opening the microphone. */
  readonly microphoneMs: number;
  /** An answered call waits this long for a media window that is still on its way. */
  readonly mediaWindowMs: number;
  /** The media window of a call must be back within this time; it keeps going as long by itself. */
  readonly mediaBackMs: number;
  /** How long the media window may take for an offer or an answer. */
  readonly mediaAskMs: number;
  /** A request of the far end that nobody here has answered for this long is refused; a new call apart. */
  readonly answerLimitMs: number;
  /** After CANCEL the final response is waited for this long. */
  readonly cancelMs: number;
  /** A connection lost while dialling must be back within this time. */
  readonly dialLostMs: number;
  /** A connection lost while talking must be back within this time, unless audio passes all the same. */
  readonly talkLostMs: number;
  /** An answered call that has had no audio connection for this long offers new addresses. */
  readonly pathConnectMs: number;
  /** An audio connection that failed after the answer must be back within this time. */
  readonly pathLostMs: number;
  /** A re-INVITE that met another one is repeated after `glareMs` to twice that (RFC 3261 14.1: 2.1 to 4 s). */
  readonly glareMs: number;
  /** A re-INVITE without a final response for this long has failed. */
  readonly reInviteMs: number;
  /** Wait before a refresh of a call that was refused for the moment is sent again; doubles with each refusal. */
  readonly refreshRetryMs: number;
  readonly refreshRetryMaxMs: number;
  /** A transfer of which the far end says nothing more for this long has failed. */
  readonly transferMs: number;
  /** `stop` gives the far end this long to confirm. */
  readonly stopMs: number;
}

const usualTiming: Omit<PhoneTiming, "probeMs" | "probeAnswerMs"> = {
  handshakeMs: 5_000,
  reconnectFirstMs: 200,
  reconnectBaseMs: 200,
  reconnectNearMs: 800,
  reconnectFarMs: 5_000,
  reconnectMaxMs: 30_000,
  reconnectSteadyMs: 2_000,
  networkLookMs: 2_000,
  registerRetryMs: 1_000,
  registerRetryMaxMs: 30_000,
  refusedRetryMs: 300_000,
  refreshFloorMs: 5_000,
  candidatesFreshMs: 55_000,
  prepareRetryMs: 5_000,
  microphoneMs: 15_000,
  mediaWindowMs: 5_000,
  mediaBackMs: 10_000,
  mediaAskMs: 5_000,
  answerLimitMs: 8_000,
  cancelMs: 4_000,
  dialLostMs: 5_000,
  talkLostMs: 120_000,
  pathConnectMs: 8_000,
  pathLostMs: 20_000,
  glareMs: 2_050,
  reInviteMs: 40_000,
  refreshRetryMs: 1_000,
  refreshRetryMaxMs: 30_000,
  transferMs: 60_000,
  stopMs: 700,
};

/** The waits that the settings ask for, with the usual ones beside them. */
export function timingOf(
  call: Settings["call"],
  shortened: Partial<PhoneTiming> = {},
): PhoneTiming {
  const { probeSeconds, probeAnswerSeconds } = call;
  return {
    ...usualTiming,
    probeMs: probeSeconds * 1_000,
    probeAnswerMs: probeAnswerSeconds * 1_000,
    ...shortened,
  };
}
