import type { BrowserWindow } from "electron";
import type { CallId } from "#core/call-id.ts";
import type { SideView } from "#contract/side-view.ts";
import type { DeskView } from "#contract/view.ts";
import type { DeskService } from "#desk/ports.ts";
import * as m from "#renderer/messages/messages.js";

export interface RingingParts {
  readonly desk: Pick<DeskService, "subscribe">;
  readonly window: Pick<BrowserWindow, "isDestroyed" | "isFocused" | "flashFrame">;
  /** Shows one notification of the system; returns what to call to take it away again. */
  readonly notify: (title: string, onClick: () => void) => () => void;
  /** Brings the agent's window to the front. */
  readonly show: () => void;
}

/** Who rings, by the name the window says it with. */
const nameOf = ({ about, name, display }: SideView): string =>
  about?.name ?? name ?? display ?? m.caller_hidden();

/**
 * Tells of a call that comes in while the agent looks at something else: a notification for as long as
 * it rings, and a frame that flashes until she looks or nobody rings any more.
 */
export function tellRinging({ desk, window, notify, show }: RingingParts): void {
  const told = new Map<CallId, () => void>();

  function follow({ sides }: DeskView): void {
    const ringing = sides.filter(({ at, isEnding }) => at === "alerting" && !isEnding);
    for (const [call, takeAway] of told) {
      if (ringing.some((side) => side.call === call)) continue;
      takeAway();
      told.delete(call);
      if (told.size === 0 && !window.isDestroyed()) window.flashFrame(false);
    }
    for (const side of ringing) {
      if (told.has(side.call) || window.isDestroyed() || window.isFocused()) continue;
      told.set(side.call, notify(m.incoming_title({ name: nameOf(side) }), show));
      window.flashFrame(true);
    }
  }

  desk.subscribe((name, payload) => {
    if (name === "desk.changed") follow(payload as DeskView);
  });
}
