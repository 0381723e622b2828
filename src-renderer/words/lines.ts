import type { SideView } from "#contract/side-view.ts";
import * as m from "#renderer/messages/messages.js";

/** How a caller or a consulted party is called: by her name, else by her number. */
const callerName = (side: Pick<SideView, "name" | "display">): string =>
  side.name ?? side.display ?? m.caller_hidden();

/** Who rings, or rang: by the name in the callback she asked for, where there is one. */
export const ringingName = (side: SideView): string => side.about?.name ?? callerName(side);

/** What goes on with a call beside the attempt, in a word or two. */
export function sideWord(side: SideView): string {
  if (side.isEnding) return m.line_ending();
  if (side.isWaiting) return m.side_waiting();
  if (side.transfer !== null) return m.side_transferring({ display: side.transfer.display });
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

/** What did not work with a call beside the attempt. */
export function sideTrouble({ kind, trouble }: SideView): string | null {
  switch (trouble) {
    case null:
      return null;
    case "hold-failed":
      return kind === "consult" ? m.side_hold_failed_consult() : m.side_hold_failed();
    case "resume-failed":
      return kind === "consult" ? m.side_resume_failed_consult() : m.side_resume_failed();
    case "transfer-failed":
      return m.side_transfer_failed();
    case "line-kept":
      return m.side_line_kept();
    case "join-failed":
      return m.side_join_failed();
  }
}

export const sideTone = (side: SideView): "go" | "wait" =>
  side.at === "parked" || side.hold === "on" || side.hold === "releasing" || side.isHeldByFarEnd
    ? "wait"
    : "go";

/** It is spoken on, or being set up: nobody else is called meanwhile. */
export const hasTheLine = ({ at, hold, isWaiting }: SideView): boolean =>
  isWaiting || (at !== "alerting" && at !== "parked" && hold !== "on");
