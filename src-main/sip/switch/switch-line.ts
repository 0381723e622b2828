import {
  URI,
  UserAgent,
  UserAgentState,
  type Core,
  type Session,
  type SessionDescriptionHandler,
} from "sip.js";
import type { WebSocket } from "ws";
import type { Report } from "#desk/ports.ts";
import { discreet, logInto } from "../log.ts";
import { AcceptedTransport, type AcceptedTransportOptions } from "./accepted-transport.ts";
import { callOf, type SwitchCall } from "./switch-call.ts";

/** The switch grants no registration longer than this. */
const LONGEST_REGISTRATION_SECONDS = 3_600;

/** Who may register. */
export interface SwitchLogin {
  /** Value of a fresh `WWW-Authenticate` header. */
  challenge(): string;
  /** Whether this `Authorization` answers a challenge for a request of this method. */
  accepts(authorization: string | undefined, method: string): boolean;
}

export interface SwitchLineOptions {
  readonly socket: WebSocket;
  readonly domain: string;
  readonly login: SwitchLogin;
  readonly report: Report;
  /** Told of every message before it is acted upon. */
  readonly onText: (text: string) => void;
  /** A registered telephone calls somebody; whoever plays that part serves and answers or refuses it. */
  readonly onCall: (call: SwitchCall) => void;
}

export interface SwitchLine {
  stop(): Promise<void>;
}

/** One telephone's socket at a switch: registrar and all callees behind it, as one SIP.js user agent. */
export function openSwitchLine(options: SwitchLineOptions): SwitchLine {
  const { socket, domain, login } = options;
  const report = discreet(options.report);
  const handlers = new WeakMap<Session, SessionDescriptionHandler>();
  let isRegistered = false;
  const transportOptions: AcceptedTransportOptions = {
    socket,
    domain,
    report,
    onText: (text) => {
      answerTo(text);
      options.onText(text);
    },
  };
  const ua = new UserAgent({
    uri: new URI("sip", "switch", domain),
    userAgentString: "Ringback demo switch",
    gracefulShutdown: false,
    logBuiltinEnabled: false,
    logConfiguration: false,
    logConnector: logInto(report, "error"),
    logLevel: "error",
    noAnswerTimeout: 3_600,
    sendInitialProvisionalResponse: false,
    sessionDescriptionHandlerFactory: (session) => {
      const handler = handlers.get(session);
      if (handler === undefined) throw new TypeError("no callee for this session");
      return handler;
    },
    transportConstructor: class extends AcceptedTransport {
      constructor(_logger: Core.Logger, given: AcceptedTransportOptions) {
        super(given);
      }
    },
    transportOptions,
    delegate: {
      onRegisterRequest: (request) => {
        isRegistered = register(request, login) ?? isRegistered;
      },
      onInvite: (invitation) => {
        if (!isRegistered) {
          void invitation.reject({ statusCode: 403 }).catch(() => undefined);
          return;
        }
        options.onCall(callOf(invitation, (handler) => void handlers.set(invitation, handler)));
      },
    },
  });
  /** SIP.js answers 404 to what is not its own address; a switch answers for every number. */
  function answerTo(text: string): void {
    const user = /^[A-Z]+ sips?:([^@;\s]+)@/i.exec(text)?.[1];
    ua.userAgentCore.configuration.aor.user =
      user === undefined ? undefined : decodeURIComponent(user);
  }
  ua.start().catch((error: unknown) => {
    report("a demo line could not be opened", error);
  });
  return {
    async stop() {
      const { transport } = ua;
      if (ua.state === UserAgentState.Started) await ua.stop();
      await transport.dispose();
    },
  };
}

/** Challenges, refuses or binds; null when it stays as it was. */
function register(request: Core.IncomingRegisterRequest, login: SwitchLogin): boolean | null {
  const { message } = request;
  const authorization = message.getHeader("Authorization");
  if (!login.accepts(authorization, "REGISTER")) {
    request.reject({
      statusCode: 401,
      extraHeaders: [`WWW-Authenticate: ${login.challenge()}`],
    });
    return null;
  }
  const contact = message.getHeader("Contact") ?? "";
  const asked = /;\s*expires=(\d+)/i.exec(contact)?.[1] ?? message.getHeader("Expires") ?? "300";
  const seconds = Math.min(LONGEST_REGISTRATION_SECONDS, Number(asked));
  const address = contact.replace(/;\s*expires=\d+/i, "");
  request.accept({
    statusCode: 200,
    extraHeaders: seconds === 0 ? [] : [`Contact: ${address};expires=${seconds}`],
  });
  return seconds > 0;
}
