/** Electron's IPC channel of every `WireMessage`, in both directions. */
export const wireChannel = "ringback:wire";

/** A page's preload tells once per load that it listens. */
export const helloChannel = "ringback:hello";
