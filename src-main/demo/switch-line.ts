import { URI, UserAgent, UserAgentState, type Core, type Session } from "sip.js";
import type { WebSocket } from "ws";
import type { Report } from "#desk/ports.ts";
import { logInto } from "#sip/log.ts";
import { AcceptedTransport, type AcceptedTransportOptions } from "./accepted-transport.ts";
import { anybody, callees } from "./callees.ts";
import { play } from "./callee.ts";
import type { CalleeMedia } from "./callee-media.ts";
import type { Digest } from "./digest.ts";

/** The switch grants no registration longer than this. */
const LONGEST_REGISTRATION_SECONDS = 3_600;

export interface SwitchLineOptions {
  readonly socket: WebSocket;
  readonly domain: string;
  readonly digest: Digest;
  readonly pace: number;
  readonly report: Report;
  readonly onText: (text: string) => void;
  readonly onInvite: (number: string, callId: string, media: CalleeMedia) => void;
}

export interface SwitchLine {
  stop(): Promise<void>;
}

/** One telephone's socket at the switch: registrar and all callees behind it, as one SIP.js user agent. */
export function openSwitchLine(options: SwitchLineOptions): SwitchLine {
  const { socket, domain, digest, report } = options;
  const media = new WeakMap<Session, CalleeMedia>();
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
      const handler = media.get(session);
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
        isRegistered = register(request, digest) ?? isRegistered;
      },
      onInvite: (invitation) => {
        if (!isRegistered) {
          void invitation.reject({ statusCode: 403 }).catch(() => undefined);
          return;
        }
        const number = invitation.request.ruri?.user ?? "";
        void play({
          invitation,
          callee: callees[number] ?? anybody,
          pace: options.pace,
          report,
          serve: (callee) => {
            media.set(invitation, callee);
            options.onInvite(number, invitation.request.callId, callee);
          },
        });
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
function register(request: Core.IncomingRegisterRequest, digest: Digest): boolean | null {
  const { message } = request;
  const authorization = message.getHeader("Authorization");
  if (!digest.accepts(authorization, "REGISTER")) {
    request.reject({
      statusCode: 401,
      extraHeaders: [`WWW-Authenticate: ${digest.challenge()}`],
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
