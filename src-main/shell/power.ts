import type { PowerMonitor } from "electron";
import type { DeskService } from "#desk/ports.ts";

/**
 * Tells the desk when the machine goes to sleep and when it wakes. Both, because some machines report
 * only one of the two; the desk compares its clock each time, so telling it twice does no harm.
 */
export function watchPower(
  powerMonitor: Pick<PowerMonitor, "on">,
  desk: Pick<DeskService, "woke">,
  onShutdown: () => void,
): void {
  powerMonitor.on("suspend", () => desk.woke());
  powerMonitor.on("resume", () => desk.woke());
  powerMonitor.on("shutdown", onShutdown);
}
