import type { Core } from "sip.js";
import type { LineTrouble, PlainLineTrouble } from "#contract/line-trouble.ts";
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

/** Why the server cannot be reached. */
export function whyUnreachable(error: unknown): LineTrouble {
  if (error instanceof ConnectionRefused) return error.trouble;
  const { code, message } = read(error);
  const known = byCode[code];
  if (known !== undefined) return { is: known };
  if (/cert|issuer|altname|self.signed/i.test(`${code} ${message}`)) {
    return { is: "certificate-not-trusted" };
  }
  const status = httpStatus(message);
  if (status !== undefined) return { is: "connection-refused", status: Number(status) };
  if (/handshake has timed out/i.test(message)) return { is: "no-answer" };
  if (error instanceof SyntaxError) return { is: "bad-server-address" };
  return { is: /subprotocol/i.test(message) ? "no-sip-server" : "unreachable" };
}

const byCode: Readonly<Record<string, PlainLineTrouble>> = {
  EADDRNOTAVAIL: "no-network",
  ECONNREFUSED: "no-server-there",
  ECONNRESET: "cut-by-server",
  EHOSTDOWN: "no-way-to-server",
  EHOSTUNREACH: "no-way-to-server",
  ENETDOWN: "no-network",
  ENETUNREACH: "no-network",
  ENOTFOUND: "server-name-unknown",
  EAI_AGAIN: "server-name-not-found-now",
  ETIMEDOUT: "no-answer",
  EPROTO: "no-tls",
  ERR_PROXY_TUNNEL: "proxy-refuses",
};

/** Why a registration was refused. */
export function whyRefused(
  response: Core.IncomingResponseMessage,
  hasPassword: boolean,
): LineTrouble {
  const status = response.statusCode ?? 0;
  if (status === 401 || status === 407) return whyNotLetIn(response, hasPassword);
  const known = byStatus[status];
  return known === undefined ? { is: "registration-refused", status } : { is: known };
}

/** Why a login was of no use. */
export function whyNotLetIn(
  response: Core.IncomingResponseMessage,
  hasPassword: boolean,
): LineTrouble {
  if (!hasPassword) return { is: "no-password-stored" };
  return whyNoLogin(response) ?? { is: "wrong-password" };
}

const byStatus: Readonly<Record<number, PlainLineTrouble>> = {
  403: "account-not-let-in",
  404: "address-unknown",
  408: "no-answer",
  423: "other-registration-time",
  480: "server-busy",
  500: "server-fault",
  503: "server-not-available",
};
