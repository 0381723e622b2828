import type { CallFault } from "#core/outcome.ts";
import type { MediaFact } from "#contract/media.ts";
import type { PhoneTiming } from "./timing.ts";

type ConnectionState = MediaFact<"connection">["state"];

export interface MediaPathOptions {
  readonly timing: PhoneTiming;
  /** The far end is to be offered new addresses, as soon as it can be told anything. */
  readonly onMend: () => void;
  /** Nothing more will come of the call. */
  readonly onLost: (fault: CallFault, reason: string) => void;
}

/**
 * Whether the audio of a call passes, and how long one that does not is waited for. Before the answer
 * a connection that fails is the end at once. After it new addresses come first. While audio passes
 * nothing ends the call, not even a server that is gone: the two hear each other.
 */
export class MediaPath {
  readonly #options: MediaPathOptions;
  /** As the media window told it last; null: not yet. */
  #state: ConnectionState | null = null;
  /** It has failed, and has not been connected since. */
  #isBroken = false;
  #isAnswered = false;
  #hasLine = true;
  /** What the limit runs for; null: none does. */
  #awaited: "audio" | "line" | null = null;
  #limit: NodeJS.Timeout | null = null;
  #firstLimit: NodeJS.Timeout | null = null;

  constructor(options: MediaPathOptions) {
    this.#options = options;
  }

  answered(): void {
    this.#isAnswered = true;
    this.#expectFirst();
    this.#adapt();
  }

  changed(state: ConnectionState): void {
    const { onMend, onLost } = this.#options;
    this.#state = state;
    if (state === "connected") this.#isBroken = false;
    if (state === "failed") {
      this.#isBroken = true;
      if (!this.#isAnswered) onLost("media-path", "the audio connection failed");
      else onMend();
    }
    this.#adapt();
  }

  /** The call goes on in a fresh media session. */
  renewed(): void {
    this.#state = null;
    this.#isBroken = false;
    this.#expectFirst();
    this.#adapt();
  }

  /** Whether the server can be reached. */
  lineChanged(hasLine: boolean): void {
    this.#hasLine = hasLine;
    this.#adapt();
  }

  stop(): void {
    this.#isAnswered = false;
    this.#adapt();
    if (this.#firstLimit !== null) clearTimeout(this.#firstLimit);
  }

  /** Offers new addresses, once, when the first ones come to nothing. */
  #expectFirst(): void {
    if (this.#firstLimit !== null) clearTimeout(this.#firstLimit);
    const { timing, onMend } = this.#options;
    this.#firstLimit = setTimeout(() => {
      if (this.#state !== "connected" && !this.#isBroken) onMend();
    }, timing.pathConnectMs);
  }

  #adapt(): void {
    const { timing, onLost } = this.#options;
    const isDown = this.#isAnswered && this.#state !== "connected";
    const withLine = this.#isBroken ? "audio" : null;
    const awaited = isDown ? (this.#hasLine ? withLine : "line") : null;
    if (awaited === this.#awaited) return;
    this.#awaited = awaited;
    if (this.#limit !== null) clearTimeout(this.#limit);
    this.#limit = null;
    if (awaited === "audio") {
      this.#limit = setTimeout(() => {
        onLost("media-path", "the audio connection failed");
      }, timing.pathLostMs);
    } else if (awaited === "line") {
      this.#limit = setTimeout(() => {
        onLost("signalling-lost", "the connection to the server was lost");
      }, timing.talkLostMs);
    }
  }
}
