import { Core, type UserAgent } from "sip.js";
import type { Report } from "#desk/ports.ts";
import { refuseUnread } from "./incoming-message.ts";

/** Requests under way that are still answered in full; the others are told to come later. */
const MOST_REQUESTS = 100;
/** A request that SIP.js dropped in silence is answered for it after so long. */
const ANSWER_LIMIT_MS = 8_000;
/** RFC 3261 8.1.1.5. */
const HIGHEST_CSEQ = 2 ** 31 - 1;

export interface ReceptionOptions {
  readonly ua: UserAgent;
  readonly report: Report;
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
export function createReception({ ua, report }: ReceptionOptions): (text: string) => void {
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
    if (refusal !== null) {
      if (request.method !== "ACK") core.replyStateless(request, refusal);
      return;
    }
    try {
      core.receiveIncomingRequestFromTransport(request);
    } catch (error) {
      report("an incoming request could not be handled", error);
      answerFor(request, 0);
      return;
    }
    answerFor(request, ANSWER_LIMIT_MS);
  }

  /** SIP.js drops some requests in states it does not expect, and would keep them for ever. */
  function answerFor(request: Core.IncomingRequestMessage, limitMs: number): void {
    const server = core.userAgentServers.get(request.viaBranch);
    const isOpen = () => server?.message === request && isUnanswered(server);
    if (server === undefined) {
      if (limitMs === 0 && request.method !== "ACK")
        core.replyStateless(request, { statusCode: 500 });
      return;
    }
    // A person decides over a new call.
    if (!isOpen() || (request.method === "INVITE" && !request.toTag && limitMs > 0)) return;
    const answer = (): void => {
      if (core.userAgentServers.get(request.viaBranch) === server && isOpen()) {
        server.reject({ statusCode: 500 });
      }
    };
    if (limitMs === 0) answer();
    else setTimeout(answer, limitMs).unref();
  }
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
  if (told?.method !== method || cseq > HIGHEST_CSEQ) return { statusCode: 400 };
  if (hops !== undefined && Number(hops) > 255) return { statusCode: 400 };
  // SIP.js knows its own requests by this; one that comes back has gone in a circle.
  if (!request.toTag && callId.startsWith(ua.configuration.sipjsId)) return { statusCode: 482 };
  if (method === "ACK" || method === "CANCEL") return null;
  if (!request.toTag && method === "PRACK") return { statusCode: 481 };
  if (!request.toTag && ua.userAgentCore.userAgentServers.size >= MOST_REQUESTS) {
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
