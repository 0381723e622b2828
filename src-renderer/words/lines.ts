import type { AudioProblem } from "#contract/sound.ts";
import type { SideView } from "#contract/side-view.ts";
import * as m from "#renderer/messages/messages.js";

/** How a caller or a consulted party is called: by her name, else by her number. */
export const callerName = (side: Pick<SideView, "name" | "display">): string =>
  side.name ?? side.display ?? m.caller_hidden();

/** What goes on with a call beside the attempt, in a word or two. */
export function sideWord(side: SideView): string {
  if (side.isEnding) return m.line_ending();
  switch (side.at) {
    case "alerting":
      return m.side_alerting();
    case "answering":
      return m.side_answering();
    case "parked":
      return m.side_parked();
    case "dialing":
      return m.line_dialing();
    case "ringing":
      return m.line_ringing();
    case "talking":
      // Ours is confirmed first: until then the far end hears the agent.
      if (side.hold === "on" || side.hold === "releasing") return m.line_on_hold();
      return side.isHeldByFarEnd ? m.line_held_by_far_end() : m.line_talking();
  }
}

export const sideTone = (side: SideView): "go" | "wait" =>
  side.at === "parked" || side.hold === "on" || side.hold === "releasing" || side.isHeldByFarEnd
    ? "wait"
    : "go";

/** What is wrong with the sound, and what the agent may say or do about it. */
const problems: Readonly<Record<AudioProblem, () => string>> = {
  "silent-microphone": m.sound_silent_microphone,
  "clipped-microphone": m.sound_clipped_microphone,
  "one-way-in": m.sound_one_way_in,
  "one-way-out": m.sound_one_way_out,
  "speaker-lost": m.sound_speaker_lost,
};
export const soundProblem = (problem: AudioProblem): string => problems[problem]();
