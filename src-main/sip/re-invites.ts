import { Core, type Session } from "sip.js";
import { isOfTheMoment } from "./final-response.ts";
import type { MediaBridge } from "./media-bridge.ts";
import type { PhoneTiming } from "./timing.ts";

export interface ReInvitesOptions {
  readonly session: Session;
  readonly bridge: MediaBridge;
  readonly timing: PhoneTiming;
  /** Whether we made the INVITE: then we wait longer when two cross. */
  readonly isCaller: boolean;
  readonly onSettled: (isHeld: boolean) => void;
  readonly onRefused: () => void;
  /** The other side no longer knows this call (RFC 3261 12.2.1.2). */
  readonly onGone: () => void;
}

interface Wish {
  readonly isHeld: boolean;
  /** False for a refresh, of which nobody is told. */
  readonly isAsked: boolean;
}

/** What a transaction of SIP.js does when it hears that nothing can be sent. */
interface Failing {
  onTransportError: (error: Error) => void;
}

/** So often a re-INVITE that met another one is tried before the agent is told that it failed. */
const MOST_TRIES = 12;

/**
 * Hold, resume and refresh: one re-INVITE at a time, in order. The far end's confirmation counts,
 * never our wish; two that cross are repeated after a random wait (RFC 3261 14.1). A refresh that is
 * refused for the moment is repeated, for as long as a lost connection may take to come back; the far
 * end may be on its way back, too. Only 481 says that the call is gone.
 */
export class ReInvites {
  readonly #options: ReInvitesOptions;
  /** What was asked for and has not left yet; null: nothing was. */
  #asked: boolean | null = null;
  /** The re-INVITE that has no final answer yet. */
  #current: Wish | null = null;
  #isStopped = false;
  #isRefreshOwed = false;
  /** New addresses are wanted and no offer with them has been taken yet. */
  #isRestartOwed = false;
  #underWay: Core.OutgoingInviteRequest | null = null;
  #timer: NodeJS.Timeout | null = null;
  /** What is waited for is that two do not meet again, and not that a refusal passes. */
  #isGlare = false;
  /** How often in a row one has met another. */
  #meetings = 0;
  /** How long what is owed has waited since it was refused first. */
  #waitedMs = 0;

  constructor(options: ReInvitesOptions) {
    this.#options = options;
  }

