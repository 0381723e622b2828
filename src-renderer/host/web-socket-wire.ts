import type { Wire } from "#contract/wire.ts";

const FIRST_PAUSE_MS = 100;
const LONGEST_PAUSE_MS = 5_000;

/**
 * A wire to the browser host. A lost connection is taken up again by itself, after a tenth of a
 * second at first and up to five seconds later on; what is sent meanwhile goes nowhere, as `onOpen`
 * tells. Lasts as long as the page.
 */
export function webSocketWire(address: string | URL): Wire {
  let socket: WebSocket | null = null;
  let isOpen = false;
  let pauseMs = FIRST_PAUSE_MS;
  let tellMessage: (message: unknown) => void = () => undefined;
  const openListeners = new Set<(isOpen: boolean) => void>();

  function setOpen(next: boolean): void {
    if (next === isOpen) return;
    isOpen = next;
    for (const listener of openListeners) listener(next);
  }

  function connect(): void {
    socket = new WebSocket(address);
    socket.onopen = () => {
      pauseMs = FIRST_PAUSE_MS;
      setOpen(true);
    };
    socket.onmessage = (frame) => {
      const read = readJson(frame.data);
      if (read !== undefined) tellMessage(read.value);
    };
    socket.onclose = () => {
      setOpen(false);
      // Without the random part, all pages of a restarted host would knock at the same moment.
      setTimeout(connect, pauseMs * (0.5 + Math.random() / 2));
      pauseMs = Math.min(pauseMs * 2, LONGEST_PAUSE_MS);
    };
  }

  connect();
  return {
    send: (message) => {
      if (isOpen) socket?.send(JSON.stringify(message));
    },
    onMessage: (listener) => {
      tellMessage = listener;
    },
    onOpen: (listener) => {
      openListeners.add(listener);
      listener(isOpen);
    },
  };
}

function readJson(text: unknown): { value: unknown } | undefined {
  try {
    return { value: JSON.parse(String(text)) as unknown };
  } catch {
    return undefined;
  }
}
