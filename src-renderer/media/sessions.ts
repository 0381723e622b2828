import type { MediaFact, MediaInput } from "#contract/media.ts";
import { createMeter, type Levels } from "./levels.ts";
import type { Microphones } from "./microphones.ts";
import { createPeer, type Peer } from "./peer.ts";
import { MediaProblem } from "./problem.ts";

type ConnectionState = MediaFact<"connection">["state"];

interface Session {
  readonly id: string;
  readonly opening: AbortController;
  readonly peer: Promise<Peer>;
  /** End of the last request's work: descriptions are exchanged strictly one after another. */
  last: Promise<unknown>;
}

/** The one session of this window. */
export interface Sessions {
  /** Opens the session in place of any other, or finds it open; resolves with its complete first offer. */
  prepare(input: MediaInput<"prepare">): Promise<{ peer: Peer; sdp: string }>;
  /** Runs `work` when all earlier work of the session is done. @throws MediaProblem for an unknown session. */
  inTurn<T>(id: string, work: (peer: Peer) => Promise<T>): Promise<T>;
  /** Runs `work` as soon as the session is open. @throws MediaProblem for an unknown session. */
  atOnce<T>(id: string, work: (peer: Peer) => T | Promise<T>): Promise<T>;
  /** Lets go of the session of that name, or of whichever there is; waits for nothing. Idempotent. */
  release(id: string | null): void;
  /** Name of the session there is, null without one. */
  current(): string | null;
}

export function createSessions(options: {
  microphones: Microphones;
  tellConnection: (session: string, state: ConnectionState) => void;
  tellLevels: (session: string, levels: Levels) => void;
  tellRenewed: (session: string, sdp: string) => void;
  report: (what: string, error: unknown) => void;
}): Sessions {
  const { microphones, report } = options;
  let current: Session | null = null;

  function begin(input: MediaInput<"prepare">): Session {
    const opening = new AbortController();
    const session: Session = {
      id: input.session,
      opening,
      peer: microphones.open().then((track) => {
        if (opening.signal.aborted) {
          track.stop();
          throw new MediaProblem("session", "The session was released while it was being opened.");
        }
        const peer = createPeer(track, input, report);
        watch(session, peer);
        return peer;
      }),
      last: Promise.resolve(),
    };
    // Whoever waits for the peer hears of the failure; a session that never opened does not stay.
    session.peer.catch(() => {
      if (current === session) current = null;
    });
    return session;
  }

  function watch(session: Session, peer: Peer): void {
    const meter = createMeter((levels) => options.tellLevels(session.id, levels));
    let told: ConnectionState | null = null;
    peer.connection.addEventListener("connectionstatechange", () => {
      const state = stateOf(peer.connection.connectionState);
      if (state === null || state === told || session.opening.signal.aborted) return;
      told = state;
      if (state === "connected") meter.start(peer.local(), peer.remote);
      else meter.stop();
      options.tellConnection(session.id, state);
    });
    let isRecovering = false;
    // Unplugging tells twice: the track ends, and the list of devices changes.
    const recover = (): void => {
      if (isRecovering) return;
      isRecovering = true;
      changeMicrophone()
        .catch((error: unknown) =>
          report("the microphone went away; no other took its place", error),
        )
        .finally(() => (isRecovering = false));
    };
    const changeMicrophone = async (): Promise<void> => {
      const track = await microphones.open();
      if (signal.aborted) {
        track.stop();
        return;
      }
      watchTrack(track);
      await peer.replaceMicrophone(track);
      if (told === "connected") meter.start(track, peer.remote);
    };
    const { signal } = session.opening;
    const watchTrack = (track: MediaStreamTrack): void => {
      track.addEventListener("ended", recover, { signal });
    };
    watchTrack(peer.local());
    navigator.mediaDevices.addEventListener(
      "devicechange",
      () => {
        if (peer.local().readyState === "ended") recover();
      },
      { signal },
    );
    window.addEventListener(
      "online",
      () =>
        void inTurn(session, (each) => each.refresh()).then(
          (sdp) => {
            if (sdp !== null) options.tellRenewed(session.id, sdp);
          },
          () => undefined,
        ),
      { signal },
    );
    signal.addEventListener("abort", () => {
      meter.stop();
      peer.close();
    });
  }

  function find(id: string): Session {
    if (current?.id === id) return current;
    throw new MediaProblem("session", "The media window does not hold this session.");
  }

  async function inTurn<T>(session: Session, work: (peer: Peer) => Promise<T>): Promise<T> {
    const mine = session.last.then(async () => {
      const peer = await session.peer;
      if (session.opening.signal.aborted) {
        throw new MediaProblem("session", "The session was released meanwhile.");
      }
      return work(peer);
    });
    session.last = mine.catch(() => undefined);
    return mine;
  }

  function release(id: string | null): void {
    if (current === null || (id !== null && current.id !== id)) return;
    current.opening.abort();
    current = null;
  }

  return {
    async prepare(input) {
      if (current?.id !== input.session) {
        release(null);
        current = begin(input);
      }
      return inTurn(find(input.session), async (peer) => ({ peer, sdp: await peer.prepare() }));
    },
    inTurn: async (id, work) => inTurn(find(id), work),
    atOnce: async (id, work) => work(await find(id).peer),
    release,
    current: () => current?.id ?? null,
  };
}

function stateOf(state: RTCPeerConnectionState): ConnectionState | null {
  return state === "closed" || state === "new" ? null : state;
}
