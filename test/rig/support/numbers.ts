/** Who answers is chosen by what is called; Kamailio's configuration knows the same numbers. */

/** baresip over plain RTP with PCMU, which only rtpengine can join with a browser. */
export const PLAIN_PEER = "+15550100";
/** baresip over ICE, DTLS-SRTP and Opus, with which the browser talks directly. */
export const SECRET_PEER = "+15550101";

/** What Kamailio says itself: a 503 from behind a proxy would arrive as 500 (RFC 3261 16.7). */
export const FULL = "+15550120";
export const FULL_CAUSE_34 = "+15550121";
export const FULL_CAUSE_42 = "+15550122";
/** Challenged again whatever the credentials were. */
export const NEVER_LET_IN = "+15550123";

/** SIPp, with whatever scenario the test has started. */
export const SIPP = "+15550130";

/** What SIPp says of itself when it calls. */
export const CALLER = "+15550177";
