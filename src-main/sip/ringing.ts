import type { Core } from "sip.js";
import type { MediaBridge } from "./media-bridge.ts";

/** A provisional response as SIP.js hands it over at run time: with the early dialog it made. */
export interface ProgressResponse extends Core.IncomingResponse {
  readonly session?: Core.Session;
}

export interface RingingOptions {
  readonly bridge: MediaBridge;
  readonly progressed: (hasEarlyMedia: boolean) => void;
  readonly tone: (tone: "ringback" | null) => void;
}

/**
 * From the first provisional response to the end of ringing: our ringback, unless the network sends
 * sound of its own. SIP.js's own `earlyMedia` is not used: it ends the call when another branch
 * answers than the one that sent the announcement.
 */
export class Ringing {
  readonly #options: RingingOptions;
  #isOver = false;
  #hasProgressed = false;
  #hasEarlyMedia = false;

  constructor(options: RingingOptions) {
    this.#options = options;
  }

  take({ message, session }: ProgressResponse): void {
    // 199 tells of a branch that ended (RFC 6228).
    if (this.#isOver || message.statusCode === 199) return;
    const { bridge, progressed, tone } = this.#options;
    const sdp = session?.answer?.content;
    const isFirst = !this.#hasProgressed;
    const isNewSound = sdp !== undefined && !this.#hasEarlyMedia;
    this.#hasProgressed = true;
    if (isFirst || isNewSound) progressed(isNewSound);
    if (isFirst && !isNewSound) tone("ringback");
    if (!isNewSound) return;
    this.#hasEarlyMedia = true;
    tone(null);
    void bridge.acceptEarly(sdp).then((isTaken) => {
      if (!isTaken && !this.#isOver) tone("ringback");
    });
  }

  stop(): void {
    this.#isOver = true;
  }
}
