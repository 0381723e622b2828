import type { URI } from "sip.js";
import type { CallEnd, CallFault } from "#core/outcome.ts";
import type { AttemptId } from "#core/turn.ts";
import type { MediaFailure, MediaInput, MediaReply } from "#contract/media.ts";
import type { PhoneFact } from "#desk/phone-port.ts";
import type { MediaLink, Report } from "#desk/ports.ts";
import { blankEnd, isBusy } from "./final-response.ts";
import { MediaBridge } from "./media-bridge.ts";
import { OutgoingSession } from "./outgoing-session.ts";
import { ReInvites } from "./re-invites.ts";
import type { TakenMedia } from "./prepared-media.ts";
import { Ringing } from "./ringing.ts";
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
  readonly takeMedia: () => Promise<MediaReply<TakenMedia>>;
  /** Runs once when the connection is back; forgotten when that takes too long. */
  readonly whenConnected: (run: () => void) => void;
  readonly tell: (fact: PhoneFact) => void;
  /** The line is free again; `ended` is told next, and whoever hears it may dial. */
  readonly onEnded: () => void;
}

/** Why we end it: told as the end unless the network says something that outranks it. */
type Ending = Pick<CallEnd, "by" | "fault" | "sipReason">;

/** What exists of a call once the media window has its session. */
interface Leg {
  readonly bridge: MediaBridge;
  readonly session: OutgoingSession;
  readonly ringing: Ringing;
}

/**
 * One outgoing call, from the wish to dial to its end. Facts come in the order they happened and
 * `ended` comes exactly once, whatever the server, the socket or the media window do.
 */
export class Call {
  readonly #options: CallOptions;
  #leg: Leg | null = null;
  /** Not null from the answer on. */
  #reInvites: ReInvites | null = null;
  #ending: Ending | null = null;
  #isEnded = false;
  #isSent = false;
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
    const { attempt, media, takeMedia, tell, report } = this.#options;
    const taken = await takeMedia();
    if (!taken.ok) {
      this.#finish(unsent(taken.failure));
      return;
    }
    if (this.isEnded()) {
      void media.ask("release", { session: taken.value.session });
      return;
    }
    const { bridge, session } = this.#open(taken.value);
    try {
      const hasLeft = await session.invite();
      if (this.isEnded() || !hasLeft) return;
      this.#isSent = true;
      tell({ type: "sent", call: attempt });
    } catch (error) {
      if (bridge.failure === null && !this.isEnded()) report("an INVITE could not be sent", error);
      this.#finish(unsent(bridge.failure));
    }
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
    if (this.#reInvites === null || this.#isEnded) tell({ type: "hold-refused", call: attempt });
    else this.#reInvites.ask(isHeld);
  }

