import { randomBytes } from "node:crypto";
import type { Core } from "sip.js";
import type { LineTrouble } from "#contract/line-trouble.ts";
import { answer, isKnown, nameOf, readChallenges, type Challenge } from "./digest.ts";

/** A server that asks more often than this for one request does not know what it wants. */
const MOST_ROUNDS = 6;
/** So many nonces are remembered for their count; older ones are not asked for again. */
const MOST_NONCES = 100;

export interface Credentials {
  readonly username: string;
  readonly password: string;
}

/** What has been answered for one request: by the header that carries the answers, and by realm. */
interface Course {
  rounds: number;
  readonly given: Map<string, Map<string, Given>>;
}

interface Given {
  readonly nonce: string;
  readonly answer: string;
}

const kinds: Readonly<Record<number, { readonly asks: string; readonly answers: string }>> = {
  401: { asks: "www-authenticate", answers: "authorization" },
  407: { asks: "proxy-authenticate", answers: "proxy-authorization" },
};

/** The challenges of a response, in order; SIP.js's parser keeps the last header of them only. */
function challengesOf(response: Core.IncomingResponseMessage): Challenge[] {
  const asks = kinds[response.statusCode ?? 0]?.asks;
  const lines = (response.data.split("\r\n\r\n", 1)[0] ?? "").split("\r\n");
  return readChallenges(
    lines.flatMap((line) => {
      const colon = line.indexOf(":");
      return line.slice(0, colon).trim().toLowerCase() === asks ? [line.slice(colon + 1)] : [];
    }),
  );
}

/**
 * Why a 401 or 407 cannot be answered by anyone here; null when it could be, so that the account's
 * user or password is the reason.
 */
export function whyNoLogin(response: Core.IncomingResponseMessage): LineTrouble | null {
  const challenges = challengesOf(response);
  if (challenges.some(isKnown)) return null;
  const offered = [...new Set(challenges.map(nameOf))].slice(0, 3);
  return offered.length === 0 ? { is: "no-login-offered" } : { is: "login-unknown", offered };
}

/**
 * Answers the challenges of servers (RFC 3261 22, RFC 8760): each realm once for a request, and once
 * more for each nonce that has merely become stale. SIP.js's own answers know MD5 alone and one
 * challenge per request.
 *
 * Within a call a realm is answered only when it has challenged what we send to our own servers
 * first, a REGISTER or the INVITE of some call: a BYE or re-INVITE reaches the far end itself, which
 * could ask in a realm of its own and guess the password from the answer at its leisure.
 */
export class Login {
  readonly #credentials: Credentials;
  readonly #courses = new WeakMap<Core.OutgoingRequestMessage, Course>();
  readonly #counts = new Map<string, number>();
  /** Realms that have challenged a request outside of any call. */
  readonly #realms = new Set<string>();

  constructor(credentials: Credentials) {
    this.#credentials = credentials;
  }

  /** Puts the answers into the request; false when there is none that has not been given already. */
  answer(request: Core.OutgoingRequestMessage, response: Core.IncomingResponseMessage): boolean {
    const answers = kinds[response.statusCode ?? 0]?.answers;
    if (answers === undefined) return false;
    const course: Course = this.#courses.get(request) ?? { rounds: 0, given: new Map() };
    this.#courses.set(request, course);
    const given = course.given.get(answers) ?? new Map<string, Given>();
    course.given.set(answers, given);
    course.rounds += 1;
    const challenges = challengesOf(response);
    if (!request.toTag) {
      for (const challenge of challenges) this.#realms.add(realmOf(challenge));
    }
    const known = challenges.filter((challenge) => this.#realms.has(realmOf(challenge)));
    const open = unanswered(known, given);
    if (open.length === 0 || course.rounds > MOST_ROUNDS) return false;
    for (const challenge of open) {
      const nonce = challenge.parameters.get("nonce") ?? "";
      given.set(realmOf(challenge), { nonce, answer: this.#answerOf(challenge, nonce, request) });
    }
    request.setHeader(
      answers,
      [...given.values()].map(({ answer: value }) => value),
    );
    return true;
  }

  #answerOf(challenge: Challenge, nonce: string, request: Core.OutgoingRequestMessage): string {
    return answer(challenge, {
      ...this.#credentials,
      method: request.method,
      uri: request.ruri.toRaw(),
      body: request.body?.body ?? "",
      cnonce: randomBytes(12).toString("hex"),
      count: this.#countOf(nonce),
    });
  }

  #countOf(nonce: string): number {
    const count = (this.#counts.get(nonce) ?? 0) + 1;
    this.#counts.delete(nonce);
    this.#counts.set(nonce, count);
    const [oldest] = this.#counts.keys();
    if (this.#counts.size > MOST_NONCES && oldest !== undefined) this.#counts.delete(oldest);
    return count;
  }
}

const realmOf = ({ parameters }: Challenge): string => parameters.get("realm") ?? "";

/** Of each realm the first challenge that is known (RFC 8760 2.4), unless it was answered already. */
function unanswered(
  challenges: readonly Challenge[],
  given: ReadonlyMap<string, Given>,
): Challenge[] {
  const open = new Map<string, Challenge>();
  for (const challenge of challenges.filter(isKnown)) {
    const { parameters } = challenge;
    const realm = realmOf(challenge);
    const last = given.get(realm);
    const isStale = /^true$/i.test(parameters.get("stale") ?? "");
    const isOpen = last === undefined || (isStale && last.nonce !== parameters.get("nonce"));
    if (isOpen && !open.has(realm)) open.set(realm, challenge);
  }
  return [...open.values()];
}
