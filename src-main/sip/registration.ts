import type { Core, UserAgent } from "sip.js";
import type { LineTrouble } from "#contract/line-trouble.ts";
import type { Report } from "#desk/ports.ts";
import { readRetryAfter } from "./final-response.ts";
import { whyRefused } from "./reading.ts";
import { readServiceRoute } from "./routes.ts";
import type { PhoneTiming } from "./timing.ts";

/** Timers of Node fire at once when asked to wait longer than this. */
const LONGEST_WAIT_MS = 2 ** 31 - 1;

export interface RegistrationOptions {
  readonly ua: UserAgent;
  readonly hasPassword: boolean;
  readonly registerSeconds: number;
  readonly timing: PhoneTiming;
  readonly onRegistered: () => void;
  /** Where the registrar wants requests outside of calls to go first (RFC 3608); empty: nowhere in particular. */
  readonly onServiceRoute: (addresses: readonly string[]) => void;
  readonly report: Report;
  /** The server gave a final refusal; it is tried again later by itself. */
  readonly onRefused: (reason: LineTrouble) => void;
}

/**
 * Our binding at the registrar (RFC 3261 10.2), kept alive for as long as the socket is. SIP.js's
 * own Registerer is not used: it hangs on a response without Contact and storms the server at one
 * without an expiry.
 */
export class Registration {
  readonly #options: RegistrationOptions;
  readonly #routeSet: string[];
  #request: Core.OutgoingRequestMessage;
  #expiresSeconds: number;
  #round = 0;
  #failures = 0;
  #timer: NodeJS.Timeout | null = null;
  /** A refusal that asks for patience, which a new socket is no reason to lose; null: none. By the monotonic clock. */
  #refusal: { readonly until: number; readonly reason: LineTrouble } | null = null;
  /** What the registrar gave us stands until then, by the monotonic clock, unless it is taken back. */
  #boundUntil = 0;
  /** A REGISTER has left and the registrar has not answered: it may have given us something. */
  #isAsked = false;
  #others = 0;

  constructor(options: RegistrationOptions) {
    this.#options = options;
    this.#expiresSeconds = options.registerSeconds;
    // As configured: where the registrar sends other requests is not the way to itself.
    this.#routeSet = options.ua.userAgentCore.configuration.routeSet;
    this.#request = this.#make({});
  }

  /**
   * Sends REGISTER now, and again before it expires. Called after every connect: the old binding went
   * with the old socket. While a refusal asks for patience that is told once more instead, and the
   * next REGISTER waits: a server that closes after it has refused would be asked without end.
   */
  register(): void {
    const refusal = this.#refusal;
    const leftMs = refusal === null ? 0 : refusal.until - performance.now();
    if (refusal === null || leftMs <= 0) {
      this.#register();
      return;
    }
    this.#schedule(leftMs);
    this.#options.onRefused(refusal.reason);
  }

  #register(): void {
    this.#schedule(null);
    this.#refusal = null;
    this.#isAsked = true;
    const round = ++this.#round;
    this.#send(this.#expiresSeconds, {
      onAccept: ({ message }) => {
        if (round === this.#round) this.#accepted(message);
      },
      onRedirect: ({ message }) => {
        if (round === this.#round) this.#refused(message);
      },
      onReject: ({ message }) => {
        if (round === this.#round) this.#refused(message);
      },
    });
  }

  /** The socket is gone: nothing is due until the next `register`. */
  pause(): void {
    this.#round++;
    this.#schedule(null);
  }

  /** Takes the binding back if one may stand, refused refreshes or not; resolves when the server has confirmed it or after `limitMs`. */
  async unregister(limitMs: number): Promise<void> {
    this.pause();
    const mayStand = this.#isAsked || performance.now() < this.#boundUntil;
    if (!mayStand || !this.#options.ua.isConnected()) return;
    this.#isAsked = false;
    this.#boundUntil = 0;
    await new Promise<void>((resolve) => {
      const limit = setTimeout(resolve, limitMs);
      const done = (): void => {
        clearTimeout(limit);
        resolve();
      };
      this.#send(0, { onAccept: done, onRedirect: done, onReject: done });
    });
  }

  #send(expiresSeconds: number, delegate: Core.OutgoingRequestDelegate): void {
    const { ua } = this.#options;
    // A new one each time: what answered a challenge of an earlier round answers no later one.
    const { callId, fromTag, cseq } = this.#request;
    const request = this.#make({ callId, fromTag, cseq: cseq + 1 });
    this.#request = request;
    request.extraHeaders = [
      `Contact: ${ua.contact.toString({ register: true })};expires=${expiresSeconds}`,
      `Expires: ${expiresSeconds}`,
      "Allow: ACK,CANCEL,INVITE,BYE,OPTIONS,INFO,NOTIFY,REFER",
    ];
    ua.userAgentCore.register(request, delegate);
  }

