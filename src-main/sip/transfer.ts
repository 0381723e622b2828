import type { Core, Notification, Session, URI } from "sip.js";
import type { CallHappening } from "#desk/phone-port.ts";
import type { PhoneTiming } from "./timing.ts";

export interface TransferOptions {
  readonly session: Session;
  readonly timing: PhoneTiming;
  readonly tell: (happening: CallHappening) => void;
  /** The far end talks to the target: our part in the call is over. */
  readonly onDone: () => void;
}

interface Pending {
  isAccepted: boolean;
  readonly onDone: (() => void) | null;
}

/**
 * Sends the far end to somebody else (RFC 3515, RFC 5589): REFER, then the NOTIFYs of the
 * subscription that comes with it. One at a time; until it is done the call stays ours.
 */
export class Transfer {
  readonly #options: TransferOptions;
  #pending: Pending | null = null;
  #limit: NodeJS.Timeout | null = null;

  constructor(options: TransferOptions) {
    this.#options = options;
  }

  /** Blind: the far end calls the target. */
  to(target: URI): void {
    this.#refer(target.toString(), null);
  }

  /** Attended: the far end takes our place in another call of ours; `onDone` runs when it has. */
  into(other: Core.Session, onDone: () => void): void {
    const target = other.remoteTarget.clone();
    target.clearHeaders();
    const replaces = `${other.callId};to-tag=${other.remoteTag};from-tag=${other.localTag}`;
    this.#refer(`${target.toString()}?Replaces=${encodeURIComponent(replaces)}`, onDone);
  }

  /** Whether the far end has said that it goes; a BYE of its own is then the sign that it has gone. */
  isUnderWay(): boolean {
    return this.#pending?.isAccepted === true;
  }

  /** Takes a NOTIFY of the transfer; false when it is of none. */
  notified({ request }: Notification): boolean {
    if (this.#pending === null) return false;
    this.#accepted();
    const told = /^SIP\/2\.0 (\d{3})(?: ([^\r\n]*))?/.exec(request.body.trimStart());
    const sipStatus = told?.[1] === undefined ? null : Number(told[1]);
    const isLast = /^\s*terminated\b/i.test(request.getHeader("Subscription-State") ?? "");
    if (sipStatus !== null && sipStatus >= 200) {
      this.#settle(sipStatus, told?.[2]?.trim().slice(0, 120) ?? null);
      return true;
    }
    if (sipStatus !== null) this.#options.tell({ type: "transfer-progressed", sipStatus });
    if (isLast) this.#settle(null, "the far end does not say what became of it");
    return true;
  }

  stop(): void {
    this.#pending = null;
    this.#wait(false);
  }

  #refer(referTo: string, onDone: (() => void) | null): void {
    const { session, tell } = this.#options;
    const { dialog, userAgent } = session;
    if (this.#pending !== null || dialog === undefined) {
      const reason = "another transfer is under way";
      tell({ type: "transfer-failed", sipStatus: null, reason });
      return;
    }
    this.#pending = { isAccepted: false, onDone };
    const refused = ({ message }: Core.IncomingResponse): void => {
      const reason = (message.reasonPhrase ?? "").trim().slice(0, 120);
      this.#settle(message.statusCode ?? null, reason === "" ? null : reason);
    };
    // Not by SIP.js's own `refer`: it leaves out the brackets without which parameters of the address
    // become parameters of the header, and takes every later NOTIFY for one of the transfer.
    dialog.refer(
      {
        onAccept: () => {
          this.#accepted();
        },
        onRedirect: refused,
        onReject: refused,
      },
      {
        extraHeaders: [
          `Refer-To: <${referTo}>`,
          `Referred-By: <${userAgent.configuration.uri.toString()}>`,
          `Contact: ${userAgent.contact.toString()}`,
        ],
      },
    );
  }

  #accepted(): void {
    if (this.#pending === null) return;
    this.#wait(true);
    if (this.#pending.isAccepted) return;
    this.#pending.isAccepted = true;
    this.#options.tell({ type: "transfer-accepted" });
  }

  #settle(sipStatus: number | null, reason: string | null): void {
    const pending = this.#pending;
    if (pending === null) return;
    this.stop();
    const { tell, onDone } = this.#options;
    if (sipStatus === null || sipStatus >= 300) {
      tell({ type: "transfer-failed", sipStatus, reason });
      return;
    }
    onDone();
    pending.onDone?.();
  }

  /** From the far end's last word on it is given up after a while. */
  #wait(isOn: boolean): void {
    if (this.#limit !== null) clearTimeout(this.#limit);
    this.#limit = null;
    if (!isOn) return;
    this.#limit = setTimeout(() => {
      this.#settle(null, "the far end does not say what became of it");
    }, this.#options.timing.transferMs);
  }
}
