import type { Core, URI } from "sip.js";
import type { InviteOptions } from "#desk/phone-port.ts";
import type { CallParts, TakeMedia } from "./call-parts.ts";
import { endUnsent, isBusy } from "./final-response.ts";
import type { LiveCall } from "./live-call.ts";
import { allowEvents } from "./network-wish.ts";
import { OutgoingSession } from "./outgoing-session.ts";
import { Ringing } from "./ringing.ts";

export interface Dialled {
  readonly target: URI;
  /** What is to be shown to the called party. */
  readonly wanted: InviteOptions;
  /** A dialog of ours with the called party, which the new one takes the place of (RFC 3891). */
  readonly replaces: Core.Session | null;
  readonly takeMedia: TakeMedia;
}

/** Sends the INVITE as soon as the media window has an offer; at once when it was prepared. */
export async function placeCall(call: LiveCall, parts: CallParts, dialled: Dialled): Promise<void> {
  const { line, media, report } = parts;
  const taken = await dialled.takeMedia();
  if (!taken.ok) {
    call.finish(endUnsent(taken.failure));
    return;
  }
  if (call.isEnded()) {
    void media.ask("release", { session: taken.value.session });
    return;
  }
  const bridge = call.media.open(taken.value);
  const ringing = new Ringing({
    media,
    bridge,
    progressed: (hasEarlyMedia) => {
      call.tell({ type: "progressed", hasEarlyMedia });
    },
    tone: (name) => {
      call.media.tone(name);
    },
  });
  const outgoing = new OutgoingSession({
    line,
    target: dialled.target,
    bridge,
    report,
    caller: line.callerId(dialled.wanted),
    headers: [allowEvents, ...call.timer.headers(), ...replacesHeader(dialled.replaces)],
    onProgress: (message) => {
      ringing.take(message);
    },
    onAccepted: (message) => {
      if (call.isTalking()) call.timer.confirm(message);
    },
    farEnd: call,
  });
  call.begin({
    session: outgoing.session,
    isCaller: true,
    isUnsent: () => outgoing.isUnsent(),
    isAccepted: () => outgoing.isAccepted,
    end: (onHeard) => {
      outgoing.end(onHeard);
    },
    dispose: () => {
      outgoing.dispose();
    },
    settle: (end) => {
      ringing.stop();
      call.media.tone(end !== null && isBusy(end) ? "busy" : null);
    },
  });
  try {
    const hasLeft = await outgoing.invite();
    if (call.isEnded() || !hasLeft) return;
    call.sent();
    call.tell({ type: "sent" });
  } catch (error) {
    if (bridge.failure === null && !call.isEnded()) report("an INVITE could not be sent", error);
    call.finish(endUnsent(bridge.failure));
  }
}

function replacesHeader(dialog: Core.Session | null): string[] {
  if (dialog === null) return [];
  const { callId, remoteTag, localTag } = dialog;
  return [`Replaces: ${callId};to-tag=${remoteTag};from-tag=${localTag}`];
}
