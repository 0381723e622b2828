/** Several events tell of one change. */
const SETTLE_MS = 300;
const GATHER_MS = 1_000;

/** `navigator.connection` is missing in the DOM's typings (W3C Network Information API). */
const connectionOf = (navigator: Navigator): EventTarget | undefined =>
  (navigator as { readonly connection?: EventTarget }).connection;

/**
 * Calls `changed` when the machine is on another network than before: back online, or with none of
 * the addresses in `used` left. The browser's word alone will not do: it calls every change of the
 * estimated speed a change.
 */
export function watchNetwork(options: {
  /** Addresses of this machine that connections live on. */
  used: () => readonly string[];
  changed: () => void;
}): void {
  let settling: ReturnType<typeof setTimeout> | undefined;
  let isBackOnline = false;

  function look(isBack: boolean): void {
    isBackOnline ||= isBack;
    clearTimeout(settling);
    settling = setTimeout(() => void judge(), SETTLE_MS);
  }

  async function judge(): Promise<void> {
    if (!navigator.onLine) return;
    const isBack = isBackOnline;
    isBackOnline = false;
    if (isBack || (await isGone(options.used()))) options.changed();
  }

  window.addEventListener("online", () => look(true));
  connectionOf(navigator)?.addEventListener("change", () => look(false));
}

async function isGone(used: readonly string[]): Promise<boolean> {
  if (used.length === 0) return false;
  const present = await addresses();
  return present !== null && !used.some((address) => present.includes(address));
}

/** Addresses of this machine by which it can be reached; null when the browser hides them. */
async function addresses(): Promise<readonly string[] | null> {
  const connection = new RTCPeerConnection();
  try {
    connection.createDataChannel("");
    const { promise: isDone, resolve: done } = Promise.withResolvers<undefined>();
    const limit = setTimeout(() => done(undefined), GATHER_MS);
    connection.addEventListener("icegatheringstatechange", () => {
      if (connection.iceGatheringState === "complete") done(undefined);
    });
    await connection.setLocalDescription();
    await isDone;
    clearTimeout(limit);
    return localAddresses(connection.localDescription);
  } finally {
    connection.close();
  }
}

/** Host addresses of a description of ours; null when one of them is only a name made up by the browser. */
export function localAddresses(
  description: RTCSessionDescription | null,
): readonly string[] | null {
  const lines = (description?.sdp ?? "").matchAll(
    /^a=candidate:\S+ \d+ \S+ \d+ (\S+) \d+ typ host/gm,
  );
  const all = [...lines].map((line) => line[1] ?? "");
  return all.some((address) => address.endsWith(".local")) ? null : [...new Set(all)];
}
