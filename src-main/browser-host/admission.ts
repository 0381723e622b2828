import { createHash, randomBytes, timingSafeEqual } from "node:crypto";
import type { IncomingMessage } from "node:http";

/**
 * Who may come in. The socket is bound to loopback, but every page in every browser of this machine
 * can reach loopback too: `Host` keeps out names that were rebound to 127.0.0.1, `Origin` keeps out
 * other sites, and the cookie, given only for the token, keeps out everybody else.
 */
export interface Admission {
  /** True when the request names this server and comes from no other site's page. */
  isAddressedHere(request: IncomingMessage): boolean;
  /** As `isAddressedHere`, but the page's origin has to be there: for sockets and posts. */
  isFromOwnPage(request: IncomingMessage): boolean;
  isToken(text: string): boolean;
  hasSession(request: IncomingMessage): boolean;
  /** Value of `Set-Cookie` for a browser that showed the token. */
  readonly cookie: string;
}

/** The session's secret is drawn here and ends with the process. */
export function createAdmission(port: number, token: string): Admission {
  const hosts = [`127.0.0.1:${port}`, `localhost:${port}`];
  const origins = hosts.map((host) => `http://${host}`);
  // Browsers share cookies between the ports of a host: the name tells two desks apart.
  const cookieName = `ringback-${port}`;
  const session = randomBytes(32).toString("base64url");

  const isHostOurs = (request: IncomingMessage) => hosts.includes(request.headers.host ?? "");
  const isOriginOurs = (request: IncomingMessage) =>
    request.headers.origin !== undefined && origins.includes(request.headers.origin);

  return {
    isAddressedHere: (request) =>
      isHostOurs(request) && (request.headers.origin === undefined || isOriginOurs(request)),
    isFromOwnPage: (request) => isHostOurs(request) && isOriginOurs(request),
    isToken: (text) => isSame(text, token),
    hasSession: (request) => {
      const found = cookiesOf(request).find(([name]) => name === cookieName);
      return found !== undefined && isSame(found[1], session);
    },
    cookie: `${cookieName}=${session}; Path=/; HttpOnly; SameSite=Strict`,
  };
}

function cookiesOf(request: IncomingMessage): [name: string, value: string][] {
  return (request.headers.cookie ?? "").split(";").map((part) => {
    const at = part.indexOf("=");
    return [part.slice(0, at).trim(), part.slice(at + 1).trim()];
  });
}

/** Takes the same time wherever the two differ, in length too. */
function isSame(given: string, secret: string): boolean {
  const digest = (text: string) => createHash("sha256").update(text).digest();
  return secret !== "" && timingSafeEqual(digest(given), digest(secret));
}
