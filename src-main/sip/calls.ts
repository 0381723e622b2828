import { randomUUID } from "node:crypto";
import type { Core, Invitation, Notification } from "sip.js";
import type { CallId } from "#core/call-id.ts";
import type { CallEnd } from "#core/outcome.ts";
import type { InviteOptions } from "#desk/phone-port.ts";
import { readArrival, readReplaces } from "./arrival.ts";
import type { CallParts } from "./call-parts.ts";
import { blankEnd } from "./final-response.ts";
import { IncomingCall, NOT_GRANTED } from "./incoming-call.ts";
import { LiveCall } from "./live-call.ts";
import { networkWish } from "./network-wish.ts";
import { placeCall } from "./outgoing-call.ts";
import { targetOf } from "./target.ts";

export interface CallsOptions {
  readonly parts: CallParts;
  /** A call is over; `ended` is told next. */
  readonly onEnded: (call: CallId) => void;
}

/** The calls of one line, and which of them may begin. */
export class Calls {
  readonly #options: CallsOptions;
  readonly #live = new Map<CallId, LiveCall>();
  readonly #incoming = new Map<CallId, IncomingCall>();
  /** Live consultations, each with the call it is for. */
  readonly #beside = new Map<CallId, CallId>();
  readonly #used = new Set<CallId>();
  #attempt: CallId | null = null;
  #isClosed = false;

  constructor(options: CallsOptions) {
    this.#options = options;
  }

  get(id: CallId): LiveCall | null {
    return this.#live.get(id) ?? null;
  }

  incoming(id: CallId): IncomingCall | null {
    return this.#incoming.get(id) ?? null;
  }