  #make(options: Core.OutgoingRequestMessageOptions): Core.OutgoingRequestMessage {
    const { userAgentCore, configuration } = this.#options.ua;
    const aor = configuration.uri;
    const registrar = aor.clone();
    registrar.user = undefined;
    const routeSet = this.#routeSet;
    return userAgentCore.makeOutgoingRequestMessage("REGISTER", registrar, aor, aor, {
      ...options,
      routeSet,
    });
  }

  #accepted(message: Core.IncomingResponseMessage): void {
    const { ua, timing, onRegistered, onServiceRoute } = this.#options;
    this.#isAsked = false;
    this.#failures = 0;
    const seconds = grantedSeconds(message, ua) ?? this.#expiresSeconds;
    this.#boundUntil = performance.now() + seconds * 1_000;
    // Early enough for a slow answer, never so early that it becomes a flood.
    this.#schedule(Math.max(timing.refreshFloorMs, seconds * 800));
    this.#noteOthers(message);
    onServiceRoute(readServiceRoute(message.getHeaders("Service-Route")));
    onRegistered();
  }

  /** Another device of the same account rings too; whoever asks why finds it in the log. */
  #noteOthers(message: Core.IncomingResponseMessage): void {
    const { ua, report } = this.#options;
    const others = message.getHeaders("contact").filter((contact) => !isOwn(contact, ua)).length;
    if (others !== this.#others && others > 0) {
      report(`devices registered for this account besides this one: ${others}`);
    }
    this.#others = others;
  }

  #refused(message: Core.IncomingResponseMessage): void {
    const status = message.statusCode ?? 0;
    const isOurs = !message.hasHeader("Via");
    // Nothing could be sent: the socket's end, which follows, tells why.
    if (isOurs && status === 503) return;
    if (!isOurs) this.#isAsked = false;
    const minimum = Number(message.getHeader("Min-Expires") ?? Number.NaN);
    if (status === 423 && minimum > this.#expiresSeconds && minimum <= 86_400) {
      this.#expiresSeconds = minimum;
      this.#register();
      return;
    }
    const { timing } = this.#options;
    const asked = readRetryAfter(message.getHeader("Retry-After"));
    const { registerRetryMs, registerRetryMaxMs } = timing;
    const backOff = Math.min(registerRetryMaxMs, registerRetryMs * 2 ** this.#failures);
    const wait = isAccountFault(status) ? timing.refusedRetryMs : backOff * (0.5 + Math.random());
    this.#failures = Math.min(this.#failures + 1, 16);
    const waitMs = Math.max(wait, (asked ?? 0) * 1_000);
    const reason = whyRefused(message, this.#options.hasPassword);
    if (isAccountFault(status) || asked !== null) {
      this.#refusal = { until: performance.now() + waitMs, reason };
    }
    this.#schedule(waitMs);
    this.#options.onRefused(reason);
  }

  #schedule(waitMs: number | null): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    if (waitMs === null) return;
    this.#timer = setTimeout(
      () => {
        this.#register();
      },
      Math.min(waitMs, LONGEST_WAIT_MS),
    );
  }
}

/** Refusals that only a person can mend; hammering on would lock the account. */
function isAccountFault(status: number): boolean {
  return [401, 403, 404, 407].includes(status);
}

const isOwn = (contact: string, ua: UserAgent): boolean =>
  contact.includes(`sip:${ua.contact.uri.user ?? ""}@`);

/** Seconds the registrar gave our own Contact, else its Expires header; null when it told neither. */
function grantedSeconds(message: Core.IncomingResponseMessage, ua: UserAgent): number | null {
  const own = message.getHeaders("contact").find((contact) => isOwn(contact, ua));
  const told =
    /;\s*expires\s*=\s*"?(\d{1,9})/i.exec(own ?? "")?.[1] ?? message.getHeader("expires");
  const seconds = Number(told ?? Number.NaN);
  return Number.isFinite(seconds) && seconds > 0 ? seconds : null;
}
