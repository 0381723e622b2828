import { createHash, randomBytes, timingSafeEqual } from "node:crypto";

/** Challenges that nobody answered are forgotten beyond this. */
const MOST_OPEN_CHALLENGES = 1_000;

const md5 = (text: string): string => createHash("md5").update(text).digest("hex");

export interface Digest {
  /** Value of a fresh `WWW-Authenticate` header. */
  challenge(): string;
  /** Whether these credentials answer a challenge of ours; each nonce counts once. */
  accepts(authorization: string | undefined, method: string): boolean;
}

/** Digest authentication of one user (RFC 2617 with qop=auth, MD5): all that SIP.js speaks. */
export function createDigest(realm: string, user: string, password: string): Digest {
  const nonces = new Set<string>();
  return {
    challenge() {
      const nonce = randomBytes(16).toString("hex");
      if (nonces.size >= MOST_OPEN_CHALLENGES) nonces.clear();
      nonces.add(nonce);
      return `Digest realm="${realm}", nonce="${nonce}", algorithm=MD5, qop="auth"`;
    },
    accepts(authorization, method) {
      const given = readParameters(authorization ?? "");
      const { nonce = "", uri = "", nc = "", cnonce = "", qop = "", response = "" } = given;
      if (!nonces.delete(nonce) || given["username"] !== user || qop !== "auth") return false;
      const secret = md5(`${user}:${realm}:${password}`);
      const expected = md5(`${secret}:${nonce}:${nc}:${cnonce}:${qop}:${md5(`${method}:${uri}`)}`);
      return (
        response.length === expected.length &&
        timingSafeEqual(Buffer.from(response), Buffer.from(expected))
      );
    },
  };
}

function readParameters(header: string): Partial<Record<string, string>> {
  const given: Partial<Record<string, string>> = {};
  for (const found of header.matchAll(/([a-z]+)\s*=\s*(?:"([^"]*)"|([^\s,]+))/gi)) {
    const [, name = "", quoted, bare] = found;
    given[name] = quoted ?? bare ?? "";
  }
  return given;
}
