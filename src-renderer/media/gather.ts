/** After the first address, others of this machine follow within a few milliseconds or not at all. */
const SILENCE_MS = 60;
/** Without any server an address is there at once; a machine without network never has one. */
const NO_SERVER_LIMIT_MS = 3_000;

/**
 * Listens for candidates from now on; `enough` resolves when the description is worth sending,
 * which is long before Chromium calls gathering complete. With servers: at the first reflexive or
 * relayed candidate, or after `limitMs`. Without: when the UDP addresses of this machine are in,
 * seen by silence after the last of them or by the TCP ones, which Chromium gathers afterwards.
 * Start it before `setLocalDescription`: the first candidate may come in the same task.
 */
export function watchGathering(
  connection: RTCPeerConnection,
  options: { hasServers: boolean; limitMs: number },
): { readonly enough: Promise<void>; readonly stop: () => void } {
  const { promise, resolve } = Promise.withResolvers<undefined>();
  const limit = setTimeout(stop, options.hasServers ? options.limitMs : NO_SERVER_LIMIT_MS);
  let silence: ReturnType<typeof setTimeout> | undefined;

  function take({ candidate }: RTCPeerConnectionIceEvent): void {
    // What was gathered for a description that was taken back may still arrive.
    const local = connection.localDescription;
    if (candidate === null || candidate.candidate === "") {
      if (hasCandidates(local)) stop();
      return;
    }
    if (candidate.usernameFragment !== generationOf(local)) return;
    if (candidate.type === "srflx" || candidate.type === "relay") {
      stop();
      return;
    }
    if (options.hasServers) return;
    if (candidate.protocol !== "udp") {
      stop();
      return;
    }
    clearTimeout(silence);
    silence = setTimeout(stop, SILENCE_MS);
  }

  function stop(): void {
    clearTimeout(limit);
    clearTimeout(silence);
    connection.removeEventListener("icecandidate", take);
    resolve(undefined);
  }

  connection.addEventListener("icecandidate", take);
  return { enough: promise, stop };
}

/** The ICE generation of a description: it changes exactly when candidates have to be gathered anew. */
export const generationOf = (description: RTCSessionDescription | null): string | null =>
  /^a=ice-ufrag:(.+)$/m.exec(description?.sdp ?? "")?.[1]?.trim() ?? null;

export const hasCandidates = (description: RTCSessionDescription | null): boolean =>
  /^a=candidate:/m.test(description?.sdp ?? "");
