import { Core, SessionState, type UserAgent } from "sip.js";
import type { Report } from "#desk/ports.ts";
import { refuseUnread } from "./incoming-message.ts";

/** Requests under way that are still answered in full; the others are told to come later. */
const MOST_REQUESTS = 100;
const tooEarly = new Set(["BYE", "INFO", "INVITE"]);
/** RFC 3261 8.1.1.5. */
const HIGHEST_CSEQ = 2 ** 31 - 1;

export interface ReceptionOptions {
  readonly ua: UserAgent;
  /** Is told of what SIP.js throws as it is: a discreet one. */
  readonly report: Report;
  /** A request that SIP.js dropped in silence is answered for it after so long. */
  readonly answerLimitMs: number;
}

interface Refusal {
  readonly statusCode: number;
  readonly extraHeaders?: string[];
}

/**
 * Where messages of the server enter SIP.js's core. SIP.js's own entry drops what it cannot read, and
 * answers a request that asks for something unknown as if it knew it; here every request that can be
 * answered is. What SIP.js throws on a request becomes a 500.
 */
export function createReception(options: ReceptionOptions): (text: string) => void {
  const { ua, report, answerLimitMs } = options;
  const core = ua.userAgentCore;
  const logger = ua.getLogger("sip.parser");

  return (text) => {
    const message = Core.Parser.parseMessage(text, logger);
    if (message === undefined) {
      const refusal = /^SIP\//.test(text) ? null : refuseUnread(text);
      if (refusal?.do === "answer") ua.transport.send(refusal.text).catch(() => undefined);
    } else if (message instanceof Core.IncomingResponseMessage) {
      if (isForUs(message, ua)) core.receiveIncomingResponseFromTransport(message);
    } else if (message instanceof Core.IncomingRequestMessage) {
      take(message);
    }
  };

  function take(request: Core.IncomingRequestMessage): void {
    if (!hasMinimum(request)) {
      report("dropped a request without the headers that every request has");
      return;
    }
    request.viaBranch = branchOf(request);
    const refusal = refusalOf(request, ua);
    if (refusal === null)
      onceEstablished(request, () => {
        handle(request);
      });
    else if (request.method !== "ACK") core.replyStateless(request, refusal);
  }

  /** While an answer is being applied SIP.js drops what comes within the call, a BYE included. */
  function onceEstablished(request: Core.IncomingRequestMessage, run: () => void): void {
    const session = ua._sessions[request.callId + request.toTag];
    const isEarly = session?.state === SessionState.Establishing && session.dialog !== undefined;
    if (!isEarly || !tooEarly.has(request.method)) run();
    else {
      const later = (): void => {
        queueMicrotask(run);
      };
      session.stateChange.addListener(later, { once: true });
    }
  }

  function handle(request: Core.IncomingRequestMessage): void {
    // Asked now: SIP.js gives a call that it takes the tag of its own answer.
    const isNewCall = request.method === "INVITE" && !request.toTag;
    try {
      core.receiveIncomingRequestFromTransport(request);
    } catch (error) {
      report("an incoming request could not be handled", error);
      contained(() => {
        const server = serverOf(request);
        if (server !== null) server.reject({ statusCode: 500 });
        else if (request.method !== "ACK") core.replyStateless(request, { statusCode: 500 });
      });
      return;
    }
    const server = serverOf(request);
    // A person decides over a new call, however long it takes. Other requests SIP.js drops in states
    // that it does not expect, and would keep them for ever.
    if (isNewCall || server === null) return;
    ignoreLateRefusals(server);
    setTimeout(() => {
      contained(() => serverOf(request)?.reject({ statusCode: 500 }));
    }, answerLimitMs).unref();
  }

  /** For what runs when nobody is left who would catch it. */
  function contained(refuse: () => void): void {
    try {
      refuse();
    } catch (error) {
      report("a request could not be refused", error);
    }
  }

  /** What SIP.js keeps of a request that it has not answered yet; null when there is nothing. */
  function serverOf(request: Core.IncomingRequestMessage): Core.UserAgentServer | null {
    const server = core.userAgentServers.get(request.viaBranch);
    return server?.message === request && isUnanswered(server) ? server : null;
  }
}

