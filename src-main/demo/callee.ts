import { SessionState, type Invitation } from "sip.js";
import type { Report } from "#desk/ports.ts";
import type { Act, Callee } from "./callees.ts";
import { CalleeMedia, loadWerift } from "./callee-media.ts";
import { readRecording, type Frames } from "./recordings.ts";

export interface PlayOptions {
  readonly invitation: Invitation;
  readonly callee: Callee;
  /** Waits are multiplied by this; below 1 for tests. */
  readonly pace: number;
  readonly serve: (media: CalleeMedia) => void;
  readonly report: Report;
}

/** Plays a callee's part to its end, or until the caller hangs up. Never rejects. */
export async function play(options: PlayOptions): Promise<void> {
  const { invitation, callee, report } = options;
  const over = new AbortController();
  invitation.stateChange.addListener((state) => {
    if (state === SessionState.Terminated) over.abort();
  });
  // A transfer asked of a callee would have the switch dial; it does not.
  invitation.delegate = {
    onRefer: (referral) => void referral.reject({ statusCode: 603 }).catch(() => undefined),
  };
  const media = new CalleeMedia(framesOf(callee, report));
  // While it rings there is time for it; at the answer there is none.
  if (callee.acts.some((act) => act.do === "answer")) loadWerift().catch(() => undefined);
  options.serve(media);
  try {
    for (const act of callee.acts) {
      if (over.signal.aborted) return;
      await perform(act, options, media, over.signal);
    }
  } catch (error) {
    if (!over.signal.aborted) report("a demo callee lost the thread", error);
  }
}

function framesOf(callee: Callee, report: Report): Frames {
  const said = callee.acts.find((act) => act.do === "answer");
  return said === undefined ? [] : readRecording(said.play, report);
}

async function perform(
  act: Act,
  { invitation, pace }: PlayOptions,
  media: CalleeMedia,
  over: AbortSignal,
): Promise<void> {
  switch (act.do) {
    case "wait":
      return sleep(act.ms * pace, over);
    case "ring":
      return invitation.progress({ statusCode: 180 });
    case "refuse":
      return invitation.reject({
        statusCode: act.status,
        extraHeaders: act.cause === null ? [] : [`Reason: Q.850;cause=${act.cause}`],
      });
    case "answer":
      return invitation.accept();
    case "hold":
    case "resume":
      media.holds(act.do === "hold");
      return reInvite(invitation);
    case "hang-up":
      await invitation.bye({
        requestOptions: { extraHeaders: [`Reason: Q.850;cause=${act.cause}`] },
      });
  }
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

/** Wakes early, without a word, when the call is over. */
function sleep(ms: number, over: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const wake = (): void => {
      clearTimeout(timer);
      over.removeEventListener("abort", wake);
      resolve();
    };
    const timer = setTimeout(wake, ms);
    over.addEventListener("abort", wake);
  });
}
