import { networkOf, type KnownNetworks } from "./known-networks.ts";

/** The UDP addresses of all networks come within a millisecond or two, on a busy machine as well. */
const SILENCE_MS = 20;
/** Without any server an address is there at once; a machine without network never has one. */
const NO_SERVER_LIMIT_MS = 3_000;

/** How far away a candidate can be reached from. */
const reach = { host: 0, prflx: 1, srflx: 1, relay: 2 } as const;

/** One gathering, from before `setLocalDescription` until the browser calls it complete. */
export interface Gathering {
  /** Resolves when the description is worth sending, which is long before it is complete. */
  readonly enough: Promise<void>;
  /** Hears no more of it. Idempotent. */
  readonly stop: () => void;
}

/**
 * Listens for the candidates of the next generation. With servers there are enough at the first
 * reflexive or relayed one, or after `limitMs`. Without: as soon as every network known has given one;
 * where none is known, or one of them is gone, when no more follow. `onMore` is told what came later:
 * at each candidate that reaches farther than all before, and in the end if there is any other.
 * Start it before `setLocalDescription`: the first candidate may come in the same task.
 */
export function watchGathering(
  connection: RTCPeerConnection,
  options: {
    hasServers: boolean;
    limitMs: number;
    networks: KnownNetworks;
    onMore: () => void;
  },
): Gathering {
  const { hasServers, networks, onMore } = options;
  const { promise, resolve } = Promise.withResolvers<undefined>();
  // What is left of the gathering before may still arrive.
  const former = generationOf(connection.localDescription);
  const overUdp = new Set<string>();
  /** Networks of which nothing is waited for: Chromium tries TCP after UDP. */
  const through = new Set<string>();
  const limit = setTimeout(suffice, hasServers ? options.limitMs : NO_SERVER_LIMIT_MS);
  let silence: ReturnType<typeof setTimeout> | undefined;
  let isEnough = false;
  let hasMore = false;
  let farthest = 0;

  function suffice(): void {
    clearTimeout(limit);
    clearTimeout(silence);
    isEnough = true;
    resolve(undefined);
  }

  function stop(): void {
    connection.removeEventListener("icecandidate", take);
    suffice();
  }

  function take({ candidate }: RTCPeerConnectionIceEvent): void {
    const local = connection.localDescription;
    const generation = generationOf(local);
    if (generation === former) return;
    if (candidate === null || candidate.candidate === "") {
      if (!hasCandidates(local)) return;
      networks.learn(overUdp);
      stop();
      if (hasMore) onMore();
    } else if (candidate.usernameFragment === generation) {
      add(candidate);
    }
  }

  function add(candidate: RTCIceCandidate): void {
    const reaches = reach[candidate.type ?? "host"];
    const isFarther = reaches > farthest;
    farthest = Math.max(farthest, reaches);
    if (candidate.type === "host") {
      through.add(networkOf(candidate));
      if (candidate.protocol === "udp") overUdp.add(networkOf(candidate));
    }
    if (isEnough) {
      hasMore = !isFarther;
      if (isFarther) onMore();
    } else if (hasServers ? isFarther : networks.areAmong(through)) {
      suffice();
    } else if (!hasServers) {
      clearTimeout(silence);
      silence = setTimeout(suffice, SILENCE_MS);
    }
  }

  connection.addEventListener("icecandidate", take);
  return { enough: promise, stop };
}

/** The ICE generation of a description: it changes exactly when candidates have to be gathered anew. */
export const generationOf = (description: RTCSessionDescription | null): string | null =>
  /^a=ice-ufrag:(.+)$/m.exec(description?.sdp ?? "")?.[1]?.trim() ?? null;

export const hasCandidates = (description: RTCSessionDescription | null): boolean =>
  /^a=candidate:/m.test(description?.sdp ?? "");
