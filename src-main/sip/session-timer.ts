import { Core, type Session } from "sip.js";

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
  /** Refreshes never come faster than this, whatever the other side wants. */
  readonly floorMs: number;
  /** It is our turn, and the other side takes no UPDATE: a re-INVITE is due. */
  readonly onRefreshDue: () => void;
  /** Nobody has confirmed the session in time, or the other side no longer knows it. */
  readonly onExpired: () => void;
}

/**
 * Session timers (RFC 4028) of one answered call: both sides confirm now and then that it still
 * stands, so that a far end which is gone without a BYE does not leave a call that looks alive.
 */
export class SessionTimer {
  readonly #options: SessionTimerOptions;
  #session: Session | null = null;
  #agreed: Agreed | null = null;
  #mayUpdate = false;
  #refresh: NodeJS.Timeout | null = null;
  #end: NodeJS.Timeout | null = null;

  constructor(options: SessionTimerOptions) {
    this.#options = options;
  }

  /** Headers of an INVITE or UPDATE of ours. */
  headers(): string[] {
    const agreed = this.#agreed;
    if (agreed !== null) {
      const refresher: Refresher = agreed.isOurs ? "uac" : "uas";
      return [`Session-Expires: ${agreed.seconds};refresher=${refresher}`];
    }
    const { wantedSeconds } = this.#options;
    return wantedSeconds === 0 ? [] : [`Session-Expires: ${wantedSeconds}`];
  }

  /** Headers of our answer to the far end's INVITE, whose interval counts from now on. */
  answer(request: Core.IncomingRequestMessage): string[] {
    const proposed = readSessionExpires(request);
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
    const invite = session.invite.bind(session);
    session.invite = (options = {}) => {
      const { requestDelegate, requestOptions } = options;
      return invite({
        ...options,
        requestOptions: {
          ...requestOptions,
          extraHeaders: [...(requestOptions?.extraHeaders ?? []), ...this.headers()],
        },
        requestDelegate: {
          ...requestDelegate,
          onAccept: (response) => {
            this.confirm(response.message);
            requestDelegate?.onAccept?.(response);
          },
        },
      });
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
    if (agreed === null) return;
    const { seconds, isOurs } = agreed;
    const { floorMs, onExpired } = this.#options;
    const halfMs = Math.max(floorMs, seconds * 500);
    const lastMs = (seconds - Math.min(MARGIN_SECONDS, seconds / 3)) * 1_000;
    this.#end = setTimeout(onExpired, Math.max(2 * floorMs, lastMs));
    if (isOurs) {
      this.#refresh = setTimeout(() => {
        this.#update();
      }, halfMs);
    }
  }

  #update(): void {
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
    userAgent.userAgentCore.request(request, {
      onAccept: ({ message }) => {
        if (this.#session !== null) this.confirm(message);
      },
      onReject: ({ message }) => {
        if (this.#session === null || !message.hasHeader("Via")) return;
        if (message.statusCode === 481 || message.statusCode === 408) onExpired();
        else onRefreshDue();
      },
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
