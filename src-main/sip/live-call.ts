import type { Core, Notification } from "sip.js";
import type { CallId } from "#core/call-id.ts";
import type { CallEnd, CallFault } from "#core/outcome.ts";
import type { CallHappening } from "#desk/phone-port.ts";
import { CallMedia } from "./call-media.ts";
import type { CallParts, Ending, Leg } from "./call-parts.ts";
import type { FarEndRequests } from "./far-end-requests.ts";
import { blankEnd, endUnsent } from "./final-response.ts";
import { MediaPath } from "./media-path.ts";
import type { NetworkWish } from "./network-wish.ts";
import { SessionTimer } from "./session-timer.ts";
import { Talk } from "./talk.ts";
import { targetOf } from "./target.ts";

/**
 * One call from its beginning to its end, whichever side began it. Facts come in the order they
 * happened and `ended` comes exactly once, whatever the server, the socket or the media window do.
 */
export class LiveCall implements FarEndRequests {
  readonly id: CallId;
  readonly media: CallMedia;
  /** Its word goes with the INVITE and its answer. */
  readonly timer: SessionTimer;
  readonly #parts: CallParts;
  readonly #path: MediaPath;
  readonly #onEnded: () => void;
  #leg: Leg | null = null;
  /** Not null from the answer on. */
  #talk: Talk | null = null;
  #ending: Ending | null = null;
  #isEnded = false;
  #isSent = false;
  #limit: NodeJS.Timeout | null = null;

