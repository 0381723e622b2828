import type { PowerMonitor } from "electron";
import type { DeskService } from "#desk/ports.ts";

/**
 * Tells the desk when the machine sleeps and wakes, and while nobody can be looking: asleep, locked,
 * or another user's session in front. A machine that wakes is still away until its lock is opened.
 * Sleep is told at both ends, because some machines report only one of the two; the desk compares its
 * clock each time, so telling it twice does no harm. Linux tells of no lock.
 */
export function watchPower(
  powerMonitor: Pick<PowerMonitor, "on">,
  desk: Pick<DeskService, "woke" | "away">,
  onShutdown: () => void,
): void {
  const reasons = new Set<"asleep" | "locked" | "switched">();
  const leave = (reason: "asleep" | "locked" | "switched"): void => {
    reasons.add(reason);
    desk.away(true);
  };
  const comeBack = (...gone: ("asleep" | "locked" | "switched")[]): void => {
    for (const reason of gone) reasons.delete(reason);
    desk.away(reasons.size > 0);
  };
  powerMonitor.on("suspend", () => {
    leave("asleep");
    desk.woke();
  });
  powerMonitor.on("resume", () => {
    // Before she counts as back: a deadline that passed while the machine slept asks.
    desk.woke();
    comeBack("asleep");
  });
  powerMonitor.on("lock-screen", () => leave("locked"));
  // Whoever opens the lock is awake and in front, also where waking was not told.
  powerMonitor.on("unlock-screen", () => comeBack("asleep", "locked", "switched"));
  powerMonitor.on("user-did-resign-active", () => leave("switched"));
  powerMonitor.on("user-did-become-active", () => comeBack("switched"));
  powerMonitor.on("shutdown", onShutdown);
}
