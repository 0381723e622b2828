import type { BodyAndContentType, SessionDescriptionHandler } from "sip.js";
import type { MediaAskName, MediaFailure, MediaInput, MediaOutput } from "#contract/media.ts";
import type { MediaLink } from "#desk/ports.ts";
import { remedyFor, type Remedy } from "./answer-change.ts";
import type { TakenMedia } from "./prepared-media.ts";
import { readRemoteAudio } from "./remote-audio.ts";

export interface MediaBridgeOptions {
  readonly media: MediaLink;
  readonly prepared: TakenMedia;
  readonly askMs: number;
  /** The offer that was sent is not the media window's any more: no audio will come of this call. */
  readonly onUseless: (reason: string) => void;
  /** The far end said whether it listens. */
  readonly onFarEnd: (isHeld: boolean) => void;
  /** The media window could not do its part of a description; told before SIP.js hears of it. */
  readonly onFailure?: (failure: MediaFailure) => void;
}

/** What an offer of ours asks for. */
export interface OfferWish {
  readonly isHeld: boolean;
  /** Gathers new addresses. */
  readonly isIceRestart: boolean;
}

/** Which branch of the call spoke, by its To-tag, and the description it gave; null: none. */
export interface Said {
  readonly branch: string;
  readonly sdp: string | null;
}

/**
 * SIP.js's session description handler over the media window: signalling here, audio there.
 * Candidates were gathered by `prepare`, so every description is complete at once. After `close` no
 * promise of it settles any more: SIP.js would go on with a call that is over, and trip.
 */
export class MediaBridge implements SessionDescriptionHandler {
  /** Set right before an offer of ours, which takes it; null: nothing is asked for beyond what is agreed. */
  wish: OfferWish | null = null;
  /** Digits can be sent within the audio. */
  takesTelephoneEvents = false;
  /** The window does not hold what was agreed on last; true until an offer of ours left again. */
  isBehind = false;
  /** The first thing that went wrong in the media window, null while nothing did. */
  failure: MediaFailure | null = null;
  /** The last response to the first offer, set before what it says is applied; null before there is one. */
  said: Said | null = null;
  /**
   * What the 200 calls for when early media took the answer before it, or none was there to take it.
   * A peer connection takes one answer only: where another branch has answered, the audio of this
   * session goes nowhere.
   */
  remedy: Remedy = "nothing";
  readonly #options: MediaBridgeOptions;
  #session: string;
  /** The prepared offer; null once it was sent, and where none was prepared. */
  #firstOffer: string | null;
  /** The prepared offer that SIP.js was given, until it has left. */
  #leaving: string | null = null;
  #isClosed = false;
  #isHeld = false;
  /** The offer of ours that has no answer yet. */
  #offered: OfferWish | null = null;
  /** The same, when the window has been lost since: its answer is for nobody. */
  #orphaned: OfferWish | null = null;
  #remoteOffer: string | null = null;
  /** The answer of a provisional response, with the branch that gave it. */
  #early: { readonly sdp: string; readonly branch: string | undefined } | null = null;

  constructor(options: MediaBridgeOptions) {
    this.#options = options;
    this.#session = options.prepared.session;
    this.#firstOffer = options.prepared.sdp;
  }

  get session(): string {
    return this.#session;
  }

  /** From `close` on. */
  get isClosed(): boolean {
    return this.#isClosed;
  }

  /** What both sides agreed on. Answers to the far end keep to it, and so do offers that it asks for. */
  get isHeld(): boolean {
    return this.#isHeld;
  }

  /** An offer of either side is without its answer; the next one has to wait. */
  isNegotiating(): boolean {
    return this.#remoteOffer !== null || this.#offered !== null || this.#orphaned !== null;
  }

  /** Lets go of the session and goes on with another; the next offer is its first. */
  moveTo(prepared: TakenMedia): void {
    void this.#options.media.ask("release", { session: this.#session });
    this.#session = prepared.session;
    this.#firstOffer = prepared.sdp;
    this.#offered = null;
    this.#remoteOffer = null;
    this.#early = null;
    this.remedy = "nothing";
  }

