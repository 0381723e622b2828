import { Inviter, SessionState, type Core, type Session, type URI } from "sip.js";
import type { Report } from "#desk/ports.ts";
import type { CallerId } from "./caller-id.ts";
import { hearFarEnd, letGo, sendEnd, type FarEndRequests } from "./far-end-requests.ts";
import { Farewell } from "./farewell.ts";
import { endOfResponse } from "./final-response.ts";
import type { MediaBridge, Said } from "./media-bridge.ts";
import type { LineAgent } from "./user-agent.ts";

export interface OutgoingSessionOptions {
  readonly line: LineAgent;
  readonly target: URI;
  readonly bridge: MediaBridge;
  readonly report: Report;
  /** Who is said to call. */
  readonly caller: CallerId;
  /** Header lines of the INVITE beside the usual ones. */
  readonly headers: readonly string[];
  /** 101 to 199, in order. */
  readonly onProgress: (message: Core.IncomingResponseMessage) => void;
  /** The 200, after `onAnswered`. */
  readonly onAccepted: (message: Core.IncomingResponseMessage) => void;
  /** Told of the final response, too. */
  readonly farEnd: FarEndRequests;
}

/** SIP.js's INVITE session with its three ways of ending brought into one. */
export class OutgoingSession {
  readonly #options: OutgoingSessionOptions;
  readonly #inviter: Inviter;
  readonly #farewell: Farewell;
  #request: Core.OutgoingInviteRequest | null = null;
  #isAccepted = false;

  constructor(options: OutgoingSessionOptions) {
    this.#options = options;
    const { line, target, bridge, headers, farEnd, report } = options;
    const { headers: callerHeaders, ...params } = options.caller;
    const extraHeaders = [...callerHeaders, ...headers];
    const inviter = new Inviter(line.ua, target, { params, extraHeaders });
    this.#inviter = inviter;
    this.#farewell = new Farewell(inviter, report);
    line.serve(inviter, bridge);
    hearFarEnd(inviter, farEnd);
  }

  /** For re-INVITEs, once answered. */
  get session(): Session {
    return this.#inviter;
  }

  /** A 200 has come, whatever became of it here: it may have crossed a CANCEL. */
  get isAccepted(): boolean {
    return this.#isAccepted;
  }

  /** Nothing has left yet. */
  isUnsent(): boolean {
    return this.#inviter.state === SessionState.Initial;
  }

  /** True when the INVITE left; rejects when the media window had no offer, and nothing left then. */
  async invite(): Promise<boolean> {
    const { line, bridge, onProgress, onAccepted, farEnd } = this.#options;
    const request = await this.#inviter.invite({
      requestDelegate: {
        onProgress: ({ message }) => {
          bridge.said = saidBy(message);
          onProgress(message);
        },
        onAccept: ({ message }) => {
          onAccepted(message);
        },
        onRedirect: ({ message }) => {
          farEnd.onOver(endOfResponse(message, line.hasPassword));
        },
        onReject: ({ message }) => {
          farEnd.onOver(endOfResponse(message, line.hasPassword));
        },
      },
    });
    void bridge.left();
    this.#watch(request);
    return line.ua.isConnected();
  }

  /**
   * CANCEL or BYE, and again where it was not heard. An answer just being applied can have neither:
   * its BYE is for `onAnswered` to ask for, unless it never comes to that.
   */
  end(onHeard: () => void): void {
    const inviter = this.#inviter;
    const farewell = this.#farewell;
    this.#options.line.giveUp(inviter.request);
    if (this.#isBeingAnswered()) {
      if (this.#options.bridge.isClosed) farewell.sayUnconfirmed(onHeard);
    } else if (inviter.state === SessionState.Established || farewell.isSaid) {
      farewell.say(onHeard);
    } else if (inviter.state === SessionState.Establishing) {
      this.#onCancelled(onHeard);
      this.#send(() => inviter.cancel());
    } else if (inviter.state === SessionState.Terminating) {
      this.#onCancelled(onHeard);
      this.#send(() => Promise.resolve(this.#request?.cancel()));
    } else onHeard();
  }

  /** Lets go of it without waiting any longer for the other side. */
  dispose(): void {
    if (this.#isBeingAnswered()) this.#farewell.sayUnconfirmed(() => undefined);
    letGo(this.#inviter);
  }

  #isBeingAnswered(): boolean {
    const { state, dialog } = this.#inviter;
    return state === SessionState.Establishing && dialog !== undefined;
  }

  /** SIP.js itself ends a call that is answered after its CANCEL. */
  #onCancelled(run: () => void): void {
    this.#inviter.stateChange.addListener((state) => {
      if (state === SessionState.Terminated) run();
    });
  }

  /** Hears of each 200 before SIP.js acts on it. */
  #watch(request: Core.OutgoingInviteRequest): void {
    const { delegate } = request;
    this.#request = request;
    const accept = delegate?.onAccept?.bind(delegate);
    if (delegate === undefined || accept === undefined) return;
    delegate.onAccept = (response) => {
      const isFirst = this.#inviter.dialog === undefined;
      this.#isAccepted = true;
      if (isFirst) this.#options.bridge.said = saidBy(response.message);
      accept(response);
    };
  }

  #send(send: () => Promise<unknown>): void {
    sendEnd(send, this.#options.report);
  }
}

function saidBy(message: Core.IncomingResponseMessage): Said {
  const isSdp = /^application\/sdp\b/i.test(message.getHeader("Content-Type") ?? "");
  return { branch: message.toTag, sdp: isSdp && message.body !== "" ? message.body : null };
}
