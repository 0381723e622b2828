import type { IpcMainEvent, WebContents } from "electron";
import { helloChannel, wireChannel } from "#contract/channels.ts";
import type { Wire } from "#contract/wire.ts";
import type { Report } from "#desk/ports.ts";
import { isPage } from "./pages.ts";

/** One wire for one page, whichever window shows it: it closes with a window and opens with the next. */
export interface WindowWire {
  readonly wire: Wire;
  /** Speaks with this window from now on; the one before is forgotten. */
  attach(contents: WebContents): void;
}

/**
 * A `Wire` over Electron's IPC to whatever window shows `page`. Only the main frame of the attached
 * window, while it shows that page, is listened to; every other message is dropped and reported. The
 * wire opens when the page's preload says that it listens and closes when the page is lost.
 */
export function createWindowWire(page: string, report: Report): WindowWire {
  let attached: WebContents | null = null;
  let isOpen = false;
  let tellMessage: ((message: unknown) => void) | null = null;
  const watchers: ((isOpen: boolean) => void)[] = [];

  function settle(next: boolean): void {
    if (isOpen === next) return;
    isOpen = next;
    for (const watcher of watchers) watcher(next);
  }

  function attach(contents: WebContents): void {
    settle(false);
    attached = contents;
    const isTrusted = ({ senderFrame }: IpcMainEvent) => {
      const isOurs =
        attached === contents &&
        senderFrame !== null &&
        senderFrame === contents.mainFrame &&
        isPage(senderFrame.url, page);
      if (!isOurs) report("a message from a frame that is not ours was dropped");
      return isOurs;
    };
    contents.ipc.on(helloChannel, (event) => {
      if (!isTrusted(event)) return;
      // A page that says hello again was reloaded: what was asked before is answered to nobody.
      settle(false);
      settle(true);
    });
    contents.ipc.on(wireChannel, (event, message: unknown) => {
      if (isTrusted(event)) tellMessage?.(message);
    });
    const lose = () => {
      if (attached === contents) settle(false);
    };
    contents.on("render-process-gone", lose);
    contents.on("destroyed", lose);
  }

  return {
    attach,
    wire: {
      send(message) {
        if (isOpen && attached !== null && !attached.isDestroyed()) {
          attached.send(wireChannel, message);
        }
      },
      onMessage(listener) {
        tellMessage = listener;
      },
      onOpen(listener) {
        watchers.push(listener);
        listener(isOpen);
      },
    },
  };
}
