import type { DeskService } from "#desk/ports.ts";
import type { DeskView } from "#contract/view.ts";

const live: ReadonlySet<string> = new Set(["dialing", "ringing", "talking"]);

/** The attempt's call, or one beside it that is more than an unanswered ring. */
const isLive = ({ turn, sides }: DeskView) =>
  (turn !== null && live.has(turn.at)) || sides.some(({ at }) => at !== "alerting");

/** Follows the desk; the returned function tells whether a call is on the line at this moment. */
export function watchLiveCall(desk: DeskService): () => boolean {
  let isCallLive = false;
  desk.subscribe((name, payload) => {
    if (name === "desk.changed") isCallLive = isLive(payload as DeskView);
  });
  return () => isCallLive;
}
