/** Why the server cannot be reached, in a few words for the agent. */
export function whyUnreachable(error: unknown): string {
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  const message = error instanceof Error ? error.message : "";
  const known = byCode[code];
  if (known !== undefined) return known;
  if (/cert|issuer|altname|self.signed/i.test(`${code} ${message}`)) {
    return "the server's certificate is not trusted";
  }
  const status = /Unexpected server response: (\d+)/.exec(message)?.[1];
  if (status !== undefined) return `the server refused the connection (HTTP ${status})`;
  if (/handshake has timed out/i.test(message)) return "the server does not answer";
  if (error instanceof SyntaxError) return "the server's address cannot be read";
  if (/subprotocol/i.test(message)) return "the address is not a SIP server";
  return "the server cannot be reached";
}

const byCode: Readonly<Record<string, string>> = {
  ECONNREFUSED: "the server does not take connections",
  ECONNRESET: "the server cut the connection",
  EHOSTUNREACH: "no way to the server",
  ENETUNREACH: "no network",
  ENOTFOUND: "the server's name is not known",
  EAI_AGAIN: "the server's name cannot be looked up now",
  ETIMEDOUT: "the server does not answer",
  EPROTO: "the server does not speak TLS",
};

/** Why a registration was refused, in a few words for the agent. */
export function whyRefused(status: number, hasPassword: boolean): string {
  if (status === 401 || status === 407) {
    return hasPassword
      ? "user name or password is wrong"
      : "the server asks for a password and none is stored";
  }
  return byStatus[status] ?? `the server refused the registration (${status})`;
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