  mute(isMuted: boolean): void {
    if (this.#leg !== null) this.#ask("mute", { session: this.#leg.bridge.session, isMuted });
  }

  /** A word of the media window about one of its sessions. */
  mediaConnection(session: string, state: string): void {
    if (state !== "failed" || this.#leg?.bridge.session !== session) return;
    this.fail("media-path", "the audio connection failed");
  }

  /** The socket is gone: audio goes on, the far end can no longer be told anything. */
  signallingLost(): void {
    if (this.#isEnded || this.#ending !== null || !this.#isSent) return;
    const { timing } = this.#options;
    this.#within(this.#reInvites === null ? timing.dialLostMs : timing.talkLostMs, () => {
      this.fail("signalling-lost", "the connection to the server was lost");
    });
  }

  /** The socket is back and the registrar has answered. */
  signallingBack(): void {
    if (this.#isEnded || this.#ending !== null || !this.#isSent) return;
    this.#within(null);
    // While dialling the answer may have gone to the old socket: better an end than a silent greeting.
    if (this.#reInvites !== null) this.#reInvites.refresh();
    else this.fail("signalling-lost", "the connection to the server was lost while dialling");
  }

  #open(prepared: TakenMedia): Leg {
    const { line, attempt, target, media, timing, report, tell } = this.#options;
    const bridge = new MediaBridge({
      media,
      prepared,
      askMs: timing.mediaAskMs,
      onUseless: (reason) => {
        this.fail("media-path", reason);
      },
      onFarEnd: (isHeld) => {
        this.#farEndHolds(isHeld);
      },
    });
    const ringing = new Ringing({
      bridge,
      progressed: (hasEarlyMedia) => {
        tell({ type: "progressed", call: attempt, hasEarlyMedia });
      },
      tone: (tone) => {
        this.#ask("tone", { tone });
      },
    });
    const session = new OutgoingSession({
      line,
      target,
      bridge,
      report,
      onProgress: (message) => {
        ringing.take(message);
      },
      onAnswered: () => {
        this.#answered();
      },
      onOver: (end) => {
        this.#finish(end ?? this.#endUntold());
      },
    });
    this.#leg = { bridge, session, ringing };
    return this.#leg;
  }

  #answered(): void {
    const leg = this.#leg;
    if (this.#isEnded || leg === null) return;
    if (this.#ending !== null) {
      leg.session.end();
      return;
    }
    const { attempt, timing, tell } = this.#options;
    leg.ringing.stop();
    this.#ask("tone", { tone: null });
    this.#reInvites = new ReInvites({
      session: leg.session.session,
      bridge: leg.bridge,
      timing,
      onSettled: (isHeld) => {
        tell({ type: "hold-settled", call: attempt, isHeld });
      },
      onRefused: () => {
        tell({ type: "hold-refused", call: attempt });
      },
      onGone: () => {
        this.#end({ by: "network", fault: null, sipReason: "the server no longer knows the call" });
      },
    });
    tell({ type: "answered", call: attempt });
    if (this.#isFarEndHeld) tell({ type: "far-end-held", call: attempt, isHeld: true });
    if (leg.bridge.needsRenewal) void this.#renewMedia(leg.bridge);
  }

  /** Another branch than the one with early media answered: a fresh connection is offered to it. */
  async #renewMedia(bridge: MediaBridge): Promise<void> {
    const { media, takeMedia } = this.#options;
    const taken = await takeMedia();
    if (!taken.ok) this.fail("media-path", taken.failure.reason);
    else if (this.#isEnded) void media.ask("release", { session: taken.value.session });
    else {
      bridge.moveTo(taken.value);
      this.#reInvites?.refresh();
    }
  }

  #farEndHolds(isHeld: boolean): void {
    if (this.#isFarEndHeld === isHeld) return;
    this.#isFarEndHeld = isHeld;
    const { attempt, tell } = this.#options;
    if (this.#reInvites !== null && !this.#isEnded)
      tell({ type: "far-end-held", call: attempt, isHeld });
  }

  #end(ending: Ending): void {
    if (this.#isEnded || this.#ending !== null) return;
    this.#ending = ending;
    const { line, timing, whenConnected } = this.#options;
    const leg = this.#leg;
    if (leg === null || leg.session.isUnsent()) {
      this.#finish(this.#endUntold());
      leg?.session.dispose();
      return;
    }
    leg.ringing.stop();
    this.#ask("tone", { tone: null });
    if (!line.ua.isConnected()) {
      // Nothing can be said now; the far end hears it as soon as the connection is back.
      this.#finish(this.#endUntold());
      whenConnected(() => {
        leg.session.end();
      });
      return;
    }
    this.#within(timing.cancelMs, () => {
      this.#finish(this.#endUntold());
      leg.session.dispose();
    });
    leg.session.end();
  }

  /** The end when neither a final response nor a BYE told one. */
  #endUntold(): CallEnd {
    const sipStatus = this.#reInvites === null ? null : 200;
    if (this.#ending !== null) return { ...blankEnd, sipStatus, ...this.#ending };
    const failure = this.#leg?.bridge.failure ?? null;
    if (!this.#isSent) return unsent(failure);
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
    const end =
      ours === null ? told : { ...told, ...ours, sipReason: ours.sipReason ?? told.sipReason };
    if (this.#reInvites !== null) this.#ask("tone", { tone: "end" });
    else if (ours === null && this.#isSent) {
      this.#ask("tone", { tone: isBusy(end) ? "busy" : null });
    }
    this.#leg?.ringing.stop();
    this.#leg?.bridge.close();
    onEnded();
    tell({ type: "ended", call: attempt, end });
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
function unsent(failure: MediaFailure | null): CallEnd {
  const fault: CallFault = failure?.code === "microphone" ? "microphone" : "media-path";
  return { ...blankEnd, sipReason: failure?.reason ?? "the call could not be started", fault };
}
