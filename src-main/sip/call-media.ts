import type { CallFault } from "#core/outcome.ts";
import { mediaFacts, type MediaFact, type MediaFailure, type MediaInput } from "#contract/media.ts";
import type { CallParts } from "./call-parts.ts";
import { MediaBridge } from "./media-bridge.ts";
import type { TakenMedia } from "./prepared-media.ts";

export interface CallMediaOptions {
  readonly parts: CallParts;
  /** No audio will come of the call any more. */
  readonly onFault: (fault: CallFault, reason: string) => void;
  /** The far end stopped listening, or listens again. */
  readonly onFarEnd: (isHeld: boolean) => void;
  /** What became of the connection of its session. */
  readonly onConnection: (state: MediaFact<"connection">["state"]) => void;
}

const LOST = "the window that carries the audio was lost";

/** What one call has in the media window: its session, and what holds for it whichever session that is. */
export class CallMedia {
  readonly #options: CallMediaOptions;
  #bridge: MediaBridge | null = null;
  #isMuted = false;
  #isFarEndHeld = false;
  #isClosed = false;
  /** Runs while the media window is away; then the call fails. */
  #absence: NodeJS.Timeout | null = null;

  constructor(options: CallMediaOptions) {
    this.#options = options;
  }

  /** Null before a session was opened. */
  get bridge(): MediaBridge | null {
    return this.#bridge;
  }

  get isMuted(): boolean {
    return this.#isMuted;
  }

  get isFarEndHeld(): boolean {
    return this.#isFarEndHeld;
  }

  /** The session description handler over a session, which is released by `close`. */
  open(prepared: TakenMedia, onFailure?: (failure: MediaFailure) => void): MediaBridge {
    const { parts, onFault, onFarEnd } = this.#options;
    this.#bridge = new MediaBridge({
      media: parts.media,
      prepared,
      askMs: parts.timing.mediaAskMs + parts.call.gatherLimitMs,
      onUseless: (reason) => {
        onFault("media-path", reason);
      },
      onFarEnd: (isHeld) => {
        if (this.#isFarEndHeld === isHeld) return;
        this.#isFarEndHeld = isHeld;
        onFarEnd(isHeld);
      },
      ...(onFailure === undefined ? {} : { onFailure }),
    });
    if (this.#isMuted) this.mute(true);
    return this.#bridge;
  }

  /** A word of the media window about one of its sessions. */
  connectionChanged({ session, state }: MediaFact<"connection">): void {
    if (this.#bridge?.session === session) this.#options.onConnection(state);
  }

  /**
   * The media window is away, or there again. A call goes on with the window that still holds its
   * session, and fails with any other, or when none comes in time.
   */
  windowChanged(isPresent: boolean): void {
    const { parts, onFault } = this.#options;
    // One that still rings has nothing there yet.
    if (this.#bridge === null || this.#isClosed) return;
    if (isPresent && this.#absence !== null) void this.#rejoin(this.#bridge.session);
    if (isPresent) return;
    this.#absence ??= setTimeout(() => {
      onFault("media-path", LOST);
    }, parts.timing.mediaBackMs);
  }

  mute(isMuted: boolean): void {
    this.#isMuted = isMuted;
    if (this.#bridge !== null) this.#ask("mute", { session: this.#bridge.session, isMuted });
  }

  tone(tone: MediaInput<"tone">["tone"]): void {
    this.#ask("tone", { tone });
  }

  /** Goes on with a fresh session, which has to be offered to the far end; false when there is none. */
  async renew(): Promise<boolean> {
    const { parts, onFault } = this.#options;
    const taken = await parts.prepared.open();
    if (!taken.ok) onFault("media-path", taken.failure.reason);
    else if (this.#isClosed) void parts.media.ask("release", { session: taken.value.session });
    else this.#bridge?.moveTo(taken.value);
    if (!taken.ok || this.#isClosed) return false;
    if (this.#isMuted) this.mute(true);
    return true;
  }

  close(): void {
    this.#isClosed = true;
    this.#endAbsence();
    this.#bridge?.close();
  }

  async #rejoin(session: string): Promise<void> {
    const { parts, onFault, onConnection } = this.#options;
    const reply = await parts.media.ask("report", { session });
    if (this.#isClosed || this.#bridge?.session !== session) return;
    if (!reply.ok) {
      // Without an answer it may have gone once more, and come again.
      if (reply.failure.code !== "fault") onFault("media-path", LOST);
      return;
    }
    this.#endAbsence();
    // What happened and what was asked meanwhile has not crossed.
    this.mute(this.#isMuted);
    const { options } = mediaFacts.connection.entries.state;
    const state = options.find((known) => known === reply.value.connection);
    if (state !== undefined) onConnection(state);
  }

  #endAbsence(): void {
    if (this.#absence !== null) clearTimeout(this.#absence);
    this.#absence = null;
  }

  #ask<K extends "tone" | "mute">(name: K, input: MediaInput<K>): void {
    const { media, report } = this.#options.parts;
    void media.ask(name, input).then((reply) => {
      if (!reply.ok) report(`media window: ${name} failed`);
    });
  }
}
