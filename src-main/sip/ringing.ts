import type { Core } from "sip.js";
import type { MediaLink } from "#desk/ports.ts";
import type { MediaBridge } from "./media-bridge.ts";

/** Sound that was promised and of which no packet has come for so long is none. */
const SILENCE_MS = 500;

export interface RingingOptions {
  readonly media: MediaLink;
  readonly bridge: MediaBridge;
  readonly progressed: (hasEarlyMedia: boolean) => void;
  readonly tone: (tone: "ringback" | null) => void;
}

/**
 * From the first provisional response to the end of ringing: our ringback, unless the network sends
 * sound of its own. A description alone is no sound: when a plain 180 follows it, ours is heard for as
 * long as none really comes. SIP.js's own `earlyMedia` is not used: it ends the call when another branch
 * answers than the one that sent the announcement.
 */
export class Ringing {
  readonly #options: RingingOptions;
  #isOver = false;
  #hasProgressed = false;
  #hasEarlyMedia = false;
  /** Tag of the branch whose sound was taken. No other can take its place: an offer has one answer. */
  #soundOf: string | null = null;
  /** Whether our ringback stands in for sound that was taken and does not come; null: nobody asks yet. */
  #isSilent: boolean | null = null;
  #look: NodeJS.Timeout | null = null;

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
    if (message.statusCode === 180 && sdp === null) this.#doubtSound();
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
    this.#stopLooking();
  }

  /** The callee's telephone rings: that is heard from us unless it is heard from there. */
  #doubtSound(): void {
    if (!this.#hasEarlyMedia || this.#isSilent !== null) return;
    this.#isSilent = false;
    void this.#lookForSound(0);
  }

  async #lookForSound(before: number): Promise<void> {
    const { media, bridge, progressed, tone } = this.#options;
    const reply = await media.ask("report", { session: bridge.session });
    if (this.#isOver || !this.#hasEarlyMedia || !reply.ok) return;
    const { packetsReceived } = reply.value;
    const isSilent = packetsReceived <= before;
    if (isSilent !== this.#isSilent) {
      this.#isSilent = isSilent;
      progressed(!isSilent);
      tone(isSilent ? "ringback" : null);
    }
    this.#look = setTimeout(() => void this.#lookForSound(packetsReceived), SILENCE_MS);
  }

  #stopLooking(): void {
    if (this.#look !== null) clearTimeout(this.#look);
    this.#look = null;
  }

  /** Whatever else rings does so without a sound of its own. */
  #soundEnded(): void {
    this.#hasEarlyMedia = false;
    this.#stopLooking();
    if (this.#isOver || this.#isSilent === true) return;
    this.#options.progressed(false);
    this.#options.tone("ringback");
  }
}

function describedBy(message: Core.IncomingResponseMessage): string | null {
  const isSdp = /^application\/sdp\b/i.test(message.getHeader("Content-Type") ?? "");
  return isSdp && message.body !== "" ? message.body : null;
}
