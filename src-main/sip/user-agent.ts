import {
  UserAgent,
  UserAgentState,
  type Core,
  type Invitation,
  type Session,
  type SessionDescriptionHandler,
  type UserAgentDelegate,
} from "sip.js";
import type { Account } from "#contract/account.ts";
import type { Report } from "#desk/ports.ts";
import { logInto } from "./log.ts";
import type { PhoneTiming } from "./timing.ts";
import { WebSocketTransport, type WebSocketTransportOptions } from "./web-socket-transport.ts";

export interface UserAgentOptions {
  readonly account: Account;
  readonly password: string | null;
  readonly timing: PhoneTiming;
  readonly report: Report;
  readonly onConnect: () => void;
  readonly onDisconnect: () => void;
}

/** SIP.js's user agent with what the rest of the line needs beside it. */
export interface LineAgent {
  readonly ua: UserAgent;
  readonly domain: string;
  /** Says which handler serves a session; SIP.js asks for it when it needs the first description. */
  readonly serve: (session: Session, handler: SessionDescriptionHandler) => void;
  /** From now on a challenge to this INVITE is not answered: its caller has given it up. */
  readonly giveUp: (callId: string) => void;
  /** Drops every dialog and transaction without a word to the other side and closes the socket. */
  readonly stop: () => Promise<void>;
}

/** @throws RangeError when the account's address cannot be read. */
export function createLineAgent(options: UserAgentOptions): LineAgent {
  const { account, password, timing, report } = options;
  const uri = UserAgent.makeURI(account.uri);
  if (uri?.user === undefined) {
    throw new RangeError(`account ${account.id}: uri must be sip:user@domain`);
  }
  const handlers = new WeakMap<Session, SessionDescriptionHandler>();
  const givenUp = new Set<string>();
  const transportOptions: WebSocketTransportOptions = {
    url: account.server,
    domain: uri.host,
    timing,
    report,
  };
  const ua = new UserAgent({
    uri,
    // It stands between quotes in a header.
    displayName: account.displayName.replace(/["\\\p{Cc}]/gu, ""),
    authorizationUsername: account.authUser === "" ? uri.user : account.authUser,
    authorizationPassword: password ?? "",
    userAgentString: "Ringback",
    delegate: delegateOf(options),
    gracefulShutdown: false,
    logBuiltinEnabled: false,
    logConfiguration: false,
    logConnector: logInto(report, "warn"),
    logLevel: "warn",
    // Incoming calls are refused; a 180 before it would ring at the caller's end.
    sendInitialProvisionalResponse: false,
    sessionDescriptionHandlerFactory: (session) => {
      const handler = handlers.get(session);
      if (handler === undefined) throw new TypeError("no media for this session");
      return handler;
    },
    // SIP.js passes a logger first and the options second.
    transportConstructor: class extends WebSocketTransport {
      constructor(_logger: Core.Logger, given: WebSocketTransportOptions) {
        super(given);
      }
    },
    transportOptions,
  });
  guardCredentials(ua, password, givenUp);
  return {
    ua,
    domain: uri.host,
    serve: (session, handler) => void handlers.set(session, handler),
    giveUp: (callId) => void givenUp.add(callId),
    stop: async () => {
      const { transport } = ua;
      if (ua.state === UserAgentState.Started) await ua.stop();
      await transport.dispose();
    },
  };
}

function delegateOf(options: UserAgentOptions): UserAgentDelegate {
  return {
    onConnect: () => options.onConnect(),
    onDisconnect: () => options.onDisconnect(),
    onInvite: (invitation) => refuseIncoming(invitation, options.report),
    // Texts are not shown anywhere, so the sender must not believe that they were read.
    onMessage: (message) => void message.reject({ statusCode: 405 }).catch(() => undefined),
  };
}

/** The one place where an incoming call is met. This version takes none: 480, so that the caller may try elsewhere. */
function refuseIncoming(invitation: Invitation, report: Report): void {
  invitation.reject({ statusCode: 480 }).catch((error: unknown) => {
    report("an incoming call could not be refused", error);
  });
}

/**
 * SIP.js answers a challenge to an INVITE even after the INVITE was cancelled, and the customer's
 * telephone would ring for nobody. And without a password it would send the digest of a guess,
 * which locks accounts out.
 */
function guardCredentials(ua: UserAgent, password: string | null, givenUp: Set<string>): void {
  const { configuration } = ua.userAgentCore;
  const make = configuration.authenticationFactory.bind(configuration);
  configuration.authenticationFactory = () => {
    const digest = make();
    if (digest === undefined || password === null) return undefined;
    const authenticate = digest.authenticate.bind(digest);
    digest.authenticate = (request, challenge, body) =>
      !(request.method === "INVITE" && givenUp.has(request.callId)) &&
      authenticate(request, challenge, body);
    return digest;
  };
}
