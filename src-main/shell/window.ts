import type {
  BrowserWindow,
  BrowserWindowConstructorOptions,
  Rectangle,
  WebContents,
  WebPreferences,
} from "electron";
import type { Report } from "#desk/ports.ts";
import * as m from "#renderer/messages/messages.js";
import type { After } from "./backoff.ts";
import { MIN_HEIGHT, MIN_WIDTH, readPlacement, sizeOf, writePlacement } from "./bounds.ts";

/** What of Electron and of the clock the windows need. */
export interface WindowParts {
  create(options: BrowserWindowConstructorOptions): BrowserWindow;
  /** Work areas of the displays there are. */
  displays(): readonly Rectangle[];
  after: After;
  /** How long to wait before the next attempt to bring a window back; see `createBackoff`. */
  nextDelayMs(): number;
  report: Report;
}

interface WindowPlan {
  readonly preload: string;
  readonly page: string;
  /** Called with every new window's contents before its page loads. */
  readonly attach: (contents: WebContents) => void;
}

/** Every window runs in the sandbox, apart from its preload, without Node. */
function lockedPreferences(preload: string): WebPreferences {
  return {
    preload,
    sandbox: true,
    contextIsolation: true,
    nodeIntegration: false,
    nodeIntegrationInSubFrames: false,
    nodeIntegrationInWorker: false,
    webSecurity: true,
    webviewTag: false,
    navigateOnDragDrop: false,
    spellcheck: false,
  };
}

export interface UiWindow {
  /** Brings the window to the front, restored if it was minimised. */
  show(): void;
  readonly window: BrowserWindow;
}

export interface UiWindowPlan extends WindowPlan {
  readonly icon: string;
  readonly placementFile: string;
  /** Asked when somebody closes the window; false keeps it open. */
  readonly mayClose: () => boolean;
}

const SAVE_AFTER_MS = 500;

/**
 * The agent's window: where it was when it was last used, shown once it has something to show. When
 * its renderer dies the page is loaded again; nothing in main notices but the wire.
 */
export function openUiWindow(parts: WindowParts, plan: UiWindowPlan): UiWindow {
  const { after, report } = parts;
  const placement = readPlacement(plan.placementFile, parts.displays());
  const window = parts.create({
    ...sizeOf(placement),
    minWidth: MIN_WIDTH,
    minHeight: MIN_HEIGHT,
    title: m.app_name(),
    icon: plan.icon,
    show: false,
    autoHideMenuBar: true,
    webPreferences: lockedPreferences(plan.preload),
  });
  if (placement.isMaximized) window.maximize();
  plan.attach(window.webContents);

  window.once("ready-to-show", () => window.show());
  window.on("close", (event) => {
    if (!plan.mayClose()) event.preventDefault();
  });
  // The page's own title is the product's; nothing a record says may stand in the title bar.
  window.on("page-title-updated", (event) => event.preventDefault());

  let callOffSave: () => void = () => undefined;
  const saveSoon = () => {
    callOffSave();
    callOffSave = after(SAVE_AFTER_MS, () => {
      if (window.isDestroyed()) return;
      try {
        const isMaximized = window.isMaximized();
        writePlacement(plan.placementFile, { bounds: window.getNormalBounds(), isMaximized });
      } catch (error) {
        report("the window's place could not be saved", error);
      }
    });
  };
  window.on("resize", saveSoon);
  window.on("move", saveSoon);

  const load = () => {
    if (window.isDestroyed()) return;
    window.loadURL(plan.page).catch((error: unknown) => {
      report("the window's page could not be loaded; trying again", error);
      after(parts.nextDelayMs(), load);
    });
  };
  whenGone(window.webContents, (reason) => {
    report(`the window's renderer is gone (${reason}); loading it again`);
    after(parts.nextDelayMs(), load);
  });
  window.webContents.on("preload-error", (_event, _path, error) => {
    report("the window's preload failed", error);
  });
  load();

  return {
    window,
    show() {
      if (window.isDestroyed()) return;
      if (window.isMinimized()) window.restore();
      window.show();
      window.focus();
    },
  };
}

/**
 * The hidden window that carries the audio: never throttled, and replaced by a new one whenever it
 * breaks. Returns what to call to be rid of it for good.
 */
export function keepMediaWindow(parts: WindowParts, plan: WindowPlan): () => void {
  const { after, report } = parts;
  let current: BrowserWindow | null = null;
  let isWanted = true;

  function open(): void {
    if (!isWanted) return;
    const window = parts.create({
      show: false,
      title: m.app_audio_name(),
      skipTaskbar: true,
      focusable: false,
      webPreferences: { ...lockedPreferences(plan.preload), backgroundThrottling: false },
    });
    current = window;
    let isReplaced = false;
    const replace = (why: string, error?: unknown) => {
      if (isReplaced || !isWanted) return;
      isReplaced = true;
      report(`the audio window is lost (${why}); opening another`, error);
      if (!window.isDestroyed()) window.destroy();
      after(parts.nextDelayMs(), open);
    };
    plan.attach(window.webContents);
    whenGone(window.webContents, replace);
    window.on("closed", () => replace("closed"));
    window.webContents.on("preload-error", (_event, _path, error) => {
      report("the audio window's preload failed", error);
    });
    window.loadURL(plan.page).catch((error: unknown) => replace("not loaded", error));
  }

  open();
  return () => {
    isWanted = false;
    if (current !== null && !current.isDestroyed()) current.destroy();
  };
}

function whenGone(contents: WebContents, tell: (reason: string) => void): void {
  contents.on("render-process-gone", (_event, { reason }) => {
    if (reason !== "clean-exit") tell(reason);
  });
}
