import type { Notification, Session } from "sip.js";
import type { Settings } from "#contract/settings.ts";
import type { CallHappening } from "#desk/phone-port.ts";
import type { MediaLink } from "#desk/ports.ts";
import { Digits } from "./digits.ts";
import type { MediaBridge } from "./media-bridge.ts";
import { networkWish, type NetworkWish } from "./network-wish.ts";
import { ReInvites } from "./re-invites.ts";
import type { PhoneTiming } from "./timing.ts";
import { Transfer } from "./transfer.ts";

export interface TalkOptions {
  readonly session: Session;
  readonly bridge: MediaBridge;
  readonly isCaller: boolean;
  readonly media: MediaLink;
  readonly timing: PhoneTiming;
  readonly dtmf: Settings["call"]["dtmf"];
  readonly tell: (happening: CallHappening) => void;
  /** The other side no longer knows this call. */
  readonly onGone: () => void;
  /** The far end talks to somebody else now. */
  readonly onTransferred: () => void;
}

/** What can be done with a call from its answer on, whichever side began it. */
export class Talk {
  readonly reInvites: ReInvites;
  readonly digits: Digits;
  readonly transfer: Transfer;
  readonly #options: TalkOptions;

  constructor(options: TalkOptions) {
    this.#options = options;
    const { tell, onGone, onTransferred } = options;
    this.reInvites = new ReInvites({
      ...options,
      onSettled: (isHeld) => {
        tell({ type: "hold-settled", isHeld });
      },
      onRefused: () => {
        tell({ type: "hold-refused" });
      },
      onGone,
    });
    this.digits = new Digits({ ...options, how: options.dtmf });
    this.transfer = new Transfer({ ...options, onDone: onTransferred });
  }

  /** Answers a NOTIFY within the call. */
  notified(notification: Notification): void {
    const wish = networkWish(notification.request);
    if (wish !== null) {
      notification.accept().catch(() => undefined);
      this.obey(wish);
    } else if (this.transfer.notified(notification)) {
      notification.accept().catch(() => undefined);
    } else {
      notification.reject({ statusCode: 489 }).catch(() => undefined);
    }
  }

  /** Holds or resumes for the agent, unless that is so already. */
  obey(what: NetworkWish): void {
    const isHeld = what === "hold";
    if (this.#options.bridge.isHeld === isHeld) return;
    this.#options.tell({ type: "asked-by-network", what });
    this.reInvites.ask(isHeld);
  }

  stop(): void {
    this.reInvites.stop();
    this.digits.stop();
    this.transfer.stop();
  }
}
