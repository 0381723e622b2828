import { Inviter, SessionState, type URI } from "sip.js";
import type { CallEnd, CallFault } from "#core/outcome.ts";
import type { AttemptId } from "#core/turn.ts";
import type { MediaFailure, MediaInput, MediaReply } from "#contract/media.ts";
import type { MediaLink, PhoneFact, Report } from "#desk/ports.ts";
import { blankEnd, endOfBye, endOfResponse, isBusy } from "./final-response.ts";
import { MediaBridge } from "./media-bridge.ts";
import { ReInvites } from "./re-invites.ts";
import { Ringing, type ProgressResponse } from "./ringing.ts";
import type { PhoneTiming } from "./timing.ts";
import type { LineAgent } from "./user-agent.ts";

export interface CallOptions {
  readonly attempt: AttemptId;
  readonly target: URI;
  readonly line: LineAgent;
  readonly media: MediaLink;
  readonly timing: PhoneTiming;
  readonly report: Report;
  /** A media session ready to offer. */
  readonly takeMedia: () => Promise<MediaReply<{ session: string }>>;
  /** Runs once when the connection is back; forgotten when that takes too long. */
  readonly whenConnected: (run: () => void) => void;
  readonly tell: (fact: PhoneFact) => void;
  /** The call is over; its `ended` has been told. */
  readonly onEnded: () => void;
}

/** Why we end it: told as the end unless the network says something that outranks it. */
type Ending = Pick<CallEnd, "by" | "fault" | "sipReason">;

/**
 * One outgoing call, from the wish to dial to its end. Facts come in the order they happened and
 * `ended` comes exactly once, whatever the server, the socket or the media window do.
 */
export class Call {
  readonly #options: CallOptions;
  #inviter: Inviter | null = null;
  #bridge: MediaBridge | null = null;
  #ringing: Ringing | null = null;
  #reInvites: ReInvites | null = null;
  #ending: Ending | null = null;
  /** What the far end's BYE said. */
  #bye: CallEnd | null = null;
  #isEnded = false;
  #isSent = false;
  #isAnswered = false;
  #isFarEndHeld = false;
  #limit: NodeJS.Timeout | null = null;

  constructor(options: CallOptions) {
    this.#options = options;
  }

  get attempt(): AttemptId {
    return this.#options.attempt;
  }

  isEnded(): boolean {
    return this.#isEnded;
  }

