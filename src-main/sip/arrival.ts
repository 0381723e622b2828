import { Grammar, type Core, type URI } from "sip.js";
import type { Caller } from "#desk/phone-port.ts";

/** What an incoming INVITE says before anybody answers it. */
export interface Arrival {
  readonly from: Caller;
  readonly to: string;
  readonly answerAfterSeconds: number | null;
  readonly alertInfo: string | null;
}

/** Total: what cannot be read is left out. */
export function readArrival(request: Core.IncomingRequestMessage): Arrival {
  return {
    from: callerOf(request),
    to: addressOf(request.to.uri),
    answerAfterSeconds: answerAfter(request),
    alertInfo: request.getHeader("Alert-Info")?.slice(0, 200) ?? null,
  };
}

/** The identity that the network asserts (RFC 3325) outranks the caller's own word. */
function callerOf(request: Core.IncomingRequestMessage): Caller {
  const asserted = firstOf(request.getHeader("P-Asserted-Identity") ?? "");
  const identity =
    (asserted === "" ? undefined : Grammar.nameAddrHeaderParse(asserted)) ?? request.from;
  const { uri } = identity;
  const isWithheld =
    /^anonymous$/i.test(uri.user ?? "") || /(^|\.)anonymous\.invalid$/i.test(uri.host);
  // SIP.js leaves it out where there is none, whatever its types say.
  const displayName = (identity.displayName as string | undefined) ?? "";
  const said = displayName
    .replace(/\p{Cc}/gu, "")
    .trim()
    .slice(0, 120);
  const name = said === "" || (isWithheld && /^anonymous$/i.test(said)) ? null : said;
  if (isWithheld || (uri.user ?? "") === "") return { number: null, name, display: "" };
  const display = addressOf(uri);
  return { number: isTelephone(display) ? display : `sip:${display}`, name, display };
}

/** `+15550100` where the address is a telephone number, else `user@host`. */
function addressOf(uri: URI): string {
  const user = unescaped((uri.user ?? "").split(";", 1)[0] ?? "");
  const number = user.replace(/[-.()\s]/g, "");
  return isTelephone(number) ? number : `${user}@${uri.host}`.slice(0, 200);
}

const isTelephone = (text: string): boolean => /^\+?\d{2,20}$/.test(text);

function unescaped(text: string): string {
  try {
    return decodeURIComponent(text).replace(/[\p{Cc}<>"]/gu, "");
  } catch {
    return text;
  }
}

/** The first of several values; commas within quotes and brackets part nothing. */
const firstOf = (header: string): string =>
  /^(?:[^,"<]|"(?:[^"\\]|\\.)*"|<[^>]*>)+/.exec(header)?.[0].trim() ?? "";

/** The wish to be answered stands before this; no telephone sends so much, and the rest is not read. */
const LONGEST_WISH = 2_000;

/**
 * After how many seconds the call wishes to be answered by itself: `Call-Info: …;answer-after=0`,
 * `Alert-Info: …;info=alert-autoanswer;delay=0`, `Answer-Mode: Auto` (RFC 5373). Null: no such wish.
 */
function answerAfter(request: Core.IncomingRequestMessage): number | null {
  const told = secondsIn(parametersOf(request.getHeaders("Call-Info")).get("answer-after"));
  if (told !== null) return told;
  const alertInfo = parametersOf(request.getHeaders("Alert-Info"));
  if (/^alert-autoanswer\b/i.test(alertInfo.get("info") ?? "")) {
    return secondsIn(alertInfo.get("delay")) ?? 0;
  }
  const modes = [request.getHeader("Answer-Mode"), request.getHeader("Priv-Answer-Mode")];
  return modes.some((mode) => /^\s*auto\b/i.test(mode ?? "")) ? 0 : null;
}

const secondsIn = (value: string | undefined): number | null => {
  const digits = /^\d{1,3}\b/.exec(value ?? "")?.[0];
  return digits === undefined ? null : Number(digits);
};

/** By lower-case name, without the quote that opens a value; the first of a name counts. */
function parametersOf(headers: readonly string[]): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  for (const piece of headers.join(",").slice(0, LONGEST_WISH).split(/[;,]/)) {
    const [name = "", value] = piece.split("=", 2).map((part) => part.trim());
    const key = name.toLowerCase();
    if (value !== undefined && !found.has(key)) found.set(key, value.replace(/^"/, ""));
  }
  return found;
}

/** Which dialog an INVITE wants to take the place of (RFC 3891). */
export interface ReplacesHeader {
  readonly callId: string;
  readonly toTag: string;
  readonly fromTag: string;
  /** Only while it rings. */
  readonly isEarlyOnly: boolean;
}

/** Undefined: there is no such header; null: it cannot be read. */
export function readReplaces(
  request: Core.IncomingRequestMessage,
): ReplacesHeader | null | undefined {
  const header = request.getHeader("Replaces");
  if (header === undefined) return undefined;
  const [callId = "", ...parameters] = header.split(";").map((part) => part.trim());
  const tagOf = (name: string): string | undefined =>
    parameters.find((one) => one.toLowerCase().startsWith(`${name}=`))?.slice(name.length + 1);
  const toTag = tagOf("to-tag");
  const fromTag = tagOf("from-tag");
  if (callId === "" || toTag === undefined || fromTag === undefined) return null;
  const isEarlyOnly = parameters.some((one) => one.toLowerCase() === "early-only");
  return { callId, toTag, fromTag, isEarlyOnly };
}
