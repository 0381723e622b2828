import { Core, Inviter, type Session } from "sip.js";
import { isOfTheMoment } from "./final-response.ts";
import type { PhoneTiming } from "./timing.ts";

/** RFC 4028 section 4: no shorter interval is ever agreed on by us. */
const SHORTEST_SECONDS = 90;
const LONGEST_SECONDS = 86_400;
/** RFC 4028 section 10: so long before the end at most, or a third of the interval, a silent side is given up. */
const MARGIN_SECONDS = 32;

/** Which side of the request that agreed on it keeps the session alive. */
type Refresher = "uac" | "uas";

interface Agreed {
  readonly seconds: number;
  readonly isOurs: boolean;
}

export interface SessionTimerOptions {
  /** What we propose; 0: nothing, and only what the other side proposes counts. */
  readonly wantedSeconds: number;
  readonly timing: PhoneTiming;
  /** It is our turn, and the other side takes no UPDATE: a re-INVITE is due. */
  readonly onRefreshDue: () => void;
  /** Nobody has confirmed the session in time, or the other side no longer knows it. */
  readonly onExpired: () => void;
}

/**
 * Session timers (RFC 4028) of one answered call: both sides confirm now and then that it still
 * stands, so that a far end which is gone without a BYE does not leave a call that looks alive. A
 * refresh of ours that is refused or gets no answer is repeated while the interval lasts; only 481
 * ends the call before.
 */
export class SessionTimer {
  readonly #options: SessionTimerOptions;
  #session: Session | null = null;
  #agreed: Agreed | null = null;
  /** No shorter interval may be asked for: the longest that a 422 or the far end named. 0: none did. */
  #leastSeconds = 0;
  #mayUpdate = false;
  /** It is our turn, and nobody has confirmed yet. */
  #isDue = false;
  #retryMs: number;
  #refresh: NodeJS.Timeout | null = null;
  #end: NodeJS.Timeout | null = null;

  constructor(options: SessionTimerOptions) {
    this.#options = options;
    this.#retryMs = options.timing.refreshRetryMs;
  }

