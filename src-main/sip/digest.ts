import { createHash } from "node:crypto";

/** One way of logging in that a server offers (RFC 3261 22, RFC 8760). Parameters as they came, by lower-case name. */
export interface Challenge {
  readonly scheme: string;
  readonly parameters: ReadonlyMap<string, string>;
}

/** What is asked for, and by whom. `body` counts only where the server wants it protected. */
export interface DigestInput {
  readonly method: string;
  readonly uri: string;
  readonly body: string;
  readonly username: string;
  readonly password: string;
  readonly cnonce: string;
  /** How often this nonce has been answered, this time included. */
  readonly count: number;
}

/** `name=value`, or the name of a scheme; values may stand in quotes. */
const piece = /[\s,]*(?:([^\s,="]+)[ \t]*=[ \t]*(?:"((?:[^"\\]|\\.)*)"|([^\s,"]*))|([^\s,="]+))/y;

/** Reads challenges in the order they came. Total: what is no challenge gives one without parameters. */
export function readChallenges(headers: readonly string[]): Challenge[] {
  const challenges: Challenge[] = [];
  for (const header of headers) {
    let parameters = new Map<string, string>();
    piece.lastIndex = 0;
    for (let found = piece.exec(header); found !== null; found = piece.exec(header)) {
      const [, name, quoted, bare, scheme] = found;
      if (scheme !== undefined) challenges.push({ scheme, parameters: (parameters = new Map()) });
      else if (name !== undefined) parameters.set(name.toLowerCase(), quoted ?? bare ?? "");
    }
  }
  return challenges;
}

const hashes: Readonly<Record<string, string>> = {
  MD5: "md5",
  "SHA-256": "sha256",
  "SHA-512-256": "sha512-256",
};

/** The protection wanted: none, of the request, or of the request with its body; null: none that is known. */
type Protection = "" | "auth" | "auth-int" | null;

function protectionOf({ parameters }: Challenge): Protection {
  const offered = parameters.get("qop")?.toLowerCase();
  if (offered === undefined) return "";
  const all = offered.split(",").map((one) => one.trim());
  if (all.includes("auth")) return "auth";
  return all.includes("auth-int") ? "auth-int" : null;
}

const algorithmOf = ({ parameters }: Challenge): string => parameters.get("algorithm") ?? "MD5";

/** Node's name of the hash; null when this machine has none (a strict one has no MD5). */
function hashOf(challenge: Challenge): string | null {
  const name =
    hashes[
      algorithmOf(challenge)
        .toUpperCase()
        .replace(/-SESS$/, "")
    ];
  try {
    if (name !== undefined) createHash(name);
    return name ?? null;
  } catch {
    return null;
  }
}

/** Whether it can be answered at all. */
export function isKnown(challenge: Challenge): boolean {
  const { scheme, parameters } = challenge;
  return (
    /^digest$/i.test(scheme) &&
    hashOf(challenge) !== null &&
    protectionOf(challenge) !== null &&
    parameters.has("realm") &&
    parameters.has("nonce")
  );
}

/** What the server offered, as the protocol names it: `Digest AKAv1-MD5`, `Basic`. */
export function nameOf(challenge: Challenge): string {
  const { scheme, parameters } = challenge;
  if (!/^digest$/i.test(scheme)) return scheme.slice(0, 40);
  const protection = protectionOf(challenge) === null ? ` qop=${parameters.get("qop")}` : "";
  return `Digest ${algorithmOf(challenge)}${protection}`.slice(0, 80);
}

/** The value of `Authorization` or `Proxy-Authorization` (RFC 7616 3.4). @throws TypeError when the challenge is not known. */
export function answer(challenge: Challenge, input: DigestInput): string {
  const name = hashOf(challenge);
  const protection = protectionOf(challenge);
  if (name === null || protection === null) throw new TypeError("no answer to this challenge");
  const hash = (text: string): string => createHash(name).update(text, "utf8").digest("hex");
  const of = (parameter: string): string => challenge.parameters.get(parameter) ?? "";
  const { method, uri, body, username, password, cnonce } = input;
  const count = input.count.toString(16).padStart(8, "0");
  const algorithm = algorithmOf(challenge);
  const user = hash(`${username}:${of("realm")}:${password}`);
  const a1 = /-sess$/i.test(algorithm) ? hash(`${user}:${of("nonce")}:${cnonce}`) : user;
  const a2 = hash(`${method}:${uri}${protection === "auth-int" ? `:${hash(body)}` : ""}`);
  const middle = protection === "" ? "" : `${count}:${cnonce}:${protection}:`;
  const needsCnonce = protection !== "" || a1 !== user;
  return `Digest ${[
    `username="${username.replace(/[\\"]/g, "\\$&")}"`,
    `realm="${of("realm")}"`,
    `nonce="${of("nonce")}"`,
    `uri="${uri}"`,
    `response="${hash(`${a1}:${of("nonce")}:${middle}${a2}`)}"`,
    ...(challenge.parameters.has("algorithm") ? [`algorithm=${algorithm}`] : []),
    ...(challenge.parameters.has("opaque") ? [`opaque="${of("opaque")}"`] : []),
    ...(needsCnonce ? [`cnonce="${cnonce}"`] : []),
    ...(protection === "" ? [] : [`qop=${protection}`, `nc=${count}`]),
  ].join(", ")}`;
}
