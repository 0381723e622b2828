import type { App } from "electron";

/**
 * True when this is the first instance on its user-data folder; then a second start calls `onSecond`
 * with its arguments and ends. False: another one runs, and this one should quit at once. Two
 * instances on one folder would be two desks over one queue.
 */
export function claimSingleInstance(
  app: Pick<App, "requestSingleInstanceLock" | "on">,
  onSecond: (argv: readonly string[]) => void,
): boolean {
  if (!app.requestSingleInstanceLock()) return false;
  app.on("second-instance", (_event, argv) => onSecond(argv));
  return true;
}
