import { Inviter, SessionState, type Core, type Session, type URI } from "sip.js";
import type { CallEnd } from "#core/outcome.ts";
import type { Report } from "#desk/ports.ts";
import { endOfBye, endOfResponse } from "./final-response.ts";
import type { MediaBridge } from "./media-bridge.ts";
import type { LineAgent } from "./user-agent.ts";

export interface OutgoingSessionOptions {
  readonly line: LineAgent;
  readonly target: URI;
  readonly bridge: MediaBridge;
  readonly report: Report;
  /** 101 to 199, in order. */
  readonly onProgress: (message: Core.IncomingResponseMessage) => void;
  /** The far end's answer was taken and confirmed. */
  readonly onAnswered: () => void;
  /** It is over: as the final response or the BYE told, or null when SIP.js ended it without either. May come more than once. */
  readonly onOver: (end: CallEnd | null) => void;
}

/** SIP.js's INVITE session with its three ways of ending brought into one. */
export class OutgoingSession {
  readonly #options: OutgoingSessionOptions;
  readonly #inviter: Inviter;

  constructor(options: OutgoingSessionOptions) {
    this.#options = options;
    const { line, target, bridge } = options;
    const inviter = new Inviter(line.ua, target);
    this.#inviter = inviter;
    line.serve(inviter, bridge);
    let bye: CallEnd | null = null;
    inviter.delegate = {
      onBye: (request) => {
        bye = endOfBye(request.request.getHeaders("Reason"));
        request.accept().catch(() => undefined);
      },
      // Without this SIP.js would follow it: a number dialled that nobody here asked for.
      onRefer: (referral) => void referral.reject({ statusCode: 603 }).catch(() => undefined),
    };
    inviter.stateChange.addListener((state) => {
      if (state === SessionState.Established) options.onAnswered();
      // A final response is told right after this, in the same task: it has the first word.
      if (state !== SessionState.Terminated) return;
      queueMicrotask(() => {
        options.onOver(bye);
      });
    });
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
    const { line, onProgress, onOver } = this.#options;
    await this.#inviter.invite({
      requestDelegate: {
        onProgress: ({ message }) => {
          onProgress(message);
        },
        onRedirect: ({ message }) => {
          onOver(endOfResponse(message));
        },
        onReject: ({ message }) => {
          onOver(endOfResponse(message));
        },
      },
    });
    return line.ua.isConnected();
  }

  /** CANCEL or BYE. An answer just being applied can have neither: its BYE is for `onAnswered` to send. */
  end(): void {
    const inviter = this.#inviter;
    this.#options.line.giveUp(inviter.request);
    const isBeingAnswered =
      inviter.state === SessionState.Establishing && inviter.dialog !== undefined;
    if (inviter.state === SessionState.Established) this.#send(inviter.bye());
    else if (inviter.state === SessionState.Establishing && !isBeingAnswered) {
      this.#send(inviter.cancel());
    }
  }

  /** Lets go of it without waiting any longer for the other side. */
  dispose(): void {
    this.#inviter.dispose().catch(() => undefined);
  }

  #send(sent: Promise<unknown>): void {
    sent.catch((error: unknown) => {
      this.#options.report("the end of a call could not be sent", error);
    });
  }
}
