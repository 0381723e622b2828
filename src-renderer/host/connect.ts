import { bridgeOver, mediaBridgeOver, type BridgeReport } from "#contract/bridge.ts";
import type { Bridge } from "#contract/ipc.ts";
import type { MediaBridge } from "#contract/media.ts";
import { webSocketWire } from "./web-socket-wire.ts";

declare global {
  interface Window {
    /** Put there by the preload script; absent in a browser. */
    readonly bridge?: Bridge;
    readonly mediaBridge?: MediaBridge;
  }
}

/**
 * The desk's page's way to main, in either host. In a browser it first trades the token of the
 * address for a cookie and takes it out of the address bar. Never rejects: a token that is refused
 * shows as a bridge that stays disconnected.
 */
export async function connectBridge(): Promise<Bridge> {
  if (window.bridge !== undefined) return window.bridge;
  await redeemToken();
  return bridgeOver(webSocketWire(wireAddress("ui")), { timers: pageTimers, report });
}

/** The media page's way to main, in either host. Never rejects. */
export function connectMediaBridge(): Promise<MediaBridge> {
  const bridge =
    window.mediaBridge ?? mediaBridgeOver(webSocketWire(wireAddress("media")), { report });
  return Promise.resolve(bridge);
}

const pageTimers = {
  after(ms: number, run: () => void): () => void {
    const timer = setTimeout(run, ms);
    return () => clearTimeout(timer);
  },
};

// A page has no log of its own but the browser's console; what is reported names no customer.
// eslint-disable-next-line no-console
const report: BridgeReport = (what, error) => console.warn(what, error ?? "");

function wireAddress(role: "ui" | "media"): URL {
  const address = new URL(`/wire?role=${role}`, location.href);
  address.protocol = "ws:";
  return address;
}

async function redeemToken(): Promise<void> {
  const token = new URLSearchParams(location.hash.slice(1)).get("token");
  if (token === null) return;
  history.replaceState(null, "", location.pathname + location.search);
  try {
    const answer = await fetch("/session", { method: "POST", body: token });
    if (!answer.ok) report(await answer.text());
  } catch (error) {
    report("the desk could not be reached", error);
  }
}