  all(): readonly LiveCall[] {
    return [...this.#live.values()];
  }

  /** No call begins any more, and those there are end. */
  close(): void {
    this.#isClosed = true;
    for (const call of this.all()) call.hangUp();
  }

  /** Sends at most one INVITE for this id; a new id of which nothing leaves is told as `ended`. */
  invite(id: CallId, number: string, options: InviteOptions): void {
    const { parts } = this.#options;
    if (this.#used.has(id) || this.#isClosed) {
      parts.report("an INVITE was asked for a second time, or too late, and not sent");
      return;
    }
    this.#used.add(id);
    const target = targetOf(number, parts.line.domain);
    const obstacle = this.#obstacle(options);
    if (obstacle !== null) this.#refuse(id, { sipReason: obstacle, fault: "not-connected" });
    else if (target === null) {
      // Q.850 28: invalid number format.
      this.#refuse(id, { q850Cause: 28 });
    } else if (!parts.line.ua.isConnected()) {
      this.#refuse(id, { sipReason: "not connected to the server", fault: "not-connected" });
    } else {
      const call = this.#add(id);
      const isAttempt = options.beside === undefined && options.replaces === undefined;
      if (isAttempt) this.#attempt = id;
      if (options.beside !== undefined) this.#beside.set(id, options.beside);
      placeCall(call, parts, {
        target,
        wanted: options,
        replaces: options.replaces === undefined ? null : this.#dialogOf(options.replaces),
        takeMedia: () => (isAttempt ? parts.prepared.take() : parts.prepared.open()),
      }).catch((error: unknown) => {
        parts.report("a call could not be started", error);
        call.fail("media-path", "the call could not be started");
      });
    }
  }

  /** An INVITE that opens a dialog has come in. */
  arrived(invitation: Invitation): void {
    const { parts } = this.#options;
    const header = readReplaces(invitation.request);
    const replaced = header === undefined || header === null ? null : this.#find(header);
    if (this.#isClosed) turnAway(invitation, 480);
    else if (header === null) turnAway(invitation, 400);
    else if (header !== undefined && replaced === null) turnAway(invitation, 481);
    // RFC 3891 section 3: it was meant for a call that nobody had answered yet.
    else if (header?.isEarlyOnly === true) turnAway(invitation, 486);
    else {
      const arrival = readArrival(invitation.request);
      const alerting = [...this.#incoming.values()].filter((one) => one.isRinging()).length;
      const call = this.#add(randomUUID() as string as CallId);
      const incoming = new IncomingCall({
        call,
        parts,
        invitation,
        onAnswered: () => {
          if (replaced !== null) takePlace(call, replaced);
        },
      });
      this.#incoming.set(call.id, incoming);
      call.tell({ type: "arrived", ...arrival, replaces: replaced?.id ?? null });
      if (replaced === null && alerting >= parts.call.mostAlerting) {
        incoming.turnAway("busy", "too many calls wait already");
      } else incoming.ring();
    }
  }

  /** A NOTIFY outside any dialog: the platform may ask for the one call it can mean. */
  notified(notification: Notification): void {
    this.#meet(notification)
      .then((statusCode) =>
        statusCode === 200 ? notification.accept() : notification.reject({ statusCode }),
      )
      .catch(() => undefined);
  }

  /** With which status. */
  async #meet({ request }: Notification): Promise<number> {
    const wish = networkWish(request);
    if (wish === null) return 489;
    const ringing = wish === "talk" ? this.#ringing(request.callId) : null;
    if (ringing !== null) return (await ringing.answerForNetwork()) ? 200 : NOT_GRANTED;
    return only(this.#talking())?.obey(wish) === true ? 200 : 481;
  }

  /** The one that a NOTIFY with this Call-ID can mean. */
  #ringing(callId: string): IncomingCall | null {
    const ringing = [...this.#incoming.values()].filter((one) => one.isRinging());
    return ringing.find(({ session }) => session.request.callId === callId) ?? only(ringing);
  }

  #talking(): LiveCall[] {
    return this.all().filter((call) => call.isTalking());
  }

  /** What stands in the way of an INVITE, in words; null: nothing. */
  #obstacle({ beside, replaces }: InviteOptions): string | null {
    if (beside !== undefined) {
      if (this.get(beside)?.isTalking() !== true) return "there is no call to consult for";
      const hasOne = [...this.#beside.values()].includes(beside);
      return hasOne ? "there is a consultation for this call already" : null;
    }
    if (replaces !== undefined) {
      return this.#dialogOf(replaces) === null ? "there is no call to take the place of" : null;
    }
    return this.#attempt === null ? null : "another attempt is on the line";
  }

  #dialogOf(id: CallId): Core.Session | null {
    return this.get(id)?.dialog() ?? null;
  }

  #find({ callId, toTag, fromTag }: { callId: string; toTag: string; fromTag: string }) {
    const isMeant = (dialog: Core.Session | null): boolean =>
      dialog?.callId === callId && dialog.localTag === toTag && dialog.remoteTag === fromTag;
    return this.all().find((call) => isMeant(call.dialog())) ?? null;
  }

  #add(id: CallId): LiveCall {
    const call = new LiveCall(id, this.#options.parts, () => {
      this.#live.delete(id);
      this.#incoming.delete(id);
      this.#beside.delete(id);
      if (this.#attempt === id) this.#attempt = null;
      this.#options.onEnded(id);
    });
    this.#live.set(id, call);
    return call;
  }

  /** Nothing leaves for the call: that is told as its end. */
  #refuse(call: CallId, why: Partial<CallEnd>): void {
    this.#options.parts.tell({ call, type: "ended", end: { ...blankEnd, ...why } });
  }
}

/** The caller goes on in this call what it had in the other. */
function takePlace(call: LiveCall, replaced: LiveCall): void {
  if (replaced.media.isMuted) call.media.mute(true);
  replaced.end({ by: "far-end", fault: null, sipReason: "went on in another call" });
}

function turnAway(invitation: Invitation, statusCode: number): void {
  invitation.reject({ statusCode }).catch(() => undefined);
}

function only<T>(list: readonly T[]): T | null {
  return list.length === 1 ? (list[0] ?? null) : null;
}
