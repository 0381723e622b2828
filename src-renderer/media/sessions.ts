import type { MediaInput } from "#contract/media.ts";
import type { Microphone } from "./microphone.ts";
import { localAddresses } from "./network.ts";
import { MediaProblem } from "./problem.ts";
import { createSession, type Session, type SessionParts } from "./session.ts";
import type { TellOfSession } from "./tell.ts";

/** A session from the moment it is asked for. */
interface Entry {
  readonly id: string;
  readonly isReleased: AbortController;
  readonly session: Promise<Session>;
  /** The session once it is open. */
  open: Session | null;
  /** End of the last request's work: descriptions are exchanged strictly one after another. */
  last: Promise<unknown>;
}

/** The sessions of this window, by name. */
export interface Sessions {
  /** Opens the session, or finds it open; resolves with its complete first offer. */
  prepare(setup: MediaInput<"prepare">): Promise<{ session: Session; sdp: string }>;
  /** Opens the session, or finds it open. */
  open(setup: MediaInput<"open">): Promise<Session>;
  /** Runs `work` when all earlier work of the session is done. @throws MediaProblem for an unknown session. */
  inTurn<T>(id: string, work: (session: Session) => Promise<T>): Promise<T>;
  /** Runs `work` as soon as the session is open. @throws MediaProblem for an unknown session. */
  atOnce<T>(id: string, work: (session: Session) => T | Promise<T>): Promise<T>;
  /** Joins these and parts all others, or changes nothing. @throws MediaProblem when it cannot. */
  mix(ids: readonly string[]): Promise<void>;
  /** Lets go of the session; waits for nothing. Idempotent. */
  release(id: string): void;
  /** Gathers anew for sessions that were prepared and not used yet. */
  refresh(): Promise<void>;
  /** Tells of every session whether it is heard where it should be; see `Session`. */
  tellSpeaker(): void;
  /** Sessions there are, in the order of their making. */
  names(): readonly string[];
  /** Whether a session carries a call just now. */
  isLive(): boolean;
  /** This machine's addresses that the sessions live on. */
  addresses(): readonly string[];
}

export function createSessions(options: {
  microphone: Microphone;
  parts: SessionParts;
  tell: (id: string) => TellOfSession;
}): Sessions {
  const { microphone, parts } = options;
  const entries = new Map<string, Entry>();
  let mixed: ReadonlySet<string> = new Set();

  function begin(setup: MediaInput<"prepare">): Entry {
    const isReleased = new AbortController();
    const entry: Entry = {
      id: setup.session,
      isReleased,
      session: start(setup, isReleased.signal),
      open: null,
      last: Promise.resolve(),
    };
    entries.set(entry.id, entry);
    // Whoever waits for the session hears of the failure; one that never opened does not stay.
    entry.session.then(
      (session) => (entry.open = session),
      () => {
        if (entries.get(entry.id) === entry) entries.delete(entry.id);
      },
    );
    return entry;
  }

  async function start(setup: MediaInput<"prepare">, signal: AbortSignal): Promise<Session> {
    let session: Session | null = null;
    const lease = await microphone.lease(async (next) => session?.changeMicrophone(next));
    if (signal.aborted) {
      lease.release();
      throw new MediaProblem("session", "The session was released while it was being opened.");
    }
    try {
      session = createSession({ lease, setup, parts, tell: options.tell(setup.session) });
    } catch (error) {
      lease.release();
      throw error;
    }
    signal.addEventListener("abort", session.close);
    return session;
  }

  function find(id: string): Entry {
    const entry = entries.get(id);
    if (entry !== undefined) return entry;
    throw new MediaProblem("session", "The media window does not hold this session.");
  }

  function inTurn<T>(entry: Entry, work: (session: Session) => Promise<T>): Promise<T> {
    const mine = entry.last.then(async () => {
      const session = await entry.session;
      if (entry.isReleased.signal.aborted) {
        throw new MediaProblem("session", "The session was released meanwhile.");
      }
      return work(session);
    });
    entry.last = mine.catch(() => undefined);
    return mine;
  }

  const opened = (): readonly Session[] =>
    [...entries.values()].flatMap(({ open }) => (open === null ? [] : [open]));

  /** Connects every party with all the others that are joined with it. */
  async function remix(): Promise<void> {
    const parties = [...entries.values()].map(async ({ id, session }) => {
      const others = [...mixed].filter((other) => other !== id && mixed.has(id));
      const heard = others.flatMap((other) => entries.get(other)?.open?.peer.remote ?? []);
      await (await session).join(heard);
    });
    const failed = (await Promise.allSettled(parties)).find((each) => each.status === "rejected");
    if (failed !== undefined) throw failed.reason;
  }

  /** The same where nobody waits for it: who is left hears less than she might, which is no reason to stop. */
  const remixAnyway = (): Promise<void> =>
    remix().catch((error: unknown) => parts.report("parties could not be joined", error));

  function release(id: string): void {
    const entry = entries.get(id);
    if (entry === undefined) return;
    entries.delete(id);
    entry.isReleased.abort();
    if (!mixed.has(id)) return;
    mixed = new Set([...mixed].filter((other) => other !== id));
    void remixAnyway();
  }

  return {
    async prepare(setup) {
      const entry = entries.get(setup.session) ?? begin(setup);
      return inTurn(entry, async (session) => ({ session, sdp: await session.peer.prepare() }));
    },
    open: (setup) => (entries.get(setup.session) ?? begin(setup)).session,
    inTurn: async (id, work) => inTurn(find(id), work),
    atOnce: async (id, work) => work(await find(id).session),
    async mix(ids) {
      await Promise.all(ids.map((id) => find(id).session));
      const before = mixed;
      mixed = new Set(ids);
      try {
        await remix();
      } catch (error) {
        mixed = before;
        await remixAnyway();
        throw error;
      }
    },
    release,
    async refresh() {
      for (const entry of [...entries.values()]) {
        const sdp = await inTurn(entry, ({ peer }) => peer.refresh()).catch(() => null);
        if (sdp !== null) options.tell(entry.id)("renewed", { sdp });
      }
    },
    tellSpeaker() {
      for (const session of opened()) session.tellSpeaker();
    },
    names: () => [...entries.keys()],
    isLive: () => opened().some(({ peer }) => peer.connection.connectionState === "connected"),
    addresses: () =>
      opened().flatMap(({ peer }) => localAddresses(peer.connection.localDescription) ?? []),
  };
}
