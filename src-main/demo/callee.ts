import type { Report } from "#desk/ports.ts";
import type { SwitchCall } from "#sip/switch/switch-call.ts";
import type { Act, Callee } from "./callees.ts";
import { CalleeMedia, loadWerift } from "./callee-media.ts";
import { readRecording, type Frames } from "./recordings.ts";

export interface PlayOptions {
  readonly call: SwitchCall;
  readonly callee: Callee;
  /** Waits are multiplied by this; below 1 for tests. */
  readonly pace: number;
  /** Told at once. */
  readonly onMedia: (media: CalleeMedia) => void;
  readonly report: Report;
}

/** Plays a callee's part to its end, or until the caller hangs up. Never rejects. */
export async function play(options: PlayOptions): Promise<void> {
  const { call, callee, report } = options;
  const media = new CalleeMedia(framesOf(callee, report));
  // While it rings there is time for it; at the answer there is none.
  if (callee.acts.some((act) => act.do === "answer")) loadWerift().catch(() => undefined);
  call.serve(media);
  options.onMedia(media);
  try {
    for (const act of callee.acts) {
      if (call.over.aborted) return;
      await perform(act, options, media);
    }
  } catch (error) {
    if (!call.over.aborted) report("a demo callee lost the thread", error);
  }
}

function framesOf(callee: Callee, report: Report): Frames {
  const said = callee.acts.find((act) => act.do === "answer");
  return said === undefined ? [] : readRecording(said.play, report);
}

async function perform(act: Act, { call, pace }: PlayOptions, media: CalleeMedia): Promise<void> {
  switch (act.do) {
    case "wait":
      return sleep(act.ms * pace, call.over);
    case "ring":
      return call.ring();
    case "refuse":
      return call.refuse(act.status, act.cause);
    case "answer":
      return call.answer();
    case "hold":
    case "resume":
      media.holds(act.do === "hold");
      return call.offerAnew();
    case "hang-up":
      return call.hangUp(act.cause);
  }
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
