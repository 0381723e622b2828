import { SessionState, type Cancel, type Core, type Invitation } from "sip.js";
import type { CallEnd } from "#core/outcome.ts";
import type { MediaFailure } from "#contract/media.ts";
import type { DeclineHow } from "#desk/phone-port.ts";
import type { CallParts, Leg } from "./call-parts.ts";
import { hearFarEnd, letGo, sendEnd } from "./far-end-requests.ts";
import { Farewell } from "./farewell.ts";
import { blankEnd, endUnsent, readReason } from "./final-response.ts";
import type { LiveCall } from "./live-call.ts";
import { allowEvents, networkWish } from "./network-wish.ts";

/**
 * To a platform that wants a call answered which nobody here may answer for the agent. 403 is about
 * the NOTIFY alone; 480, 481 or 489 would end what it belongs to (RFC 5057 5.1), and the call rings on.
 */
export const NOT_GRANTED = 403;

const statusOf: Readonly<Record<DeclineHow, number>> = {
  busy: 486,
  declined: 603,
  unavailable: 480,
};

export interface IncomingCallOptions {
  readonly call: LiveCall;
  readonly parts: CallParts;
  readonly invitation: Invitation;
  /** The answer was sent: what it takes the place of may end. */
  readonly onAnswered: () => void;
}

/** The time between an incoming INVITE and its answer: ringing, and the ways out of it. */
export class IncomingCall implements Leg {
  readonly call: LiveCall;
  readonly session: Invitation;
  readonly isCaller = false;
  readonly #options: IncomingCallOptions;
  readonly #farewell: Farewell;
  #refusal = statusOf.unavailable;
  #isAnswering = false;
  /** What is told when the session ends without a BYE. */
  #end: CallEnd | null = { ...blankEnd, sipStatus: 480 };
  #limit: NodeJS.Timeout | null = null;

  constructor(options: IncomingCallOptions) {
    const { call, invitation } = options;
    this.#options = options;
    this.call = call;
    this.session = invitation;
    this.#farewell = new Farewell(invitation, options.parts.report);
    invitation.delegate = {
      onAck: () => {
        this.#end = null;
        call.confirmed();
      },
      onCancel: (cancel) => {
        this.#end = endOfCancel(cancel);
      },
    };
    hearFarEnd(invitation, {
      onAnswered: () => {
        this.#end = {
          ...blankEnd,
          sipStatus: 200,
          sipReason: "the caller did not confirm the answer",
        };
        call.onAnswered();
        options.onAnswered();
      },
      onOver: (bye) => {
        call.onOver(bye ?? this.#end);
      },
      onNotify: (notification) => {
        call.onNotify(notification);
      },
      onTransferAsked: (target) => {
        call.onTransferAsked(target);
      },
    });
    call.begin(this);
    call.sent();
  }

