import { Core, type Session } from "sip.js";
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
  readonly tries: number;
}

/** What a transaction of SIP.js does when it hears that nothing can be sent. */
interface Failing {
  onTransportError: (error: Error) => void;
}

/** So often a re-INVITE that met another one is tried before the agent is told that it failed. */
const MOST_TRIES = 12;

/**
 * Hold, resume and refresh: one re-INVITE at a time, in order. The far end's confirmation counts,
 * never our wish; two that cross are repeated after a random wait (RFC 3261 14.1).
 */
export class ReInvites {
  readonly #options: ReInvitesOptions;
  #next: Wish | null = null;
  /** The re-INVITE that has no final answer yet. */
  #current: Wish | null = null;
  #isStopped = false;
  /** New addresses are wanted and no offer with them has been taken yet. */
  #isRestartOwed = false;
  #underWay: Core.OutgoingInviteRequest | null = null;
  #timer: NodeJS.Timeout | null = null;

  constructor(options: ReInvitesOptions) {
    this.#options = options;
  }

  ask(isHeld: boolean): void {
    // What is on its way asks for just that, and its answer is the answer to both.
    const isUnderWay = this.#current?.isAsked === true && this.#current.isHeld === isHeld;
    if (isUnderWay && this.#next?.isAsked !== true) return;
    this.#next = { isHeld, isAsked: true, tries: 0 };
    this.#pump();
  }

  /** From now on, until one was taken, every offer gathers new addresses. */
  oweRestart(): void {
    this.#isRestartOwed = true;
  }

  /** No answer will come on the socket that is gone: what is under way has failed, so that the next can follow. */
  cutOff(): void {
    const request = this.#underWay;
    this.#underWay = null;
    if (!(request instanceof Core.UserAgentClient)) return;
    const { transaction } = request;
    const isOpen =
      transaction.state === Core.TransactionState.Calling ||
      transaction.state === Core.TransactionState.Proceeding;
    if (isOpen) (transaction as unknown as Failing).onTransportError(new Error("Not connected."));
  }

  /** Sends what is agreed once more, so that the other side learns where we are now. */
  refresh(): void {
    this.#next ??= { isHeld: this.#options.bridge.isHeld, isAsked: false, tries: 0 };
    this.#pump();
  }

  /** The far end has confirmed our answer to its INVITE. */
  confirmed(): void {
    this.#pump();
  }

  stop(): void {
    this.#isStopped = true;
    this.#next = null;
    this.#wait(null);
  }

  #pump(): void {
    const wish = this.#next;
    if (wish === null || this.#current !== null || this.#isStopped || this.#timer !== null) return;
    this.#next = null;
    const { session, bridge, timing } = this.#options;
    // The far end has not confirmed our answer to its INVITE yet.
    if (session.dialog?.sessionState === Core.SessionState.AckWait) {
      this.#next = wish;
      return;
    }
    if (bridge.isNegotiating()) {
      this.#settle(wish, 491);
      return;
    }
    this.#current = wish;
    const isRestart = this.#isRestartOwed;
    this.#isRestartOwed = false;
    bridge.wish = { isHeld: wish.isHeld, isIceRestart: isRestart };
    bridge.failure = null;
    let isDone = false;
    const done = (status: number): void => {
      if (isDone) return;
      isDone = true;
      clearTimeout(limit);
      this.#current = null;
      if (status >= 300) this.#isRestartOwed ||= isRestart;
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
            done(message.statusCode ?? 200);
          },
          onReject: ({ message }) => {
            const status = message.statusCode ?? 500;
            const isGone = message.hasHeader("Via") && (status === 481 || status === 408);
            if (isGone) this.#options.onGone();
            done(status);
          },
        },
      })
      .then((request) => {
        this.#underWay = request;
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
    const { onSettled, onRefused } = this.#options;
    if (status >= 200 && status < 300) {
      if (wish.isAsked) onSettled(wish.isHeld);
      this.#pump();
      return;
    }
    if (status === 491 && wish.tries < MOST_TRIES) {
      if (this.#next?.isAsked !== true) this.#next = { ...wish, tries: wish.tries + 1 };
      this.#wait(this.#glareMs());
      return;
    }
    if (wish.isAsked) onRefused();
    this.#pump();
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
    if (waitMs === null) return;
    this.#timer = setTimeout(() => {
      this.#timer = null;
      this.#pump();
    }, waitMs);
  }
}
