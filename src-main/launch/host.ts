import { browserArguments, electronArguments, type LaunchArguments } from "./arguments.ts";
import type { HostChoice } from "./choose-host.ts";
import type { Finished } from "./run.ts";

/** What getting hold of Electron takes; the tests bring their own. */
export interface ElectronParts {
  /** One line for the person at the terminal. */
  say(line: string): void;
  findElectron(): string | null;
  /** Null when it came, else the reason. */
  fetchElectron(): Promise<string | null>;
  /** Why this binary cannot run safely here, null when it can. */
  sandboxObstacle(binary: string): string | null;
}

/** What a launch does to the world; the tests bring their own. */
export interface LaunchParts extends ElectronParts {
  isBuilt(): boolean;
  build(): Promise<Finished>;
  choose(): HostChoice;
  runElectron(binary: string, hostArguments: readonly string[]): Promise<number>;
  /** Answers once the host runs, in this process. */
  runBrowser(hostArguments: readonly string[]): Promise<number>;
}

/** Builds if needed and runs the host that this machine can show; answers with the exit code. */
export async function launch(wanted: LaunchArguments, parts: LaunchParts): Promise<number> {
  if (!parts.isBuilt()) {
    parts.say("Building Ringback, as its sources have changed since the last build.");
    const { code, output } = await parts.build();
    if (code !== 0) {
      parts.say(`${output}\nThe build failed; mend what it says above and start again.`);
      return code;
    }
  }
  const choice = parts.choose();
  let because: string | null;
  if (choice.host === "electron") {
    const electron = await getElectron(parts);
    if ("binary" in electron) return parts.runElectron(electron.binary, electronArguments(wanted));
    because = electron.obstacle;
  } else {
    because = choice.because;
  }
  if (because !== null) parts.say(`Starting the browser host instead of Electron: ${because}.`);
  return parts.runBrowser(browserArguments(wanted));
}

/** The binary, fetched if it is missing, or what keeps it from running here. */
export async function getElectron(
  parts: ElectronParts,
): Promise<{ binary: string } | { obstacle: string }> {
  let binary = parts.findElectron();
  if (binary === null) {
    parts.say("Fetching Electron, once.");
    const reason = await parts.fetchElectron();
    if (reason !== null) return { obstacle: reason };
    binary = parts.findElectron();
  }
  if (binary === null) return { obstacle: "its binary is missing" };
  const obstacle = parts.sandboxObstacle(binary);
  return obstacle === null ? { binary } : { obstacle };
}
