import { join } from "node:path";
import type { MenuItemConstructorOptions, Tray } from "electron";
import * as m from "#renderer/messages/messages.js";

export interface TrayParts {
  create(image: string): Tray;
  setMenu(tray: Tray, template: MenuItemConstructorOptions[]): void;
  readonly platform: NodeJS.Platform;
  readonly folder: string;
  /** Brings the agent's window to the front. */
  readonly show: () => void;
  readonly quit: () => void;
}

/** Where the tray's picture is: macOS colours a template by itself, the others take it as drawn. */
export const trayImage = (platform: NodeJS.Platform, folder: string) =>
  join(folder, platform === "darwin" ? "trayTemplate.png" : "tray.png");

/** A way back to the window. The caller keeps what it returns: a collected tray vanishes. */
export function openTray(parts: TrayParts): Tray {
  const tray = parts.create(trayImage(parts.platform, parts.folder));
  tray.setToolTip(m.app_name());
  parts.setMenu(tray, [
    { label: m.tray_show(), click: parts.show },
    { type: "separator" },
    { label: m.tray_quit(), click: parts.quit },
  ]);
  tray.on("click", parts.show);
  return tray;
}
