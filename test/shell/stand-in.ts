import { EventEmitter } from "node:events";
import type {
  BrowserWindow,
  BrowserWindowConstructorOptions,
  IpcMainEvent,
  Rectangle,
  WebContents,
  WebFrameMain,
} from "electron";

/**
 * Stand-ins for the Electron objects that the shell is given: they remember what is done to them and
 * emit what the test says. They are cast once, here, because Electron's classes cannot be built by hand.
 */
export class FakeContents extends EventEmitter {
  readonly ipc = new EventEmitter();
  readonly mainFrame: { url: string };
  readonly sent: { channel: string; message: unknown }[] = [];
  isGone = false;
  openHandler: ((details: { url: string }) => { action: string }) | null = null;

  constructor(url: string) {
    super();
    this.mainFrame = { url };
  }

  getURL = () => this.mainFrame.url;
  isDestroyed = () => this.isGone;
  send = (channel: string, message: unknown) => void this.sent.push({ channel, message });
  setWindowOpenHandler = (handler: NonNullable<FakeContents["openHandler"]>) => {
    this.openHandler = handler;
  };

  /** What a page sends to main, by default from the window's own main frame. */
  says(channel: string, message?: unknown, frame: object | null = this.mainFrame): void {
    const event = { senderFrame: frame as WebFrameMain | null } as IpcMainEvent;
    this.ipc.emit(channel, event, message);
  }

  crash(reason = "crashed"): void {
    this.emit("render-process-gone", {}, { reason, exitCode: 1 });
  }

  get real(): WebContents {
    return this as unknown as WebContents;
  }
}

export class FakeWindow extends EventEmitter {
  readonly webContents: FakeContents;
  readonly options: BrowserWindowConstructorOptions;
  readonly loaded: string[] = [];
  readonly done: string[] = [];
  bounds: Rectangle = { x: 10, y: 20, width: 1000, height: 700 };
  isGone = false;
  isSmall = false;
  hasFocus = false;
  loadFault: Error | null = null;

  constructor(options: BrowserWindowConstructorOptions) {
    super();
    this.options = options;
    this.webContents = new FakeContents("");
  }

  loadURL = (url: string) => {
    this.loaded.push(url);
    this.webContents.mainFrame.url = url;
    return this.loadFault === null ? Promise.resolve() : Promise.reject(this.loadFault);
  };
  show = () => void this.done.push("show");
  focus = () => void this.done.push("focus");
  restore = () => void this.done.push("restore");
  maximize = () => void this.done.push("maximize");
  destroy = () => {
    this.isGone = true;
    this.emit("closed");
  };
  isDestroyed = () => this.isGone;
  isMinimized = () => this.isSmall;
  isFocused = () => this.hasFocus;
  flashFrame = (isOn: boolean) => void this.done.push(isOn ? "flash" : "calm");
  isMaximized = () => false;
  getNormalBounds = () => this.bounds;

  get real(): BrowserWindow {
    return this as unknown as BrowserWindow;
  }
}

/** An Electron event that may be prevented. */
export class FakeEvent {
  isPrevented = false;
  preventDefault = () => {
    this.isPrevented = true;
  };
}

/** Timers that run when the test says so. */
export class FakeTimers {
  #waiting: { ms: number; run: () => void }[] = [];

  readonly after = (ms: number, run: () => void): (() => void) => {
    const entry = { ms, run };
    this.#waiting.push(entry);
    return () => {
      this.#waiting = this.#waiting.filter((other) => other !== entry);
    };
  };

  get waits(): number[] {
    return this.#waiting.map(({ ms }) => ms);
  }

  /** Runs everything that waits now, in the order it was asked for. */
  runAll(): void {
    const due = this.#waiting;
    this.#waiting = [];
    for (const { run } of due) run();
  }
}
