import type { Core } from "sip.js";
import type { Login } from "./login.ts";
import { raiseSessionExpires } from "./session-timer.ts";

/** The part of SIP.js's client that decides over a response before anybody is told of it. */
interface Guarded {
  readonly core: Core.UserAgentCore;
  authenticationGuard: (response: Core.IncomingResponseMessage, dialog?: Core.Dialog) => boolean;
  /** Sends the message in a new transaction. */
  init: () => void;
}

export interface RequestGuardOptions {
  /** Null: no password is stored, and no digest of a guess is sent, which would lock the account. */
  readonly login: Login | null;
  /** Whether its caller has given this request up: an INVITE sent again would ring for nobody. */
  readonly isGivenUp: (request: Core.OutgoingRequestMessage) => boolean;
}

/**
 * The clients of a user agent, each with our own word on the responses that mean "ask again in
 * another way": a challenge (401, 407) and a session interval that is too small (422). SIP.js keeps
 * every client here from the moment it is made, which is why this is the place.
 */
export class GuardedClients extends Map<string, Core.UserAgentClient> {
  readonly #options: RequestGuardOptions;

  constructor(options: RequestGuardOptions) {
    super();
    this.#options = options;
  }

  override set(id: string, client: Core.UserAgentClient): this {
    const guarded = client as unknown as Guarded;
    guarded.authenticationGuard = (response, dialog) => {
      if (!this.#isMended(client.message, response)) return true;
      renumber(client.message, dialog ?? dialogOf(client.message, guarded.core));
      guarded.init();
      return false;
    };
    return super.set(id, client);
  }

  #isMended(request: Core.OutgoingRequestMessage, response: Core.IncomingResponseMessage): boolean {
    const { login, isGivenUp } = this.#options;
    if (isGivenUp(request)) return false;
    if (response.statusCode === 422) return raiseSessionExpires(request, response);
    return login?.answer(request, response) ?? false;
  }
}

/** SIP.js names the dialog only to some of its clients. */
function dialogOf(
  { callId, fromTag, toTag }: Core.OutgoingRequestMessage,
  core: Core.UserAgentCore,
): Core.Dialog | undefined {
  return toTag === undefined ? undefined : core.dialogs.get(callId + fromTag + toTag);
}

/** The next number of its dialog, else its own plus one (RFC 3261 8.1.3.5). */
function renumber(request: Core.OutgoingRequestMessage, dialog: Core.Dialog | undefined): void {
  if (dialog?.localSequenceNumber === undefined) request.cseq += 1;
  else {
    dialog.incrementLocalSequenceNumber();
    request.cseq = dialog.localSequenceNumber;
  }
  request.setHeader("cseq", `${request.cseq} ${request.method}`);
}
