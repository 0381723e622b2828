import type { MenuItemConstructorOptions } from "electron";
import * as m from "#renderer/messages/messages.js";

/**
 * The application menu: what the system expects (copy and paste on a Mac work only through it), and
 * nothing of the desk, whose acts have their own keys. Developer tools only in development.
 */
export function applicationMenu(
  platform: NodeJS.Platform,
  isDevelopment: boolean,
): MenuItemConstructorOptions[] {
  const isMac = platform === "darwin";
  const view: MenuItemConstructorOptions[] = [
    { role: "resetZoom" },
    { role: "zoomIn" },
    { role: "zoomOut" },
    { type: "separator" },
    { role: "togglefullscreen" },
  ];
  const development: MenuItemConstructorOptions[] = [
    { type: "separator" },
    { role: "reload" },
    { role: "toggleDevTools" },
  ];
  return [
    isMac ? { role: "appMenu" } : { label: m.menu_file(), submenu: [{ role: "quit" }] },
    { role: "editMenu" },
    { label: m.menu_view(), submenu: isDevelopment ? [...view, ...development] : view },
    { role: "windowMenu" },
  ];
}
