import { contextBridge, ipcRenderer } from "electron";
import { bridgeOver, mediaBridgeOver, type Timers } from "#contract/bridge.ts";
import { helloChannel, wireChannel } from "#contract/channels.ts";
import type { Wire } from "#contract/wire.ts";

declare const location: { readonly pathname: string };

/** Main lives longer than any page, so the wire is open for good. */
const wire: Wire = {
  send: (message) => ipcRenderer.send(wireChannel, message),
  onMessage: (listener) => {
    ipcRenderer.on(wireChannel, (_event, message: unknown) => listener(message));
  },
  onOpen: (listener) => listener(true),
};

const timers: Timers = {
  after: (ms, run) => {
    const timer = setTimeout(run, ms);
    return () => clearTimeout(timer);
  },
};

if (location.pathname === "/media.html") {
  contextBridge.exposeInMainWorld("mediaBridge", mediaBridgeOver(wire));
} else {
  contextBridge.exposeInMainWorld("bridge", bridgeOver(wire, { timers }));
}
ipcRenderer.send(helloChannel);
