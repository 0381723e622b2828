import type { App } from "electron";
import type { Report } from "#desk/ports.ts";
import type { After } from "./backoff.ts";

export interface QuitParts {
  readonly app: Pick<App, "on" | "exit" | "quit">;
  readonly isCallLive: () => boolean;
  /** Asks the agent whether to end the call and quit. */
  readonly confirm: () => Promise<boolean>;
  /** Ends everything that must end in order; see `DeskService.stop`. */
  readonly stop: () => Promise<void>;
  readonly after: After;
  readonly report: Report;
}

export interface QuitRule {
  /** Quits without asking: the system goes down, or a signal came. Idempotent. */
  quitNow(): void;
  /** For the window's `close`: false while the rule is still at work, which it sets going. */
  mayClose(): boolean;
}

/** A desk that cannot stop must not keep the app from ending; what it knows is on disk already. */
const STOP_LIMIT_MS = 5_000;

/**
 * Closing the window quits, on every system: an agent without a window cannot answer for calls. With
 * a live call the agent is asked first; then the desk is stopped, and only then the app exits.
 */
export function createQuitRule(parts: QuitParts): QuitRule {
  const { app, report } = parts;
  let at: "running" | "asking" | "stopping" | "stopped" = "running";

  const isAsking = () => at === "asking";

  function stop(): void {
    if (at === "stopping" || at === "stopped") return;
    at = "stopping";
    const callOff = parts.after(STOP_LIMIT_MS, () => {
      report("the desk did not stop in time; leaving without it");
      leave();
    });
    const leave = () => {
      if (at === "stopped") return;
      at = "stopped";
      callOff();
      app.exit(0);
    };
    parts
      .stop()
      .catch((error: unknown) => report("the desk could not be stopped in order", error))
      .finally(leave);
  }

  async function ask(): Promise<void> {
    at = "asking";
    const isWanted = await parts.confirm().catch((error: unknown) => {
      report("the question before quitting could not be asked", error);
      return false;
    });
    // Meanwhile the system may have gone down, which needs no answer.
    if (!isAsking()) return;
    at = "running";
    if (isWanted) stop();
  }

  app.on("before-quit", (event) => {
    if (at === "stopped") return;
    event.preventDefault();
    if (at !== "running") return;
    if (parts.isCallLive()) void ask();
    else stop();
  });
  app.on("window-all-closed", () => app.quit());

  return {
    quitNow: stop,
    mayClose() {
      if (at === "stopped") return true;
      app.quit();
      return false;
    },
  };
}
