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
  /** It goes on with a session that the far end has to be offered. */
  readonly onRenewed: () => void;
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
  /** How often a fresh session was asked for; only the last one asked for is taken. */
  #renewals = 0;

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
   * session, in a fresh session with any other, and fails when none comes in time. Resolves when that
   * is settled as far as the window that is there can settle it.
   */
  async windowChanged(isPresent: boolean): Promise<void> {
    const { parts, onFault } = this.#options;
    // One that still rings here has nothing there yet.
    if (this.#bridge === null || this.#isClosed) return;
    if (isPresent && this.#absence !== null) await this.#rejoin(this.#bridge.session);
    if (isPresent) return;
    this.#bridge.windowLost();
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

  /** Goes on with a fresh session as soon as there is one; a call without any fails. */
  async renew(): Promise<void> {
    const { parts, onFault, onRenewed } = this.#options;
    const renewal = (this.#renewals += 1);
    const taken = await parts.prepared.open();
    if (this.#isClosed || renewal !== this.#renewals) {
      if (taken.ok) void parts.media.ask("release", { session: taken.value.session });
      return;
    }
    if (taken.ok) {
      this.#bridge?.moveTo(taken.value);
      if (this.#isMuted) this.mute(true);
      onRenewed();
    }
    // A window that went once more is waited for.
    else if (this.#absence === null) onFault("media-path", taken.failure.reason);
  }

  close(): void {
    this.#isClosed = true;
    this.#endAbsence();
    this.#bridge?.close();
  }

  async #rejoin(session: string): Promise<void> {
    const { parts, onConnection, onRenewed } = this.#options;
    const reply = await parts.media.ask("report", { session });
    if (this.#isClosed || this.#bridge?.session !== session) return;
    // Without an answer it may have gone once more, and come again.
    if (!reply.ok && reply.failure.code === "fault") return;
    this.#endAbsence();
    if (!reply.ok) {
      await this.renew();
      return;
    }
    // What happened and what was asked meanwhile has not crossed.
    this.mute(this.#isMuted);
    if (this.#bridge.isBehind) onRenewed();
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