  ask(isHeld: boolean): void {
    // What is on its way asks for just that, and its answer is the answer to both.
    const isUnderWay = this.#current?.isAsked === true && this.#current.isHeld === isHeld;
    if (isUnderWay && this.#asked === null) return;
    this.#asked = isHeld;
    this.#meetings = 0;
    this.#goOn();
  }

  /** From now on, until one was taken, every offer gathers new addresses. */
  oweRestart(): void {
    this.#isRestartOwed = true;
    this.#isRefreshOwed = true;
    this.#waitedMs = 0;
  }

  /** No answer will come on the socket that is gone: what is under way has failed, so that the next can follow. */
  cutOff(): void {
    const request = this.#underWay;
    this.#underWay = null;
    this.#waitedMs = 0;
    if (!(request instanceof Core.UserAgentClient)) return;
    const { transaction } = request;
    const isOpen =
      transaction.state === Core.TransactionState.Calling ||
      transaction.state === Core.TransactionState.Proceeding;
    if (isOpen) (transaction as unknown as Failing).onTransportError(new Error("Not connected."));
  }

  /** Sends what is agreed once more, so that the other side learns where we are now. */
  refresh(): void {
    // What waits to be repeated already goes on waiting.
    if (this.#isRefreshOwed && this.#waitedMs > 0 && this.#timer !== null) return;
    this.#isRefreshOwed = true;
    this.#waitedMs = 0;
    this.#goOn();
  }

  /** The far end has confirmed our answer to its INVITE. */
  confirmed(): void {
    this.#pump();
  }

  stop(): void {
    this.#isStopped = true;
    this.#wait(null);
  }

  /** At once, unless two have just met. */
  #goOn(): void {
    if (!this.#isGlare) this.#wait(null);
    this.#pump();
  }

  #pump(): void {
    if (this.#current !== null || this.#isStopped || this.#timer !== null) return;
    const { session, bridge } = this.#options;
    const wish = this.#nextWish();
    if (wish === null) return;
    // The far end has not confirmed our answer to its INVITE yet.
    if (session.dialog?.sessionState === Core.SessionState.AckWait) return;
    this.#asked = null;
    if (bridge.isNegotiating()) this.#settle(wish, 491);
    else this.#send(wish);
  }

  #nextWish(): Wish | null {
    const { session, bridge } = this.#options;
    if (this.#asked !== null) return { isHeld: this.#asked, isAsked: true };
    // Without a connection a refresh is asked for anew when that is back.
    if (!this.#isRefreshOwed || !session.userAgent.isConnected()) return null;
    return { isHeld: bridge.isHeld, isAsked: false };
  }

  #send(wish: Wish): void {
    const { session, bridge, timing, onSettled } = this.#options;
    this.#current = wish;
    const [isRefresh, isRestart] = [this.#isRefreshOwed, this.#isRestartOwed];
    this.#isRefreshOwed = false;
    this.#isRestartOwed = false;
    bridge.wish = { isHeld: wish.isHeld, isIceRestart: isRestart };
    bridge.failure = null;
    let isDone = false;
    const done = (status: number): void => {
      if (isDone) return;
      isDone = true;
      clearTimeout(limit);
      this.#current = null;
      if (status >= 300) {
        this.#isRefreshOwed ||= isRefresh || isRestart;
        this.#isRestartOwed ||= isRestart;
      }
      if (!this.#isStopped) this.#settle(wish, status);
    };
    const limit = setTimeout(() => {
      done(408);
    }, timing.reInviteMs);
    session
      .invite({
        // SIP.js keeps these for every later description, so they are given in full each time.
        sessionDescriptionHandlerOptions: {},
        sessionDescriptionHandlerModifiers: [],
        requestDelegate: {
          onAccept: ({ message }) => {
            // It was given up already, but what it asked for counts all the same.
            if (isDone && wish.isAsked && !this.#isStopped) onSettled(wish.isHeld);
            done(message.statusCode ?? 200);
          },
          onReject: ({ message }) => {
            const status = message.statusCode ?? 500;
            if (status === 481) this.#options.onGone();
            done(status);
          },
        },
      })
      .then((request) => {
        this.#underWay = request;
        const { delegate } = request;
        // SIP.js forgets that a redirection is a final answer, and would wait for one for ever.
        if (delegate !== undefined) delegate.onRedirect = (told) => delegate.onReject?.(told);
      })
      .catch(async () => {
        // Nothing left: the far end has not confirmed its own re-INVITE yet, or the media window failed.
        const isCrossing = bridge.failure === null;
        bridge.wish = null;
        await bridge.rollbackDescription();
        done(isCrossing ? 491 : 500);
      });
  }

  #settle(wish: Wish, status: number): void {
    const { session, timing, onSettled, onRefused } = this.#options;
    if (status === 491 && this.#meetings < MOST_TRIES) {
      this.#meetings += 1;
      if (wish.isAsked) this.#asked ??= wish.isHeld;
      this.#isGlare = true;
      this.#wait(this.#glareMs());
      return;
    }
    this.#meetings = 0;
    if (status < 300) {
      if (wish.isAsked) onSettled(wish.isHeld);
    } else {
      if (wish.isAsked) onRefused();
      this.#isRefreshOwed &&= isOfTheMoment(status) && this.#waitedMs < timing.talkLostMs;
      const isRepeated = this.#isRefreshOwed && this.#asked === null;
      if (isRepeated && session.userAgent.isConnected()) this.#wait(this.#backOffMs());
    }
    this.#pump();
  }

  /** Doubles with each refusal. */
  #backOffMs(): number {
    const { refreshRetryMs, refreshRetryMaxMs } = this.#options.timing;
    const waitMs = Math.min(Math.max(refreshRetryMs, this.#waitedMs), refreshRetryMaxMs);
    this.#waitedMs += waitMs;
    return waitMs;
  }

  /** In units of 10 ms; whoever made the call waits the longer (RFC 3261 14.1). */
  #glareMs(): number {
    const { timing, isCaller } = this.#options;
    const random = Math.floor((Math.random() * timing.glareMs) / 10) * 10;
    return isCaller ? timing.glareMs + random : random;
  }

  #wait(waitMs: number | null): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    if (waitMs === null) {
      this.#isGlare = false;
      return;
    }
    this.#timer = setTimeout(() => {
      this.#wait(null);
      this.#pump();
    }, waitMs);
  }
}
