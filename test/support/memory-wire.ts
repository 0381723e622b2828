import type { Wire, WireMessage } from "#contract/wire.ts";

/** One end of a wire in memory: what it sends lies in `sent`, and the test speaks for the far end. */
export interface MemoryWire {
  readonly wire: Wire;
  readonly sent: WireMessage[];
  /** Delivers a message as it would come off a real wire, whatever it is. */
  deliver(message: unknown): void;
  setOpen(isOpen: boolean): void;
}

export function memoryWire(startsOpen = true): MemoryWire {
  const sent: WireMessage[] = [];
  const openListeners: ((isOpen: boolean) => void)[] = [];
  let tell: (message: unknown) => void = () => undefined;
  let isOpen = startsOpen;
  return {
    sent,
    wire: {
      send: (message) => void sent.push(structuredClone(message)),
      onMessage: (listener) => (tell = listener),
      onOpen: (listener) => {
        openListeners.push(listener);
        listener(isOpen);
      },
    },
    deliver: (message) => tell(structuredClone(message)),
    setOpen: (next) => {
      isOpen = next;
      for (const listener of openListeners) listener(next);
    },
  };
}

/** Two ends joined: what one sends the other hears, in order, in a later task as over any real wire. */
export function joinedWires(): { readonly here: Wire; readonly there: Wire } {
  const here = memoryWire();
  const there = memoryWire();
  const passTo = (end: MemoryWire) => (message: WireMessage) => {
    const copy = JSON.parse(JSON.stringify(message)) as unknown;
    queueMicrotask(() => end.deliver(copy));
  };
  return {
    here: { ...here.wire, send: passTo(there) },
    there: { ...there.wire, send: passTo(here) },
  };
}

/** Lets all that is already under way in promises come to rest, and what main answers to it arrive. */
export async function settled(): Promise<void> {
  for (let turns = 0; turns < 2; turns += 1) await new Promise((resolve) => setImmediate(resolve));
}
