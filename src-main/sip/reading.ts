import type { Core } from "sip.js";
import { whyNoLogin } from "./login.ts";
import { ConnectionRefused } from "./socket-options.ts";

/** How soon it makes sense to try again after a failed try to connect. */
export type Patience = "near" | "far" | "long";

const isNear = new Set(["ECONNREFUSED", "ECONNRESET", "EPIPE"]);

/**
 * `near`: the server's machine answers that nobody is there, or nothing in time. `far`: there is no
 * way to it, or a proxy before it reports a fault. `long`: only a person can mend it.
 */
export function patienceFor(error: unknown): Patience {
  const { code, message } = read(error);
  const status = Number(httpStatus(message));
  if (status >= 500) return "far";
  if (isNear.has(code) || /handshake has timed out|hang up|closed before/i.test(message))
    return "near";
  return byCode[code] === undefined || code === "EPROTO" || code === "ERR_PROXY_TUNNEL"
    ? "long"
    : "far";
}

const httpStatus = (message: string): string | undefined =>
  /Unexpected server response: (\d+)/.exec(message)?.[1];

function read(error: unknown): { readonly code: string; readonly message: string } {
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  return { code, message: error instanceof Error ? error.message : "" };
}

/** Why the server cannot be reached, in a few words for the agent. */
export function whyUnreachable(error: unknown): string {
  if (error instanceof ConnectionRefused) return error.message;
  const { code, message } = read(error);
  const known = byCode[code];
  if (known !== undefined) return known;
  if (/cert|issuer|altname|self.signed/i.test(`${code} ${message}`)) {
    return "the server's certificate is not trusted";
  }
  const status = httpStatus(message);
  if (status !== undefined) return `the server refused the connection (HTTP ${status})`;
  if (/handshake has timed out/i.test(message)) return "the server does not answer";
  if (error instanceof SyntaxError) return "the server's address cannot be read";
  if (/subprotocol/i.test(message)) return "the address is not a SIP server";
  return "the server cannot be reached";
}

const byCode: Readonly<Record<string, string>> = {
  EADDRNOTAVAIL: "no network",
  ECONNREFUSED: "the server does not take connections",
  ECONNRESET: "the server cut the connection",
  EHOSTDOWN: "no way to the server",
  EHOSTUNREACH: "no way to the server",
  ENETDOWN: "no network",
  ENETUNREACH: "no network",
  ENOTFOUND: "the server's name is not known",
  EAI_AGAIN: "the server's name cannot be looked up now",
  ETIMEDOUT: "the server does not answer",
  EPROTO: "the server does not speak TLS",
  ERR_PROXY_TUNNEL: "the proxy does not let the connection to the server through",
};

/** Why a registration was refused, in a few words for the agent. */
export function whyRefused(response: Core.IncomingResponseMessage, hasPassword: boolean): string {
  const status = response.statusCode ?? 0;
  if (status === 401 || status === 407) return whyNotLetIn(response, hasPassword);
  return byStatus[status] ?? `the server refused the registration (${status})`;
}

/** Why a login was of no use. */
export function whyNotLetIn(response: Core.IncomingResponseMessage, hasPassword: boolean): string {
  if (!hasPassword) return "the server asks for a password and none is stored";
  return whyNoLogin(response) ?? "user name or password is wrong";
}

const byStatus: Readonly<Record<number, string>> = {
  403: "the server does not let this account in",
  404: "the server does not know this address",
  408: "the server does not answer",
  423: "the server wants another registration time",
  480: "the server is busy",
  500: "the server has a fault",
  503: "the server is not available",
};
