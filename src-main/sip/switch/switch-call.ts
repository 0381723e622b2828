import {
  SessionState,
  type BodyAndContentType,
  type Invitation,
  type SessionDescriptionHandler,
} from "sip.js";

/** The audio of one who is called, told in session descriptions (SDP). */
export interface CalledAudio {
  /** The caller's offer, or her answer to ours. */
  take(sdp: string): void;
  /** The answer to an offer that was taken; without one, an offer. */
  describe(): Promise<string>;
  /** The offer that is open, of either side, came to nothing. */
  forget(): void;
  close(): void;
}

/** A call at the switch, from the side of the one who is called. Methods reject when it is too late for them. */
export interface SwitchCall {
  /** What was dialled; empty when that was no number. */
  readonly number: string;
  readonly callId: string;
  /** Aborted when it has ended, whoever ended it. */
  readonly over: AbortSignal;
  /** Says whose audio it is; once, before any of the following. */
  serve(audio: CalledAudio): void;
  ring(): Promise<void>;
  answer(): Promise<void>;
  /** With a status of SIP, and a cause of Q.850 unless that is null. */
  refuse(status: number, cause: number | null): Promise<void>;
  /** Offers what the audio wants now; resolves when the caller has taken or refused it. */
  offerAnew(): Promise<void>;
  /** With a cause of Q.850. */
  hangUp(cause: number): Promise<void>;
}

/** `serve` is told of the audio as SIP.js asks for it. */
export function callOf(
  invitation: Invitation,
  serve: (handler: SessionDescriptionHandler) => void,
): SwitchCall {
  const over = new AbortController();
  invitation.stateChange.addListener((state) => {
    if (state === SessionState.Terminated) over.abort();
  });
  // A transfer asked of a callee would have the switch dial; it does not.
  invitation.delegate = {
    onRefer: (referral) => void referral.reject({ statusCode: 603 }).catch(() => undefined),
  };
  return {
    number: invitation.request.ruri?.user ?? "",
    callId: invitation.request.callId,
    over: over.signal,
    serve: (audio) => {
      serve(handlerOver(audio));
    },
    ring: () => invitation.progress({ statusCode: 180 }),
    answer: () => invitation.accept(),
    refuse: (statusCode, cause) =>
      invitation.reject({
        statusCode,
        extraHeaders: cause === null ? [] : [`Reason: Q.850;cause=${cause}`],
      }),
    offerAnew: () => reInvite(invitation),
    async hangUp(cause) {
      const extraHeaders = [`Reason: Q.850;cause=${cause}`];
      await invitation.bye({ requestOptions: { extraHeaders } });
    },
  };
}

function reInvite(invitation: Invitation): Promise<void> {
  return new Promise((resolve, reject) => {
    const done = (): void => {
      resolve();
    };
    invitation
      .invite({ requestDelegate: { onAccept: done, onReject: done } })
      .catch((error: unknown) => {
        reject(error instanceof Error ? error : new Error("re-INVITE failed"));
      });
  });
}

function handlerOver(audio: CalledAudio): SessionDescriptionHandler {
  return {
    hasDescription: (contentType) => contentType === "application/sdp",
    sendDtmf: () => false,
    setDescription: (sdp) => {
      audio.take(sdp);
      return Promise.resolve();
    },
    getDescription: async (): Promise<BodyAndContentType> => ({
      body: await audio.describe(),
      contentType: "application/sdp",
    }),
    rollbackDescription: () => {
      audio.forget();
      return Promise.resolve();
    },
    close: () => {
      audio.close();
    },
  };
}
