/** The networks of this machine, as far as earlier gatherings of this window have seen them. */
export interface KnownNetworks {
  /** Whether every one of them is among these; false while none is known. */
  areAmong(seen: ReadonlySet<string>): boolean;
  /** These are all there are now. */
  learn(seen: ReadonlySet<string>): void;
  /** The machine has other networks than before. */
  forget(): void;
}

export function createKnownNetworks(): KnownNetworks {
  let known: ReadonlySet<string> = new Set();
  return {
    areAmong: (seen) => known.size > 0 && [...known].every((network) => seen.has(network)),
    learn: (seen) => (known = new Set(seen)),
    forget: () => (known = new Set()),
  };
}

/**
 * The network that a host candidate is of. Chromium numbers the networks of this machine, the same way
 * for as long as the window lives, also where it hides their addresses; one number with addresses of
 * both families counts as two, for both come.
 */
export function networkOf({ candidate, address }: RTCIceCandidate): string {
  const family = address?.includes(":") === true ? "IPv6" : "IPv4";
  const id = /\bnetwork-id (\d+)/.exec(candidate)?.[1];
  return `${id ?? address ?? ""} ${family}`;
}
