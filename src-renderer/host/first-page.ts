import type { Bridge, CommandName, Input, Output, Reply } from "#contract/ipc.ts";

/** What a window asks for first, word for word; anything else is asked when it is wanted. */
const first: Input<"queue.read"> = { tab: "now", query: "", after: null, limit: 100 };
const firstWords = JSON.stringify(first);

export interface FirstPage {
  /**
   * Gives the page to the first who asks for it, unless the queue has changed or main was lost
   * since; everything else goes straight through.
   */
  readonly bridge: Bridge;
  /** Resolves when the page is here; without main, never. */
  readonly isHere: Promise<unknown>;
}

/** Asks for the first page of the queue as soon as main can be reached, while the window still loads. */
export function askFirstPage(bridge: Bridge): FirstPage {
  let early: Promise<Reply<Output<"queue.read">>> | null = null;
  const { promise: isHere, resolve: arrived } = Promise.withResolvers<unknown>();
  let stopWatching = (): void => undefined;
  const stopHearing = bridge.subscribe("queue.changed", () => forget());
  const forget = (): void => {
    early = null;
    stopHearing();
    stopWatching();
  };
  stopWatching = bridge.onConnection((isConnected) => {
    if (!isConnected) {
      if (early !== null) forget();
      return;
    }
    early = bridge.invoke("queue.read", first);
    arrived(early);
  });

  return {
    isHere,
    bridge: {
      ...bridge,
      async invoke<K extends CommandName>(name: K, input: Input<K>): Promise<Reply<Output<K>>> {
        const known = early;
        if (name !== "queue.read" || known === null) return bridge.invoke(name, input);
        forget();
        if (JSON.stringify(input) !== firstWords) return bridge.invoke(name, input);
        return await known;
      },
    },
  };
}
