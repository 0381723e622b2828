import { Core, SessionState, type Session } from "sip.js";
import type { Report } from "#desk/ports.ts";
import { sendEnd } from "./far-end-requests.ts";

/** The BYE of one session, which may have to be said more than once: a socket can be dead without a sign. */
export class Farewell {
  readonly #session: Session;
  readonly #report: Report;
  #isSaid = false;

  constructor(session: Session, report: Report) {
    this.#session = session;
    this.#report = report;
  }

  /** A BYE was handed to the socket, or goes there with the far end's ACK. */
  get isSaid(): boolean {
    return this.#isSaid;
  }

  /** Says it, or says it again; `onHeard` runs when somebody on the other side has answered it. */
  say(onHeard: () => void): void {
    const session = this.#session;
    const { dialog } = session;
    const requestDelegate: Core.OutgoingRequestDelegate = {
      onAccept: onHeard,
      onRedirect: onHeard,
      onReject: ({ message }) => {
        // Without a Via it is SIP.js's own word for no answer at all.
        if (message.hasHeader("Via")) onHeard();
      },
    };
    const isFirst = !this.#isSaid;
    if (dialog === undefined || dialog.sessionState === Core.SessionState.Early) return;
    this.#isSaid = true;
    if (session.state === SessionState.Established) {
      sendEnd(() => session.bye({ requestDelegate }), this.#report);
    } else if (isFirst || session.state === SessionState.Terminated) {
      // SIP.js says it once and only of what is established; its dialog can all the same.
      sendEnd(() => Promise.resolve(dialog.bye(requestDelegate)), this.#report);
    }
  }

  /** Confirms an answer that is still being applied, and says it: SIP.js would do neither. */
  sayUnconfirmed(onHeard: () => void): void {
    const { dialog } = this.#session;
    if (this.#isSaid || !(dialog instanceof Core.SessionDialog)) return;
    dialog.ack();
    this.say(onHeard);
  }
}