/** SIP.js refuses what it failed to accept, in a promise that nobody waits for, answered or not. */
function ignoreLateRefusals(server: Core.UserAgentServer): void {
  const reject = server.reject.bind(server);
  server.reject = (options) => (isUnanswered(server) ? reject(options) : { message: "" });
}

function isUnanswered({ transaction }: Core.UserAgentServer): boolean {
  const { state } = transaction;
  return state === Core.TransactionState.Trying || state === Core.TransactionState.Proceeding;
}

const hasMinimum = (message: Core.IncomingMessage): boolean =>
  ["from", "to", "call-id", "cseq", "via"].every((name) => message.hasHeader(name));

/** RFC 3261 8.1.3.3 and 18.1.2. */
function isForUs(response: Core.IncomingResponseMessage, ua: UserAgent): boolean {
  return (
    hasMinimum(response) &&
    response.getHeaders("via").length === 1 &&
    response.via.host === ua.configuration.viaHost
  );
}

/** Why a request is refused before anything looks at what it is about; null when it is not. */
function refusalOf(request: Core.IncomingRequestMessage, ua: UserAgent): Refusal | null {
  const { method, cseq, callId } = request;
  const told = request.parseHeader("cseq") as { readonly method?: string } | undefined;
  const hops = request.getHeader("max-forwards");
  const isSound = told?.method === method && cseq <= HIGHEST_CSEQ && request.ruri !== undefined;
  if (!isSound) return { statusCode: 400 };
  if (hops !== undefined && Number(hops) > 255) return { statusCode: 400 };
  // SIP.js knows its own requests by this; one that comes back has gone in a circle.
  if (!request.toTag && callId.startsWith(ua.configuration.sipjsId)) return { statusCode: 482 };
  if (method === "ACK" || method === "CANCEL") return null;
  if (!request.toTag && method === "PRACK") return { statusCode: 481 };
  const { size } = ua.userAgentCore.userAgentServers;
  if (!request.toTag && method !== "OPTIONS" && size >= MOST_REQUESTS) {
    return { statusCode: 503, extraHeaders: ["Retry-After: 10"] };
  }
  return unknownExtension(request, ua) ?? (method === "INVITE" ? unknownBody(request) : null);
}

/** RFC 3261 8.2.2.3. */
function unknownExtension(request: Core.IncomingRequestMessage, ua: UserAgent): Refusal | null {
  const supported: readonly string[] = ua.userAgentCore.configuration.supportedOptionTagsResponse;
  const unknown = request
    .getHeaders("require")
    .flatMap((line) => line.split(","))
    .map((tag) => tag.trim().toLowerCase())
    .filter((tag) => tag !== "" && !supported.includes(tag));
  if (unknown.length === 0) return null;
  const named = unknown.filter((tag) => /^[\w.-]{1,64}$/.test(tag)).slice(0, 16);
  return { statusCode: 420, extraHeaders: [`Unsupported: ${named.join(", ")}`] };
}

/** RFC 3261 8.2.3: what comes with a call is a session description, or may be passed over. */
function unknownBody(request: Core.IncomingRequestMessage): Refusal | null {
  const type = request.getHeader("content-type") ?? "";
  const coding = request.getHeader("content-encoding") ?? "identity";
  if (request.body === "" || /;\s*handling\s*=\s*optional\b/i.test(dispositionOf(request))) {
    return null;
  }
  if (!/^\s*identity\s*$/i.test(coding)) {
    return { statusCode: 415, extraHeaders: ["Accept-Encoding: identity"] };
  }
  return /^\s*application\/sdp\s*(?:;|$)/i.test(type)
    ? null
    : { statusCode: 415, extraHeaders: ["Accept: application/sdp"] };
}

const dispositionOf = (request: Core.IncomingRequestMessage): string =>
  request.getHeader("content-disposition") ?? "";

/** A request without a branch of its own is told from others by what it is about (RFC 3261 17.2.3). */
function branchOf(request: Core.IncomingRequestMessage): string {
  const { viaBranch, callId, fromTag, toTag, cseq } = request;
  if (/^z9hG4bK./i.test(viaBranch)) return viaBranch;
  return ["2543", viaBranch, callId, fromTag, toTag, cseq, request.getHeader("via")].join(" ");
}
