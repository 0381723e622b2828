import type { Core } from "sip.js";
import { isCutOffCause, type CallEnd, type CallFault, type EndedBy } from "#core/outcome.ts";
import type { LineTrouble } from "#contract/line-trouble.ts";
import type { MediaFailure } from "#contract/media.ts";
import { whyNotLetIn } from "./reading.ts";

/** An end of which nothing is known yet; the base of every other. */
export const blankEnd: CallEnd = {
  by: "network",
  sipStatus: null,
  sipReason: null,
  q850Cause: null,
  retryAfterSeconds: null,
  fault: null,
};

export interface Reason {
  readonly q850Cause: number | null;
  readonly text: string | null;
}

/** Reads `Reason` headers (RFC 3326, and RFC 6432 for responses); values of other protocols give their text only. */
export function readReason(headers: readonly string[]): Reason {
  let q850Cause: number | null = null;
  let text: string | null = null;
  for (const value of headers.flatMap(splitList)) {
    const isQ850 = /^\s*Q\.850\s*(;|$)/i.test(value);
    const said = /;\s*text\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^;\s]+))/i.exec(value);
    const words = said?.[1]?.replace(/\\(.)/g, "$1") ?? said?.[2] ?? null;
    if (isQ850) {
      const cause = Number(/;\s*cause\s*=\s*(\d{1,3})(?!\d)/i.exec(value)?.[1] ?? Number.NaN);
      if (cause >= 1 && cause <= 127) q850Cause = cause;
    }
    if (words !== null && (text === null || isQ850)) text = words.slice(0, 120);
  }
  return { q850Cause, text };
}

/** Refusals of a proxy that cannot reach the far end now (404, 408, 477, 480) or of a server out of order. */
const ofTheMoment = new Set([404, 408, 477, 480, 500, 502, 503, 504]);

/**
 * Whether the same request within a call may be taken a little later: the far end is on its way back,
 * or nobody has answered at all. Only 481 says that the call is gone.
 */
export function isOfTheMoment(status: number): boolean {
  return ofTheMoment.has(status);
}

/** Splits at commas that are not within quotes. */
function splitList(header: string): string[] {
  return header.match(/(?:[^,"]|"(?:[^"\\]|\\.)*"?)+/g) ?? [];
}

/** Statuses that a person or her telephone gives; the others come from the network between. */
const ofFarEnd = new Set([480, 486, 600, 603, 607]);

/**
 * The end that a final response to the INVITE means. SIP.js makes responses of its own (503 when
 * nothing could be sent, 408 when nothing came back); they carry no Via and are no answer of any
 * server: the first says that we were not connected, the second that nobody knows what became of it.
 */
export function endOfResponse(
  message: Core.IncomingResponseMessage,
  hasPassword: boolean,
): CallEnd {
  const status = message.statusCode ?? null;
  const isOwn = !message.hasHeader("Via");
  if (isOwn && status === 503) {
    return { ...blankEnd, sipReason: "the server cannot be reached", fault: "not-connected" };
  }
  if (isOwn && status === 408) return { ...blankEnd, sipReason: "no answer came from the server" };
  const { q850Cause, text } = readReason(message.getHeaders("Reason"));
  const phrase = (message.reasonPhrase ?? "").trim().slice(0, 120);
  const words = [
    phrase === "" ? text : phrase,
    ...(status === 401 || status === 407 ? loginsOf(whyNotLetIn(message, hasPassword)) : []),
    ...readWarnings(message.getHeaders("Warning")),
    ...targetsOf(message),
  ].filter((word) => word !== null);
  return {
    by: status !== null && ofFarEnd.has(status) ? "far-end" : "network",
    sipStatus: status,
    sipReason: words.length === 0 ? null : words.join("; "),
    q850Cause,
    retryAfterSeconds: readRetryAfter(message.getHeader("Retry-After")),
    fault: null,
  };
}

/** The ways of logging in that a server offers in vain, as it names them. */
const loginsOf = (trouble: LineTrouble): readonly string[] =>
  trouble.is === "login-unknown" ? trouble.offered : [];

/** `305 proxy.example.org "Incompatible media format"` is `warning 305: Incompatible media format` (RFC 3261 20.43). */
function readWarnings(headers: readonly string[]): string[] {
  return headers
    .flatMap(splitList)
    .flatMap((value) => {
      const found = /^\s*(\d{3})\s+\S+\s+"((?:[^"\\]|\\.)*)"/.exec(value);
      const said = found?.[2]?.replace(/\\(.)/g, "$1").slice(0, 120);
      return said === undefined ? [] : [`warning ${found?.[1]}: ${said}`];
    })
    .slice(0, 3);
}

/** Where a redirection points. Nobody is called there: she may want to. */
function targetsOf(message: Core.IncomingResponseMessage): string[] {
  const status = message.statusCode ?? 0;
  if (status < 300 || status > 399) return [];
  return message
    .getHeaders("Contact")
    .map((contact) => (/<([^>]*)>/.exec(contact)?.[1] ?? contact).slice(0, 120))
    .slice(0, 5);
}

/** The end that a BYE of the far end means: one whose cause tells of a failure is the network's doing. */
export function endOfBye(reasonHeaders: readonly string[]): CallEnd {
  const { q850Cause, text } = readReason(reasonHeaders);
  const isNetwork = q850Cause !== null && isCutOffCause(q850Cause);
  const by: EndedBy = isNetwork ? "network" : "far-end";
  return { ...blankEnd, by, sipStatus: 200, sipReason: text, q850Cause };
}

/** An end before anything was sent, because the media window could not do its part. */
export function endUnsent(failure: MediaFailure | null): CallEnd {
  const fault: CallFault = failure?.code === "microphone" ? "microphone" : "media-path";
  return { ...blankEnd, sipReason: failure?.reason ?? "the call could not be started", fault };
}

/** Whether the number was busy, for the tone. */
export function isBusy(end: CallEnd): boolean {
  return end.q850Cause === 17 || end.sipStatus === 486 || end.sipStatus === 600;
}

/** `120 (in a meeting);duration=60` is 120; null when absent or no number. */
export function readRetryAfter(header: string | undefined): number | null {
  const seconds = /^\s*(\d{1,9})(?!\d)/.exec(header ?? "")?.[1];
  return seconds === undefined ? null : Number(seconds);
}