  /** Sends the INVITE as soon as the media window has an offer; at once when it was prepared. */
  async start(): Promise<void> {
    const { line, attempt, target, media, timing, takeMedia, tell } = this.#options;
    const taken = await takeMedia();
    if (!taken.ok) {
      this.#finish(mediaFault(taken.failure));
      return;
    }
    const { session } = taken.value;
    if (this.#isEnded) {
      void media.ask("release", { session });
      return;
    }
    const onFarEnd = (isHeld: boolean): void => {
      this.#farEndHolds(isHeld);
    };
    const bridge = new MediaBridge({ media, session, askMs: timing.mediaAskMs, onFarEnd });
    const inviter = new Inviter(line.ua, target);
    this.#bridge = bridge;
    this.#inviter = inviter;
    this.#ringing = new Ringing({
      bridge,
      progressed: (hasEarlyMedia) => {
        tell({ type: "progressed", attempt, hasEarlyMedia });
      },
      tone: (tone) => {
        this.#ask("tone", { tone });
      },
    });
    line.serve(inviter, bridge);
    inviter.stateChange.addListener((state) => {
      this.#moved(state);
    });
    inviter.delegate = {
      onBye: (bye) => {
        this.#bye = endOfBye(bye.request.getHeaders("Reason"));
        bye.accept().catch(() => undefined);
      },
      // Without this SIP.js would follow it: a number dialled that nobody here asked for.
      onRefer: (referral) => void referral.reject({ statusCode: 603 }).catch(() => undefined),
    };
    await this.#invite(inviter);
  }

  /** CANCEL or BYE, whichever the dialog needs; nothing leaves when nothing has left yet. */
  hangUp(): void {
    this.#end({ by: "agent", fault: null, sipReason: null });
  }

  /** Ends the call because something on our side broke. */
  fail(fault: CallFault, reason: string): void {
    this.#end({ by: "network", fault, sipReason: reason });
  }

  hold(isHeld: boolean): void {
    const { attempt, tell } = this.#options;
    if (this.#reInvites === null || this.#isEnded) tell({ type: "hold-refused", attempt });
    else this.#reInvites.ask(isHeld);
  }

  mute(isMuted: boolean): void {
    if (this.#bridge !== null) this.#ask("mute", { session: this.#bridge.session, isMuted });
  }

  /** A word of the media window about one of its sessions. */
  mediaConnection(session: string, state: string): void {
    if (state !== "failed" || this.#bridge?.session !== session) return;
    this.fail("media-path", "the audio connection failed");
  }

  /** The socket is gone: audio goes on, the far end can no longer be told anything. */
  signallingLost(): void {
    if (this.#isEnded || this.#ending !== null || !this.#isSent) return;
    const { timing } = this.#options;
    this.#within(this.#isAnswered ? timing.talkLostMs : timing.dialLostMs, () => {
      this.#lose();
    });
  }

  /** The socket is back and the registrar has answered. */
  signallingBack(): void {
    if (this.#isEnded || this.#ending !== null || !this.#isSent) return;
    this.#within(null);
    // The answer may have gone to the old socket: better to end it than to greet in silence.
    if (this.#isAnswered) this.#reInvites?.refresh();
    else this.fail("signalling-lost", "the connection to the server was lost while dialling");
  }

  async #invite(inviter: Inviter): Promise<void> {
    const { line, attempt, tell } = this.#options;
    try {
      await inviter.invite({
        requestDelegate: {
          onProgress: (response: ProgressResponse) => {
            this.#ringing?.take(response);
          },
          onRedirect: ({ message }) => {
            this.#finish(endOfResponse(message));
          },
          onReject: ({ message }) => {
            this.#finish(endOfResponse(message));
          },
        },
      });
      if (this.#isEnded || !line.ua.isConnected()) return;
      this.#isSent = true;
      tell({ type: "sent", attempt });
    } catch (error) {
      const failure = this.#bridge?.failure ?? null;
      if (failure === null && !this.#isEnded) this.#options.report("INVITE not sent", error);
      this.#finish(mediaFault(failure));
    }
  }

  #moved(state: SessionState): void {
    if (state === SessionState.Established) this.#answered();
    // SIP.js tells the response right after this, in the same task: that one has the first word.
    if (state === SessionState.Terminated) {
      queueMicrotask(() => {
        this.#finish(this.#endOfSession());
      });
    }
  }

  #answered(): void {
    const { attempt, timing, tell } = this.#options;
    const [session, bridge] = [this.#inviter, this.#bridge];
    if (this.#isEnded || session === null || bridge === null) return;
    if (this.#ending !== null) {
      this.#sayBye(session);
      return;
    }
    this.#isAnswered = true;
    this.#ringing?.stop();
    this.#ask("tone", { tone: null });
    this.#reInvites = new ReInvites({
      session,
      bridge,
      timing,
      onSettled: (isHeld) => {
        tell({ type: "hold-settled", attempt, isHeld });
      },
      onRefused: () => {
        tell({ type: "hold-refused", attempt });
      },
      onGone: () => {
        this.#end({ by: "network", fault: null, sipReason: "the server no longer knows the call" });
      },
    });
    tell({ type: "answered", attempt });
    if (this.#isFarEndHeld) tell({ type: "far-end-held", attempt, isHeld: true });
    if (bridge.needsRenewal) void this.#renewMedia(bridge);
  }

  /** Another branch than the one with early media answered: a fresh connection is offered to it. */
  async #renewMedia(bridge: MediaBridge): Promise<void> {
    const taken = await this.#options.takeMedia();
    if (!taken.ok) {
      this.fail("media-path", taken.failure.reason);
      return;
    }
    if (this.#isEnded) {
      void this.#options.media.ask("release", taken.value);
      return;
    }
    bridge.moveTo(taken.value.session);
    this.#reInvites?.refresh();
  }

  #farEndHolds(isHeld: boolean): void {
    if (this.#isFarEndHeld === isHeld) return;
    this.#isFarEndHeld = isHeld;
    const { attempt, tell } = this.#options;
    if (this.#isAnswered && !this.#isEnded) tell({ type: "far-end-held", attempt, isHeld });
  }

  #end(ending: Ending): void {
    if (this.#isEnded || this.#ending !== null) return;
    this.#ending = ending;
    this.#ringing?.stop();
    const { line, timing, whenConnected } = this.#options;
    const session = this.#inviter;
    if (session === null || session.state === SessionState.Initial) {
      this.#finish(this.#endOfSession());
      void session?.dispose().catch(() => undefined);
      return;
    }
    this.#ask("tone", { tone: null });
    line.giveUp(session.request.callId);
    if (!line.ua.isConnected()) {
      // Nothing can be said now; the far end hears it as soon as the connection is back.
      this.#finish(this.#endOfSession());
      whenConnected(() => {
        this.#sayBye(session);
      });
      return;
    }
    this.#within(timing.cancelMs, () => {
      this.#finish(this.#endOfSession());
      session.dispose().catch(() => undefined);
    });
    // An answer that is just being applied cannot be cancelled any more; its BYE follows in a moment.
    const isBeingAnswered =
      session.state === SessionState.Establishing && session.dialog !== undefined;
    if (!isBeingAnswered) this.#sayBye(session);
  }

  #sayBye(session: Inviter): void {
    const said =
      session.state === SessionState.Established
        ? session.bye()
        : session.state === SessionState.Establishing
          ? session.cancel()
          : Promise.resolve();
    said.catch((error: unknown) => {
      this.#options.report("the end of a call could not be sent", error);
    });
  }

  /** The connection did not come back in time. */
  #lose(): void {
    this.#end({
      by: "network",
      fault: "signalling-lost",
      sipReason: "the connection to the server was lost",
    });
  }

  /** What ended a session that ended without a final response. */
  #endOfSession(): CallEnd {
    const sipStatus = this.#isAnswered ? 200 : null;
    const failure = this.#bridge?.failure ?? null;
    if (this.#ending !== null) return { ...blankEnd, sipStatus, ...this.#ending };
    if (this.#bye !== null) return this.#bye;
    if (!this.#isSent) return mediaFault(failure);
    // SIP.js gave the call up itself: the far end's description was of no use.
    const sipReason = failure?.reason ?? "the far end's audio cannot be used";
    return { ...blankEnd, sipStatus: 200, sipReason, fault: "media-path" };
  }

  #finish(told: CallEnd): void {
    if (this.#isEnded) return;
    this.#isEnded = true;
    this.#within(null);
    this.#reInvites?.stop();
    const { attempt, tell, onEnded } = this.#options;
    // We ended it: the answer to our CANCEL is kept, but it is not the reason.
    const ours = this.#ending;
    const sipReason = ours?.sipReason ?? told.sipReason;
    const end = ours === null ? told : { ...told, ...ours, sipReason };
    this.#ringing?.stop();
    if (this.#isAnswered) this.#ask("tone", { tone: "end" });
    else if (ours === null && this.#isSent)
      this.#ask("tone", { tone: isBusy(end) ? "busy" : null });
    this.#bridge?.close();
    tell({ type: "ended", attempt, end });
    onEnded();
  }

  #within(limitMs: number | null, run?: () => void): void {
    if (this.#limit !== null) clearTimeout(this.#limit);
    this.#limit = limitMs === null || run === undefined ? null : setTimeout(run, limitMs);
  }

  #ask<K extends "tone" | "mute">(name: K, input: MediaInput<K>): void {
    void this.#options.media.ask(name, input).then((reply) => {
      if (!reply.ok) this.#options.report(`media window: ${name} failed`);
    });
  }
}

/** An end before anything was sent, because the media window could not do its part. */
function mediaFault(failure: MediaFailure | null): CallEnd {
  const fault: CallFault = failure?.code === "microphone" ? "microphone" : "media-path";
  return { ...blankEnd, sipReason: failure?.reason ?? "the call could not be started", fault };
}
