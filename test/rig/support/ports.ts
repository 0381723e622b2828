/** Every fixed port of the rig, in a range that no usual service takes. */
export const ports = {
  /** Kamailio, SIP over UDP and TCP. */
  sip: 25_060,
  /** Kamailio, SIP over WebSocket. */
  webSocket: 25_080,
  rtpengine: 25_023,
  /** coturn, over UDP and TCP. */
  turn: 25_070,
  /** baresip takes the port after each of these, too, for TLS. */
  plainPeer: 25_090,
  secretPeer: 25_092,
  plainControl: 25_094,
  secretControl: 25_095,
  /** SIPp listens here plus the last two digits of the number that was called, and takes 30 to 99. */
  sippBase: 25_100,
  sippControl: 25_200,
  rtpengineAudio: [30_000, 30_499],
  plainAudio: [31_000, 31_099],
  secretAudio: [31_100, 31_199],
  sippAudio: 31_200,
  relayedAudio: [31_400, 31_499],
  /** The rig's own ear and voice, in plain RTP. */
  ear: 31_300,
} as const;