  /** `onEnded` runs right before `ended` is told: whoever hears that may dial. */
  constructor(id: CallId, parts: CallParts, onEnded: () => void) {
    this.id = id;
    this.#parts = parts;
    this.#onEnded = onEnded;
    this.media = new CallMedia({
      parts,
      onFault: (fault, reason) => {
        this.fail(fault, reason);
      },
      onFarEnd: (isHeld) => {
        if (this.#talk !== null) this.tell({ type: "far-end-held", isHeld });
      },
      onRenewed: () => {
        if (!this.isTalking()) return;
        this.#path.renewed();
        this.refresh(false);
      },
      onConnection: (state) => {
        this.#path.changed(state);
      },
    });
    this.#path = new MediaPath({
      timing: parts.timing,
      onMend: () => {
        this.refresh(true);
      },
      onLost: (fault, reason) => {
        this.fail(fault, reason);
      },
    });
    this.timer = new SessionTimer({
      wantedSeconds: parts.call.sessionExpiresSeconds,
      timing: parts.timing,
      onRefreshDue: () => {
        this.refresh(false);
      },
      onExpired: () => {
        this.#lapse("nobody confirmed in time that the call still stands");
      },
    });
  }

  isEnded(): boolean {
    return this.#isEnded;
  }

  /** Over, or on its way out. */
  isEnding(): boolean {
    return this.#ending !== null || this.#isEnded;
  }

  /** Answered, and not on its way out. */
  isTalking(): boolean {
    return this.#talk !== null && !this.isEnding();
  }

  /** Null outside an answered call. */
  dialog(): Core.Session | null {
    return this.isTalking() ? (this.#leg?.session.dialog ?? null) : null;
  }

  /** Nothing follows `ended`. */
  tell(happening: CallHappening): void {
    if (!this.#isEnded) this.#parts.tell({ call: this.id, ...happening });
  }

  begin(leg: Leg): void {
    this.#leg = leg;
  }

  /** The network knows of the call. */
  sent(): void {
    this.#isSent = true;
  }

  hangUp(): void {
    this.end({ by: "agent", fault: null, sipReason: null });
  }

  /** Ends the call because something on our side broke. */
  fail(fault: CallFault, reason: string): void {
    this.end({ by: "network", fault, sipReason: reason });
  }

  hold(isHeld: boolean): void {
    if (this.#talk === null) this.tell({ type: "hold-refused" });
    else this.#talk.reInvites.ask(isHeld);
  }

  sendDigits(digits: string): void {
    if (this.isTalking()) this.#talk?.digits.send(digits);
    else this.tell({ type: "digits-failed", digits });
  }

  /** Blind; the call stays ours until the far end has reached the number. */
  transfer(number: string): void {
    const target = targetOf(number, this.#parts.line.domain);
    if (target === null) this.#cannotTransfer("neither a full number nor a SIP address");
    else if (!this.isTalking()) this.#cannotTransfer("the call is not answered");
    else this.#talk?.transfer.to(target);
  }

  /** Attended; both calls end when their far ends talk to each other. */
  transferTo(other: LiveCall | null): void {
    const dialog = other?.dialog() ?? null;
    if (dialog === null || !this.isTalking()) this.#cannotTransfer("a call is not answered");
    else {
      this.#talk?.transfer.into(dialog, () => {
        if (other !== null) other.#transferredAway();
      });
    }
  }

  /** Holds or resumes as the platform asked; false when the call can do neither. */
  obey(what: NetworkWish): boolean {
    if (!this.isTalking()) return false;
    this.#talk?.obey(what);
    return true;
  }

  /** Makes sure that both sides still know of each other; with `isRestart` also by which way the audio goes. */
  refresh(isRestart: boolean): void {
    if (!this.isTalking()) return;
    if (isRestart) this.#talk?.reInvites.oweRestart();
    // Without a connection it follows when that is back.
    if (this.#parts.line.ua.isConnected()) this.#talk?.reInvites.refresh();
  }

  /** The socket is gone: audio goes on, the far end can no longer be told anything. */
  signallingLost(): void {
    if (this.isEnding() || !this.#isSent) return;
    this.#path.lineChanged(false);
    if (this.#talk !== null) this.#talk.reInvites.cutOff();
    else {
      this.#within(this.#parts.timing.dialLostMs, () => {
        this.fail("signalling-lost", "the connection to the server was lost");
      });
    }
  }

  /** The socket is back and the registrar has answered. */
  signallingBack(): void {
    if (this.isEnding() || !this.#isSent) return;
    this.#path.lineChanged(true);
    this.#within(null);
    // Before the answer it may have gone to the old socket: better an end than a silent greeting.
    if (this.#talk !== null) this.#talk.reInvites.refresh();
    else this.fail("signalling-lost", "the connection to the server was lost before the answer");
  }

  end(ending: Ending): void {
    if (this.isEnding()) return;
    this.#ending = ending;
    const { line, timing, owedEnds } = this.#parts;
    const leg = this.#leg;
    if (leg === null || leg.isUnsent()) {
      this.drop();
      return;
    }
    leg.settle(null);
    if (line.ua.isConnected()) {
      this.#within(timing.cancelMs, () => {
        this.drop();
      });
    } else {
      // Nothing can be said now; the far end hears it as soon as the connection is back.
      this.finish(this.#endUntold());
    }
    owedEnds.say(leg);
  }

  /** Over for us, whatever the other side still has to say. */
  drop(): void {
    this.finish(this.#endUntold());
    this.#leg?.dispose();
  }

  onAnswered(): void {
    const leg = this.#leg;
    const { bridge, isFarEndHeld } = this.media;
    if (this.#isEnded || leg === null || bridge === null) return;
    if (this.#ending !== null) {
      this.#parts.owedEnds.say(leg);
      return;
    }
    leg.settle(null);
    this.#talk = new Talk({
      ...this.#parts,
      session: leg.session,
      isCaller: leg.isCaller,
      bridge,
      dtmf: this.#parts.call.dtmf,
      tell: (happening) => {
        this.tell(happening);
      },
      onGone: () => {
        this.#lapse("the server no longer knows the call");
      },
      onTransferred: () => {
        this.#transferredAway();
      },
    });
    this.timer.attach(leg.session);
    this.tell({ type: "answered" });
    this.#path.answered();
    if (isFarEndHeld) this.tell({ type: "far-end-held", isHeld: true });
    // What was answered is not what early media was taken from: it is agreed on anew.
    if (bridge.remedy === "session") void this.media.renew();
    else if (bridge.remedy === "offer") this.#talk.reInvites.refresh();
  }

  /** The far end has confirmed our answer. */
  confirmed(): void {
    this.#talk?.reInvites.confirmed();
  }

  onOver(end: CallEnd | null): void {
    const isGone = end?.by === "far-end" && this.#talk?.transfer.isUnderWay() === true;
    if (isGone) this.tell({ type: "transferred-away" });
    this.finish(end ?? this.#endUntold());
  }

  onNotify(notification: Notification): void {
    this.#talk?.notified(notification);
  }

  onTransferAsked(target: string): void {
    this.tell({ type: "transfer-asked", target });
  }

  finish(told: CallEnd): void {
    if (this.#isEnded) return;
    this.#isEnded = true;
    this.#within(null);
    this.timer.stop();
    this.#path.stop();
    this.#talk?.stop();
    // We ended it: the answer to our CANCEL is kept, but it is not the reason.
    const ours = this.#ending;
    const end =
      ours === null ? told : { ...told, ...ours, sipReason: ours.sipReason ?? told.sipReason };
    if (this.#talk !== null) this.media.tone("end");
    else if (ours === null && this.#isSent) this.#leg?.settle(end);
    this.media.close();
    this.#onEnded();
    this.#parts.tell({ call: this.id, type: "ended", end });
  }

  /** The other side has lost it. */
  #lapse(sipReason: string): void {
    this.end({ by: "network", fault: null, sipReason });
  }

  /** The far end has gone to somebody else; the call is of no more use. */
  #transferredAway(): void {
    this.tell({ type: "transferred-away" });
    this.hangUp();
  }

  #cannotTransfer(reason: string): void {
    this.tell({ type: "transfer-failed", sipStatus: null, reason });
  }

  /** The end when neither a final response nor a BYE told one. */
  #endUntold(): CallEnd {
    const sipStatus = this.#talk !== null || this.#leg?.isAccepted() === true ? 200 : null;
    if (this.#ending !== null) return { ...blankEnd, sipStatus, ...this.#ending };
    const failure = this.media.bridge?.failure ?? null;
    if (!this.#isSent) return endUnsent(failure);
    // SIP.js gave the call up itself: the far end's description was of no use.
    const sipReason = failure?.reason ?? "the far end's audio cannot be used";
    return { ...blankEnd, sipStatus: 200, sipReason, fault: "media-path" };
  }

  #within(limitMs: number | null, run?: () => void): void {
    if (this.#limit !== null) clearTimeout(this.#limit);
    this.#limit = limitMs === null || run === undefined ? null : setTimeout(run, limitMs);
  }
}
