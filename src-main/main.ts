import { mkdirSync } from "node:fs";
import { join } from "node:path";
import {
  app,
  BrowserWindow,
  dialog,
  Menu,
  Notification,
  powerMonitor,
  protocol,
  safeStorage,
  screen,
  session,
  shell,
  Tray,
} from "electron";
import * as m from "#renderer/messages/messages.js";
import { createMediaLink } from "#ipc/media-link.ts";
import { serveWindow } from "#ipc/serve.ts";
import { readPassword } from "#settings/secrets.ts";
import { defaultUserData } from "#settings/user-data.ts";
import { appOrigin, appScheme, serveApp } from "#shell/app-protocol.ts";
import { createBackoff } from "#shell/backoff.ts";
import { createWindowWire } from "#shell/electron-wire.ts";
import { watchLiveCall } from "#shell/live-call.ts";
import { applicationMenu } from "#shell/menu.ts";
import { pagesAt } from "#shell/pages.ts";
import { openPassword } from "#shell/password-file.ts";
import { watchPower } from "#shell/power.ts";
import { createQuitRule } from "#shell/quit.ts";
import { tellRinging } from "#shell/ringing.ts";
import { guardContents, guardSession } from "#shell/security.ts";
import { claimSingleInstance } from "#shell/single-instance.ts";
import { userDataOf } from "#shell/start-arguments.ts";
import { startFault } from "#shell/start-fault.ts";
import { openTray } from "#shell/tray.ts";
import { keepMediaWindow, openUiWindow, type WindowParts } from "#shell/window.ts";
import { FolderInUse } from "#store/folder-hold.ts";
import { after } from "./after.ts";
import { assemble } from "./assemble.ts";
import { createReport } from "./log.ts";

const resources = join(import.meta.dirname, "../../resources");
const preload = join(import.meta.dirname, "../preload/preload.cjs");
const developmentOrigin = app.isPackaged ? undefined : process.env.ELECTRON_RENDERER_URL;
const pages = pagesAt(developmentOrigin ?? appOrigin);

const userData = userDataOf(process.argv) ?? defaultUserData(process.env, process.platform);
const report = createReport("electron", process.env.RINGBACK_LOG_LEVEL);

async function run(): Promise<void> {
  await app.whenReady();
  guardSession(session.defaultSession, pages, developmentOrigin !== undefined);
  serveApp(protocol, join(import.meta.dirname, "../renderer"));
  Menu.setApplicationMenu(
    Menu.buildFromTemplate(applicationMenu(process.platform, !app.isPackaged)),
  );

  const media = createMediaLink({ timers: { after }, report });
  const mediaWire = createWindowWire(pages.media, report);
  media.attach(mediaWire.wire);
  const desk = await assemble({
    userData,
    env: process.env,
    report,
    media: media.link,
    // Asked for once the folder is known to be ours, for it may move the plain file.
    password: () =>
      openPassword({
        safeStorage,
        platform: process.platform,
        file: join(userData, "sip-password.enc"),
        plain: readPassword(userData, {}),
        plainFile: join(userData, "sip-password"),
        report,
      }),
  });
  const uiWire = createWindowWire(pages.ui, report);
  serveWindow(uiWire.wire, desk, report);

  const windowParts = (): WindowParts => ({
    create: (options) => new BrowserWindow(options),
    displays: () => screen.getAllDisplays().map((display) => display.workArea),
    after,
    nextDelayMs: createBackoff(() => performance.now()),
    report,
  });
  const quit = createQuitRule({
    app,
    isCallLive: watchLiveCall(desk),
    confirm: async () => {
      const { response } = await dialog.showMessageBox(ui.window, {
        type: "warning",
        message: m.quit_with_call(),
        detail: m.quit_with_call_detail(),
        buttons: [m.quit_hang_up(), m.quit_stay()],
        defaultId: 1,
        cancelId: 1,
      });
      return response === 0;
    },
    stop: () => desk.stop(),
    after,
    report,
  });
  keepMediaWindow(windowParts(), {
    preload,
    page: pages.media,
    attach: (contents) => mediaWire.attach(contents),
  });
  const ui = openUiWindow(windowParts(), {
    preload,
    page: pages.ui,
    icon: join(resources, "icons/linux/512x512.png"),
    placementFile: join(userData, "window.json"),
    mayClose: () => quit.mayClose(),
    attach: (contents) => uiWire.attach(contents),
  });
  showUi = () => ui.show();
  tray = openTray({
    create: (image) => new Tray(image),
    setMenu: (holder, template) => holder.setContextMenu(Menu.buildFromTemplate(template)),
    platform: process.platform,
    folder: join(resources, "tray"),
    show: () => ui.show(),
    quit: () => app.quit(),
  });
  tellRinging({
    desk,
    window: ui.window,
    notify: (title, onClick) => {
      // The ringer is heard from the audio window, on the device she chose.
      const notification = new Notification({ title, silent: true });
      notification.on("click", onClick);
      notification.show();
      return () => notification.close();
    },
    show: () => ui.show(),
  });
  watchPower(powerMonitor, desk, () => quit.quitNow());
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, () => quit.quitNow());
}

let showUi = (): void => undefined;
/** Held here for as long as the app runs; see `openTray`. */
let tray: Tray | null = null;

protocol.registerSchemesAsPrivileged([appScheme]);
app.enableSandbox();
app.on("web-contents-created", (_event, contents) => {
  guardContents(contents, (url) => void shell.openExternal(url), report);
});
app.on("activate", () => showUi());
mkdirSync(userData, { recursive: true, mode: 0o700 });
app.setPath("userData", userData);

if (claimSingleInstance(app, () => showUi())) {
  // Not awaited here: Electron becomes ready only after this module has run to its end.
  run().catch((error: unknown) => {
    const isInUse = error instanceof FolderInUse;
    if (isInUse) process.stderr.write(`${error.message}.\n`);
    else report("Ringback could not start", error);
    tray?.destroy();
    dialog.showErrorBox(m.cannot_start(), startFault(error, userData));
    app.exit(isInUse ? 2 : 1);
  });
} else {
  app.quit();
}
