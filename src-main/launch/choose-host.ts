/** What is known before anything is started. */
export interface HostFacts {
  readonly platform: NodeJS.Platform;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly isBrowserWanted: boolean;
  /** Effective user on Unix, null elsewhere. */
  readonly uid: number | null;
}

export type HostChoice =
  /** Electron, if its binary is there or can be fetched. */
  | { readonly host: "electron" }
  /** The browser host; `because` is null when it was asked for. */
  | { readonly host: "browser"; readonly because: string | null };

/**
 * Which host this machine can show. Pure. Whether Electron's binary can be had is asked only after
 * this says Electron, because fetching it is not free.
 */
export function chooseHost({ platform, env, isBrowserWanted, uid }: HostFacts): HostChoice {
  if (isBrowserWanted) return { host: "browser", because: null };
  if (platform !== "linux") return { host: "electron" };
  if (!env.DISPLAY && !env.WAYLAND_DISPLAY) {
    return { host: "browser", because: "there is no display" };
  }
  if (uid === 0) return { host: "browser", because: "Electron has no sandbox for root" };
  return { host: "electron" };
}