  /**
   * The window is gone, for a moment or for good. An offer of ours that is under way is answered to
   * nobody, but what the far end agrees to by it holds.
   */
  windowLost(): void {
    if (this.#offered === null) return;
    this.#orphaned = this.#offered;
    this.#offered = null;
    this.#early = null;
    this.isBehind = true;
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
      const wish = this.wish ?? { isHeld: this.#isHeld, isIceRestart: false };
      this.wish = null;
      const first = wish.isHeld || this.#isClosed ? null : this.#firstOffer;
      this.#firstOffer = null;
      this.isBehind = false;
      if (first !== null) {
        this.#offered = wish;
        this.#leaving = first;
        return { body: first, contentType: "application/sdp" };
      }
      const { sdp } = await this.#ask("offer", { session, ...wish });
      this.#offered = wish;
      return { body: sdp, contentType: "application/sdp" };
    }
    const { sdp } = await this.#ask("answer", { session, sdp: offered, isHeld: this.#isHeld });
    this.#remoteOffer = null;
    this.#options.onFarEnd(this.#readRemote(offered));
    return { body: sdp, contentType: "application/sdp" };
  }

  async setDescription(sdp: string): Promise<void> {
    const orphaned = this.#orphaned;
    const ours = orphaned ?? this.#offered;
    if (ours === null) {
      if (this.#isClosed) await never();
      this.#remoteOffer = sdp;
      return;
    }
    const isHold = this.#readRemote(sdp);
    const early = this.#early;
    if (early !== null) {
      // Of a branch that has spoken before SIP.js hands on its first description again.
      const later = this.said?.sdp ?? early.sdp;
      this.remedy = early.branch === this.said?.branch ? remedyFor(early.sdp, later) : "session";
      this.#early = null;
      this.#offered = null;
      return;
    }
    if (orphaned === null) await this.#ask("accept", { session: this.#session, sdp });
    else this.remedy = "offer";
    this.#orphaned = null;
    this.#offered = null;
    this.#isHeld = ours.isHeld;
    // To a hold of ours any answer without sound is right; it says nothing about the far end.
    if (!ours.isHeld) this.#options.onFarEnd(isHold);
  }

  /** Takes the answer of a provisional response, so that announcements are heard; true when it was taken. */
  async acceptEarly(sdp: string): Promise<boolean> {
    if (this.#offered === null || this.#early !== null) return this.#early?.sdp === sdp;
    this.#early = { sdp, branch: this.said?.branch };
    const reply = await this.#options.media.ask(
      "accept",
      { session: this.#session, sdp },
      this.#options.askMs,
    );
    if (!reply.ok) this.#early = null;
    return reply.ok;
  }

  /** Never rejects: SIP.js would end a good call over it. */
  async rollbackDescription(): Promise<void> {
    this.#remoteOffer = null;
    this.#orphaned = null;
    if (this.#offered === null) return;
    this.#offered = null;
    await this.#options.media.ask("rollback", { session: this.#session }, this.#options.askMs);
  }

  /** Lets go of the microphone and the connection. */
  close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    void this.#options.media.ask("release", { session: this.#session });
  }

  /**
   * To be called when the first description has left: tells the window that its prepared offer did.
   * Not sooner, as what the window then does would keep the INVITE from leaving. Nothing waits for it,
   * but the window must still hold that very offer.
   */
  async left(): Promise<void> {
    const sent = this.#isClosed ? null : this.#leaving;
    this.#leaving = null;
    if (sent === null) return;
    const session = this.#session;
    const { media, askMs, onUseless } = this.#options;
    const asked = { session, isHeld: false, isIceRestart: false };
    const reply = await media.ask("offer", asked, askMs);
    if (this.#isClosed || this.#session !== session) return;
    if (!reply.ok) onUseless(reply.failure.reason);
    else if (generationOf(reply.value.sdp) !== generationOf(sent))
      onUseless("the network changed while the call went out");
  }

  /** Keeps what the far end can do; whether it asks for hold. */
  #readRemote(sdp: string): boolean {
    const { isHold, takesTelephoneEvents } = readRemoteAudio(sdp);
    this.takesTelephoneEvents = takesTelephoneEvents;
    return isHold;
  }

  async #ask<K extends MediaAskName>(name: K, input: MediaInput<K>): Promise<MediaOutput<K>> {
    if (this.#isClosed) await never();
    const reply = await this.#options.media.ask(name, input, this.#options.askMs);
    if (this.#isClosed) await never();
    if (reply.ok) return reply.value;
    this.failure ??= reply.failure;
    this.#options.onFailure?.(reply.failure);
    throw new Error(`media ${name}: ${reply.failure.code}`);
  }
}

/** Which gathering an offer is of (RFC 8839 section 5.4); candidates may still join it afterwards. */
const generationOf = (sdp: string): string | undefined => /^a=ice-ufrag:(\S+)/m.exec(sdp)?.[1];

function never(): Promise<never> {
  return new Promise(() => undefined);
}
