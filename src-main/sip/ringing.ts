import type { Core } from "sip.js";
import type { MediaBridge } from "./media-bridge.ts";

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
  /** Tag of the branch whose sound was taken. No other can take its place: an offer has one answer. */
  #soundOf: string | null = null;

  constructor(options: RingingOptions) {
    this.#options = options;
  }

  take(message: Core.IncomingResponseMessage): void {
    if (this.#isOver) return;
    const { bridge, progressed, tone } = this.#options;
    // 199 tells of a branch that ended (RFC 6228).
    if (message.statusCode === 199) {
      if (this.#hasEarlyMedia && message.toTag === this.#soundOf) this.#soundEnded();
      return;
    }
    const sdp = describedBy(message);
    const isFirst = !this.#hasProgressed;
    const isNewSound = sdp !== null && this.#soundOf === null;
    this.#hasProgressed = true;
    if (isFirst || isNewSound) progressed(isNewSound);
    if (isFirst && !isNewSound) tone("ringback");
    if (!isNewSound) return;
    this.#hasEarlyMedia = true;
    this.#soundOf = message.toTag;
    tone(null);
    void bridge.acceptEarly(sdp).then((isTaken) => {
      if (!isTaken) this.#soundEnded();
    });
  }

  stop(): void {
    this.#isOver = true;
  }

  /** Whatever else rings does so without a sound of its own. */
  #soundEnded(): void {
    this.#hasEarlyMedia = false;
    if (this.#isOver) return;
    this.#options.progressed(false);
    this.#options.tone("ringback");
  }
}

function describedBy(message: Core.IncomingResponseMessage): string | null {
  const isSdp = /^application\/sdp\b/i.test(message.getHeader("Content-Type") ?? "");
  return isSdp && message.body !== "" ? message.body : null;
}
