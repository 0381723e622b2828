import { Inviter, SessionState, type Core, type Session, type URI } from "sip.js";
import type { Report } from "#desk/ports.ts";
import type { CallerId } from "./caller-id.ts";
import { hearFarEnd, letGo, sendEnd, type FarEndRequests } from "./far-end-requests.ts";
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

  constructor(options: OutgoingSessionOptions) {
    this.#options = options;
    const { line, target, bridge, headers, farEnd } = options;
    const { headers: callerHeaders, ...params } = options.caller;
    const extraHeaders = [...callerHeaders, ...headers];
    const inviter = new Inviter(line.ua, target, { params, extraHeaders });
    this.#inviter = inviter;
    line.serve(inviter, bridge);
    hearFarEnd(inviter, farEnd);
  }

  /** For re-INVITEs, once answered. */
  get session(): Session {
    return this.#inviter;
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
    this.#watch(request);
    return line.ua.isConnected();
  }

  /** CANCEL or BYE. An answer just being applied can have neither: its BYE is for `onAnswered` to send. */
  end(): void {
    const inviter = this.#inviter;
    this.#options.line.giveUp(inviter.request);
    const isBeingAnswered =
      inviter.state === SessionState.Establishing && inviter.dialog !== undefined;
    if (inviter.state === SessionState.Established) this.#send(() => inviter.bye());
    else if (inviter.state === SessionState.Establishing && !isBeingAnswered) {
      this.#send(() => inviter.cancel());
    }
  }

  /** Lets go of it without waiting any longer for the other side. */
  dispose(): void {
    letGo(this.#inviter);
  }

  /** Hears of each 200 before SIP.js acts on it. */
  #watch({ delegate }: Core.OutgoingInviteRequest): void {
    const accept = delegate?.onAccept?.bind(delegate);
    if (delegate === undefined || accept === undefined) return;
    delegate.onAccept = (response) => {
      const isFirst = this.#inviter.dialog === undefined;
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
