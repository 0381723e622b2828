import type { BodyAndContentType, SessionDescriptionHandler } from "sip.js";
import type { MediaAskName, MediaFailure, MediaInput, MediaOutput } from "#contract/media.ts";
import type { MediaLink } from "#desk/ports.ts";
import { asksForHold } from "./stream-direction.ts";

export interface MediaBridgeOptions {
  readonly media: MediaLink;
  /** Session of the media window, prepared and ready to offer. */
  readonly session: string;
  readonly askMs: number;
  /** The far end said whether it listens. */
  readonly onFarEnd: (isHeld: boolean) => void;
}

/**
 * SIP.js's session description handler over the media window: signalling here, audio there.
 * Candidates were gathered by `prepare`, so every description is complete at once. After `close` no
 * promise of it settles any more: SIP.js would go on with a call that is over, and trip.
 */
export class MediaBridge implements SessionDescriptionHandler {
  /** What both sides agreed on. Answers to the far end keep to it. */
  isHeld = false;
  /** What the next offer of ours asks for. */
  offersHeld = false;
  /** The first thing that went wrong in the media window, null while nothing did. */
  failure: MediaFailure | null = null;
  /**
   * The call was answered by another branch than the one whose early media we took. A peer
   * connection takes one answer only, so this session's audio goes nowhere.
   */
  needsRenewal = false;
  readonly #options: MediaBridgeOptions;
  #session: string;
  #isClosed = false;
  #hasLocalOffer = false;
  #remoteOffer: string | null = null;
  #earlyAnswer: string | null = null;

  constructor(options: MediaBridgeOptions) {
    this.#options = options;
    this.#session = options.session;
  }

  get session(): string {
    return this.#session;
  }

  /** The far end's offer is being answered; one of ours has to wait. */
  isAnswering(): boolean {
    return this.#remoteOffer !== null;
  }

  /** Goes on with another prepared session; the next offer is its first. */
  moveTo(session: string): void {
    this.#session = session;
    this.#hasLocalOffer = false;
    this.#remoteOffer = null;
    this.#earlyAnswer = null;
    this.needsRenewal = false;
  }

  hasDescription(contentType: string): boolean {
    return /^application\/sdp\b/i.test(contentType);
  }

  /** Always refused: digits do not go through here. */
  sendDtmf(): boolean {
    return false;
  }

  async getDescription(): Promise<BodyAndContentType> {
    const session = this.#session;
    const offered = this.#remoteOffer;
    if (offered === null) {
      const { sdp } = await this.#ask("offer", { session, isHeld: this.offersHeld });
      this.#hasLocalOffer = true;
      return { body: sdp, contentType: "application/sdp" };
    }
    const { sdp } = await this.#ask("answer", { session, sdp: offered, isHeld: this.isHeld });
    this.#remoteOffer = null;
    this.#options.onFarEnd(asksForHold(offered));
    return { body: sdp, contentType: "application/sdp" };
  }

  async setDescription(sdp: string): Promise<void> {
    if (!this.#hasLocalOffer) {
      if (this.#isClosed) await never();
      this.#remoteOffer = sdp;
      return;
    }
    if (this.#earlyAnswer !== null) {
      this.needsRenewal = this.#earlyAnswer !== sdp;
      this.#earlyAnswer = null;
      this.#hasLocalOffer = false;
      return;
    }
    await this.#ask("accept", { session: this.#session, sdp });
    this.#hasLocalOffer = false;
    // To a hold of ours any answer without sound is right; it says nothing about the far end.
    if (!this.offersHeld) this.#options.onFarEnd(asksForHold(sdp));
  }

  /** Takes the answer of a provisional response, so that announcements are heard; true when it was taken. */
  async acceptEarly(sdp: string): Promise<boolean> {
    if (!this.#hasLocalOffer || this.#earlyAnswer !== null) return this.#earlyAnswer === sdp;
    this.#earlyAnswer = sdp;
    const reply = await this.#options.media.ask(
      "accept",
      { session: this.#session, sdp },
      this.#options.askMs,
    );
    if (!reply.ok) this.#earlyAnswer = null;
    return reply.ok;
  }

  /** Never rejects: SIP.js would end a good call over it. */
  async rollbackDescription(): Promise<void> {
    this.#remoteOffer = null;
    if (!this.#hasLocalOffer) return;
    this.#hasLocalOffer = false;
    await this.#options.media.ask("rollback", { session: this.#session }, this.#options.askMs);
  }

  /** Lets go of the microphone and the connection. */
  close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    void this.#options.media.ask("release", { session: this.#session });
  }

  async #ask<K extends MediaAskName>(name: K, input: MediaInput<K>): Promise<MediaOutput<K>> {
    if (this.#isClosed) await never();
    const reply = await this.#options.media.ask(name, input, this.#options.askMs);
    if (this.#isClosed) await never();
    if (reply.ok) return reply.value;
    this.failure ??= reply.failure;
    throw new Error(`media ${name}: ${reply.failure.code}`);
  }
}

function never(): Promise<never> {
  return new Promise(() => undefined);
}
