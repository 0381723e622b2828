import { SessionState, type Notification, type Session } from "sip.js";
import type { CallEnd } from "#core/outcome.ts";
import type { Report } from "#desk/ports.ts";
import { endOfBye } from "./final-response.ts";

/** What the far end, and whoever stands between, may ask within a call. */
export interface FarEndRequests {
  /** The call is established: the answer was taken, or ours was sent. */
  readonly onAnswered: () => void;
  /** It is over: as a final response or the BYE told, or null without either. May come more than once. */
  readonly onOver: (end: CallEnd | null) => void;
  /** To be accepted or rejected. */
  readonly onNotify: (notification: Notification) => void;
  /** The far end wants us to call somebody else; it was refused. */
  readonly onTransferAsked: (target: string) => void;
}

/** Brings the ways in which a session of SIP.js, whichever side began it, tells of itself into one. */
export function hearFarEnd(session: Session, hear: FarEndRequests): void {
  let bye: CallEnd | null = null;
  session.delegate = {
    ...session.delegate,
    onBye: (request) => {
      bye = endOfBye(request.request.getHeaders("Reason"));
      request.accept().catch(() => undefined);
    },
    onNotify: (notification) => {
      hear.onNotify(notification);
    },
    // Without this SIP.js would follow it: a number dialled that nobody here asked for.
    onRefer: (referral) => {
      referral.reject({ statusCode: 603 }).catch(() => undefined);
      hear.onTransferAsked(addressOf(referral.request.getHeader("Refer-To") ?? ""));
    },
  };
  session.stateChange.addListener((state) => {
    if (state === SessionState.Established) hear.onAnswered();
    // A final response is told right after this, in the same task: it has the first word.
    if (state !== SessionState.Terminated) return;
    queueMicrotask(() => {
      hear.onOver(bye);
    });
  });
}

/**
 * Sends a BYE, a CANCEL or a refusal. SIP.js throws where it finds that it is too late for one: the
 * report is told of that as it is, so it has to be a discreet one.
 */
export function sendEnd(send: () => Promise<unknown>, report: Report): void {
  attempted(send).catch((error: unknown) => {
    report("the end of a call could not be sent", error);
  });
}

/** Lets go of a session without waiting any longer for the other side. */
export function letGo(session: Session): void {
  attempted(() => session.dispose()).catch(() => undefined);
}

/** At once, with what it throws as a rejection. */
async function attempted(run: () => Promise<unknown>): Promise<void> {
  await run();
}

/** `"Ann" <sip:+15550100@host?Replaces=…>` is `sip:+15550100@host`. */
function addressOf(header: string): string {
  const address = /<([^<>]*)>/.exec(header)?.[1] ?? header;
  return (address.split("?", 1)[0] ?? "").trim().slice(0, 200);
}