  /** Tells the caller that it rings, and listens for the platform's wish to have it answered. */
  ring(): void {
    const { parts, call } = this.#options;
    const limitMs = parts.call.ringSeconds * 1_000;
    if (limitMs > 0) {
      this.#limit = setTimeout(() => {
        call.end({ by: "no-answer-timer", fault: null, sipReason: null });
      }, limitMs);
    }
    // Told reliably it would have to carry a description of audio that nobody has agreed to yet.
    if (/\b100rel\b/i.test(this.session.request.getHeaders("Require").join(","))) return;
    this.session
      .progress({ statusCode: 180, extraHeaders: [allowEvents] })
      .then(() => {
        const { dialog } = this.session;
        if (dialog === undefined || this.session.state !== SessionState.Initial) return;
        dialog.delegate = {
          onNotify: (request) => {
            this.#notified(request);
          },
        };
      })
      .catch((error: unknown) => {
        if (!call.isEnding()) parts.report("ringing could not be told", error);
      });
  }

  isRinging(): boolean {
    return (
      !this.#isAnswering && !this.call.isEnding() && this.session.state === SessionState.Initial
    );
  }

  /** Opens the microphone and takes the call. */
  answer(): void {
    if (!this.isRinging()) return;
    this.#isAnswering = true;
    this.settle();
    this.#accept().catch((error: unknown) => {
      const { call, parts } = this.#options;
      if (call.isEnding()) return;
      parts.report("an incoming call could not be answered", error);
      call.fail("media-path", "the call could not be answered");
    });
  }

  decline(how: DeclineHow): void {
    if (!this.isRinging()) return;
    this.#refusal = statusOf[how];
    this.call.hangUp();
  }

  /** Refuses it without any ringing; the reason is told as the end. */
  turnAway(how: DeclineHow, sipReason: string): void {
    this.#refusal = statusOf[how];
    this.call.end({ by: "network", fault: null, sipReason });
  }

  /** The platform wants it answered: whether it is, for that is not ours to decide. */
  async answerForNetwork(): Promise<boolean> {
    if (this.isRinging()) {
      this.call.tell({ type: "asked-by-network", what: "talk" });
      // Facts are told in a microtask of their own; whoever answers does so then.
      await Promise.resolve();
    }
    return !this.isRinging();
  }

  isUnsent(): boolean {
    return false;
  }

  /** It is ours to answer, and told by the end that is kept here. */
  isAccepted(): boolean {
    return false;
  }

  end(onHeard: () => void): void {
    const { session } = this;
    if (session.state === SessionState.Established || this.#farewell.isSaid) {
      this.#farewell.say(onHeard);
      return;
    }
    if (isOpen(session)) sendEnd(() => this.#refuse(this.#refusal), this.#options.parts.report);
    // Nothing answers a refusal.
    onHeard();
  }

  dispose(): void {
    letGo(this.session);
  }

  settle(): void {
    if (this.#limit !== null) clearTimeout(this.#limit);
    this.#limit = null;
  }

  async #accept(): Promise<void> {
    const { call, parts } = this.#options;
    const taken = await parts.prepared.open();
    if (!taken.ok) {
      this.#failed(taken.failure);
      return;
    }
    if (call.isEnded() || this.session.state !== SessionState.Initial) {
      void parts.media.ask("release", { session: taken.value.session });
      return;
    }
    const bridge = call.media.open(taken.value, (failure) => {
      // Only of the answer itself; in the call a description that fails is the far end's to mend.
      if (this.session.state !== SessionState.Establishing) return;
      // Before SIP.js refuses with 480: the caller's telephone may have another offer.
      if (failure.code === "sdp") this.#refusal = 488;
      this.#failed(failure);
    });
    parts.line.serve(this.session, bridge);
    const extraHeaders = [allowEvents, ...call.timer.answer(this.session.request)];
    await this.session.accept({ extraHeaders });
  }

  #failed(failure: MediaFailure): void {
    const { by, fault, sipReason } = endUnsent(failure);
    this.call.end({ by, fault, sipReason });
  }

  async #refuse(statusCode: number): Promise<void> {
    this.#end = { ...blankEnd, sipStatus: statusCode };
    await this.session.reject({ statusCode });
  }

  #notified(request: Core.IncomingNotifyRequest): void {
    const wish = networkWish(request.message);
    if (wish === null) {
      request.reject({ statusCode: 489 });
      return;
    }
    // Of what rings there is nothing to hold.
    const granting = wish === "talk" ? this.answerForNetwork() : Promise.resolve(true);
    granting
      .then((isGranted) =>
        isGranted ? request.accept() : request.reject({ statusCode: NOT_GRANTED }),
      )
      .catch(() => undefined);
  }
}

/** No final response has been sent. */
const isOpen = ({ state }: Invitation): boolean =>
  state === SessionState.Initial || state === SessionState.Establishing;

/** The caller gave up, or the call was answered elsewhere, as the CANCEL may say (RFC 3326). */
function endOfCancel({ request }: Cancel): CallEnd {
  const headers = request.getHeaders("Reason");
  const { q850Cause, text } = readReason(headers);
  const isElsewhere = headers.some((header) => /^\s*SIP\s*;.*cause\s*=\s*200\b/i.test(header));
  const sipReason = text ?? (isElsewhere ? "answered elsewhere" : null);
  return { ...blankEnd, by: "far-end", sipStatus: 487, sipReason, q850Cause };
}