  /** Headers of an INVITE or UPDATE of ours. */
  headers(): string[] {
    const agreed = this.#agreed;
    const wanted = agreed?.seconds ?? this.#options.wantedSeconds;
    if (wanted === 0) return [];
    const refresher: Refresher = agreed?.isOurs === true ? "uac" : "uas";
    const seconds = Math.max(wanted, this.#leastSeconds);
    return [
      `Session-Expires: ${seconds}${agreed === null ? "" : `;refresher=${refresher}`}`,
      ...(this.#leastSeconds === 0 ? [] : [`Min-SE: ${this.#leastSeconds}`]),
    ];
  }

  /** Headers of our answer to the far end's INVITE, whose interval counts from now on. */
  answer(request: Core.IncomingRequestMessage): string[] {
    const proposed = readSessionExpires(request);
    this.#learn(request);
    this.#mayUpdate = allowsUpdate(request);
    if (proposed === null) {
      this.#agree(null);
      return [];
    }
    const seconds = Math.max(proposed.seconds, SHORTEST_SECONDS);
    const canRefresh = /\btimer\b/i.test(listed(request, "Supported", "k"));
    const refresher = proposed.refresher ?? (canRefresh ? "uac" : "uas");
    this.#agree({ seconds, isOurs: refresher === "uas" });
    return [
      `Session-Expires: ${seconds};refresher=${refresher}`,
      ...(refresher === "uac" ? ["Require: timer"] : []),
    ];
  }

  /** The far end's answer to an INVITE or UPDATE of ours. */
  confirm(response: Core.IncomingResponseMessage): void {
    const told = readSessionExpires(response);
    if (response.hasHeader("Allow")) this.#mayUpdate = allowsUpdate(response);
    this.#agree(told === null ? null : { seconds: told.seconds, isOurs: told.refresher !== "uas" });
  }

  /** From the answer on every re-INVITE of either side carries the interval and counts as a refresh. */
  attach(session: Session): void {
    this.#session = session;
    if (session instanceof Inviter) this.#learn(session.request);
    const invite = session.invite.bind(session);
    session.invite = async (options = {}) => {
      const { requestDelegate, requestOptions } = options;
      let sent: Core.OutgoingRequestMessage | null = null;
      const sending = invite({
        ...options,
        requestOptions: {
          ...requestOptions,
          extraHeaders: [...(requestOptions?.extraHeaders ?? []), ...this.headers()],
        },
        requestDelegate: {
          ...requestDelegate,
          onAccept: (response) => {
            if (sent !== null) this.#learn(sent);
            this.confirm(response.message);
            requestDelegate?.onAccept?.(response);
          },
          onReject: (response) => {
            if (this.#isDue) this.#again();
            requestDelegate?.onReject?.(response);
          },
        },
      });
      try {
        const request = await sending;
        sent = request.message;
        return request;
      } catch (error) {
        if (this.#isDue) this.#again();
        throw error;
      }
    };
    const taking = session as unknown as Taking;
    const take = taking.onInviteRequest.bind(session);
    taking.onInviteRequest = (request) => {
      const accept = request.accept.bind(request);
      request.accept = (options = { statusCode: 200 }) => {
        const extraHeaders = [...(options.extraHeaders ?? []), ...this.answer(request.message)];
        return accept({ ...options, extraHeaders });
      };
      take(request);
    };
  }

  stop(): void {
    this.#session = null;
    this.#agree(null);
  }

  #agree(agreed: Agreed | null): void {
    for (const timer of [this.#refresh, this.#end]) if (timer !== null) clearTimeout(timer);
    this.#refresh = null;
    this.#end = null;
    this.#agreed = agreed;
    this.#isDue = false;
    const { timing, onExpired } = this.#options;
    this.#retryMs = timing.refreshRetryMs;
    if (agreed === null) return;
    const { seconds, isOurs } = agreed;
    const floorMs = timing.refreshFloorMs;
    const halfMs = Math.max(floorMs, seconds * 500);
    const lastMs = (seconds - Math.min(MARGIN_SECONDS, seconds / 3)) * 1_000;
    this.#end = setTimeout(onExpired, Math.max(2 * floorMs, lastMs));
    if (isOurs) {
      this.#refresh = setTimeout(() => {
        this.#update();
      }, halfMs);
    }
  }

  /** As told by a 422 (it stands in the request that was sent again) or by the far end (RFC 4028 section 7.4). */
  #learn(request: Core.OutgoingRequestMessage | Core.IncomingRequestMessage): void {
    const seconds = Number(/^\s*(\d{1,6})(?!\d)/.exec(request.getHeader("Min-SE") ?? "")?.[1] ?? 0);
    if (seconds <= LONGEST_SECONDS) this.#leastSeconds = Math.max(this.#leastSeconds, seconds);
  }

  /** Once more after a while; the end of the interval is not put off by that. */
  #again(): void {
    if (this.#agreed === null || this.#refresh !== null) return;
    this.#refresh = setTimeout(() => {
      this.#update();
    }, this.#retryMs);
    this.#retryMs = Math.min(2 * this.#retryMs, this.#options.timing.refreshRetryMaxMs);
  }

  #update(): void {
    this.#refresh = null;
    this.#isDue = true;
    const session = this.#session;
    const dialog = session?.dialog;
    const { onRefreshDue, onExpired } = this.#options;
    if (session === null || !this.#mayUpdate || !(dialog instanceof Core.SessionDialog)) {
      onRefreshDue();
      return;
    }
    const { userAgent } = session;
    const contact = `Contact: ${userAgent.contact.toString({ outbound: true })}`;
    const request = dialog.createOutgoingRequestMessage("UPDATE", {
      extraHeaders: [contact, ...this.headers()],
    });
    const refused = ({ message }: Core.IncomingResponse): void => {
      if (this.#session === null) return;
      const status = message.statusCode ?? 500;
      if (status === 481) onExpired();
      else if (isOfTheMoment(status) || status === 491) this.#again();
      else {
        this.#mayUpdate = false;
        onRefreshDue();
      }
    };
    userAgent.userAgentCore.request(request, {
      onAccept: ({ message }) => {
        if (this.#session === null) return;
        this.#learn(request);
        this.confirm(message);
      },
      onRedirect: refused,
      onReject: refused,
    });
  }
}

/** What SIP.js keeps to itself of a session that takes re-INVITEs. */
interface Taking {
  onInviteRequest: (request: Core.IncomingInviteRequest) => void;
}

/** Asks for the interval that a 422 wants (RFC 4028 section 7.3); false when that leads nowhere. */
export function raiseSessionExpires(
  request: Core.OutgoingRequestMessage,
  response: Core.IncomingResponseMessage,
): boolean {
  const wanted = Number(/^\s*(\d{1,6})(?!\d)/.exec(response.getHeader("Min-SE") ?? "")?.[1]);
  const headers = request.extraHeaders;
  const at = headers.findIndex((line) => /^session-expires\s*:/i.test(line));
  const asked = Number(/:\s*(\d+)/.exec(headers[at] ?? "")?.[1]);
  if (!(wanted > asked && wanted <= LONGEST_SECONDS)) return false;
  headers[at] = (headers[at] ?? "").replace(/\d+/, String(wanted));
  request.extraHeaders = headers.filter((line) => !/^min-se\s*:/i.test(line));
  request.setHeader("min-se", String(wanted));
  return true;
}

function readSessionExpires(
  message: Core.IncomingRequestMessage | Core.IncomingResponseMessage,
): { readonly seconds: number; readonly refresher: Refresher | null } | null {
  const header = message.getHeader("Session-Expires") ?? message.getHeader("x") ?? "";
  const seconds = Number(/^\s*(\d{1,9})(?!\d)/.exec(header)?.[1] ?? 0);
  if (seconds === 0) return null;
  const refresher = /;\s*refresher\s*=\s*"?(uac|uas)\b/i.exec(header)?.[1]?.toLowerCase();
  return {
    seconds: Math.min(seconds, LONGEST_SECONDS),
    refresher: refresher === "uac" || refresher === "uas" ? refresher : null,
  };
}

function listed(
  message: Core.IncomingRequestMessage | Core.IncomingResponseMessage,
  ...names: readonly string[]
): string {
  return names.flatMap((name) => message.getHeaders(name)).join(",");
}

function allowsUpdate(
  message: Core.IncomingRequestMessage | Core.IncomingResponseMessage,
): boolean {
  return /\bUPDATE\b/.test(listed(message, "Allow"));
}
