import {
  SIPExtension,
  UserAgent,
  UserAgentState,
  type Core,
  type Invitation,
  type Notification,
  type Session,
  type SessionDescriptionHandler,
  type UserAgentDelegate,
} from "sip.js";
import type { Account } from "#contract/account.ts";
import type { Report } from "#desk/ports.ts";
import { asDisplayName, callerIdOf, type CallerId, type WantedCallerId } from "./caller-id.ts";
import { logInto, sparing } from "./log.ts";
import { Login } from "./login.ts";
import { createReception } from "./reception.ts";
import { GuardedClients } from "./request-guard.ts";
import { routeSet } from "./routes.ts";
import { socketOptions } from "./socket-options.ts";
import type { PhoneTiming } from "./timing.ts";
import { WebSocketTransport, type WebSocketTransportOptions } from "./web-socket-transport.ts";

export interface UserAgentOptions {
  readonly account: Account;
  readonly password: string | null;
  /** Names the proxies of the machine. */
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly timing: PhoneTiming;
  /** Is told of what SIP.js throws as it is: a discreet one. */
  readonly report: Report;
  readonly onConnect: () => void;
  readonly onDisconnect: () => void;
  /** An INVITE that opens a dialog; whoever takes it answers or refuses it. */
  readonly onInvite: (invitation: Invitation) => void;
  /** A NOTIFY outside any dialog; to be accepted or rejected. */
  readonly onNotify: (notification: Notification) => void;
}

/** SIP.js's user agent with what the rest of the line needs beside it. */
export interface LineAgent {
  readonly ua: UserAgent;
  readonly domain: string;
  /** Whether there is anything to answer a challenge with. */
  readonly hasPassword: boolean;
  /** Says which handler serves a session; SIP.js asks for it when it needs the first description. */
  readonly serve: (session: Session, handler: SessionDescriptionHandler) => void;
  /** From now on this INVITE is not sent again with what a server asks for: its caller has given it up. */
  readonly giveUp: (invite: Core.OutgoingRequestMessage) => void;
  /** Who an INVITE says that calls. */
  readonly callerId: (wanted: WantedCallerId) => CallerId;
  /** Requests outside of calls go by these stops from now on, after the outbound proxy (RFC 3608). */
  readonly setServiceRoute: (addresses: readonly string[]) => void;
  /** Ends the socket without a word. */
  readonly cut: () => void;
  /** Ends the socket unless it still works. */
  readonly doubt: () => void;
  /** Drops every dialog and transaction without a word to the other side and closes the socket. */
  readonly stop: () => Promise<void>;
}

/** SIP.js refuses a call that rings longer than this; ours, which is a setting, is shorter. */
const LONGEST_RING_SECONDS = 3_600;

/** @throws RangeError when the account's address cannot be read. */
export function createLineAgent(options: UserAgentOptions): LineAgent {
  const { account, password, env, timing } = options;
  const report = sparing(options.report);
  const uri = UserAgent.makeURI(account.uri);
  if (uri?.user === undefined) {
    throw new RangeError(`account ${account.id}: uri must be sip:user@domain`);
  }
  const handlers = new WeakMap<Session, SessionDescriptionHandler>();
  const givenUp = new WeakSet<Core.OutgoingRequestMessage>();
  const routes = routeSet(account.outboundProxy, []);
  const transportOptions: WebSocketTransportOptions = {
    url: account.server,
    socketOptions: () => socketOptions(account, env),
    address: `sip:${uri.user}@${uri.host}`,
    domain: uri.host,
    routes,
    timing,
    report,
  };
  const ua = new UserAgent({
    uri,
    displayName: asDisplayName(account.displayName),
    preloadedRouteSet: routes,
    // Reliable ringing (RFC 3262) where the server wants it.
    sipExtension100rel: SIPExtension.Supported,
    // 199 tells that a branch with sound is gone. Replaces is named only: what SIP.js itself does
    // about it ends the call that is replaced too soon, or throws.
    sipExtensionExtraSupported: ["timer", "199", "replaces"],
    userAgentString: "Ringback",
    delegate: delegateOf(options),
    gracefulShutdown: false,
    logBuiltinEnabled: false,
    logConfiguration: false,
    logConnector: logInto(report, "warn"),
    logLevel: "warn",
    // Whoever takes the call says when it rings, and for how long.
    sendInitialProvisionalResponse: false,
    noAnswerTimeout: LONGEST_RING_SECONDS,
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
  const { transport } = ua;
  if (!(transport instanceof WebSocketTransport)) throw new TypeError("not the line's own socket");
  transport.onMessage = createReception({
    ua,
    report,
    answerLimitMs: timing.answerLimitMs,
  });
  const username = account.authUser === "" ? uri.user : account.authUser;
  ua.userAgentCore.userAgentClients = new GuardedClients({
    login: password === null ? null : new Login({ username, password }),
    isGivenUp: (request) => givenUp.has(request),
  });
  return {
    ua,
    domain: uri.host,
    hasPassword: password !== null,
    serve: (session, handler) => void handlers.set(session, handler),
    giveUp: (invite) => void givenUp.add(invite),
    callerId: (wanted) => callerIdOf(account, uri.host, wanted),
    setServiceRoute: (addresses) => {
      ua.userAgentCore.configuration.routeSet = routeSet(account.outboundProxy, addresses);
    },
    cut: () => {
      transport.cut();
    },
    doubt: () => {
      transport.doubt();
    },
    stop: async () => {
      if (ua.state === UserAgentState.Started) await ua.stop();
      await transport.dispose();
    },
  };
}

function delegateOf(options: UserAgentOptions): UserAgentDelegate {
  return {
    onConnect: () => options.onConnect(),
    onDisconnect: () => options.onDisconnect(),
    onInvite: (invitation) => options.onInvite(invitation),
    onNotify: (notification) => options.onNotify(notification),
    // Texts are not shown anywhere, so the sender must not believe that they were read.
    onMessage: (message) => void message.reject({ statusCode: 405 }).catch(() => undefined),
  };
}
