import type {
  MediaAskName,
  MediaFact,
  MediaFactName,
  MediaFailure,
  MediaInput,
  MediaOutput,
  MediaReply,
} from "#contract/media.ts";
import type { MediaLink } from "#desk/ports.ts";

export type Asked = {
  [K in MediaAskName]: { readonly name: K; readonly input: MediaInput<K> };
}[MediaAskName];

/** A description as a browser writes it, short. */
export function describeAudio(direction: string, label = "caller"): string {
  return [
    "v=0",
    "o=- 1 1 IN IP4 127.0.0.1",
    "s=-",
    "t=0 0",
    "m=audio 9 UDP/TLS/RTP/SAVPF 111",
    "c=IN IP4 0.0.0.0",
    `a=ice-ufrag:${label}`,
    "a=mid:0",
    `a=${direction}`,
    "a=rtpmap:111 opus/48000/2",
    "",
  ].join("\r\n");
}

/** The media window at its port, without a window: what is asked is kept, answers are canned. */
export class FakeMedia implements MediaLink {
  readonly asked: Asked[] = [];
  /** Asks that fail, and how. */
  readonly failures = new Map<MediaAskName, MediaFailure>();
  /** What `offer` is answered with; null: a description that fits the direction. */
  offers: string | null = null;
  /** What `digits` is answered with. */
  takesDigits = true;
  /** Packets that every session has received. */
  received = 0;
  /** Asks that wait until `let` is called. */
  readonly held = new Set<MediaAskName>();
  #waiting: (() => void)[] = [];
  /** Asks of these were for a window that is gone. */
  #forgotten = 0;
  #isPresent = true;
  readonly #presence = new Set<(isPresent: boolean) => void>();
  readonly #listeners = new Map<MediaFactName, Set<(fact: never) => void>>();

  async ask<K extends MediaAskName>(
    name: K,
    input: MediaInput<K>,
  ): Promise<MediaReply<MediaOutput<K>>> {
    this.asked.push({ name, input } as Asked);
    const isForgotten = this.#isForgotten(name, input);
    if (this.held.has(name)) await new Promise<void>((resolve) => this.#waiting.push(resolve));
    const failure = this.failures.get(name);
    if (failure !== undefined) return { ok: false, failure };
    if (isForgotten) return { ok: false, failure: { code: "session", reason: "not held here" } };
    return { ok: true, value: this.#answer(name, input) };
  }

  on<K extends MediaFactName>(name: K, listener: (fact: MediaFact<K>) => void): () => void {
    const listeners = this.#listeners.get(name) ?? new Set();
    this.#listeners.set(name, listeners);
    listeners.add(listener);
    return () => void listeners.delete(listener);
  }

  onPresence(listener: (isPresent: boolean) => void): () => void {
    this.#presence.add(listener);
    listener(this.#isPresent);
    return () => void this.#presence.delete(listener);
  }

  tell<K extends MediaFactName>(name: K, fact: MediaFact<K>): void {
    for (const listener of this.#listeners.get(name) ?? []) listener(fact as never);
  }

  setPresence(isPresent: boolean): void {
    this.#isPresent = isPresent;
    for (const listener of this.#presence) listener(isPresent);
  }

  /** Goes, and another window comes, which holds no session of this one. */
  replace(): void {
    this.setPresence(false);
    this.#forgotten = this.asked.length;
    this.setPresence(true);
  }

  /** Lets go what is held. */
  let(): void {
    this.held.clear();
    for (const go of this.#waiting.splice(0)) go();
  }

  names(): MediaAskName[] {
    return this.asked.map(({ name }) => name);
  }

  tones(): (string | null)[] {
    return this.asked.flatMap((one) => (one.name === "tone" ? [one.input.tone] : []));
  }

  /** Listeners still subscribed. */
  countListeners(): number {
    const sets = [...this.#listeners.values(), this.#presence];
    return sets.reduce((sum, set) => sum + set.size, 0);
  }

  #isForgotten(name: MediaAskName, input: object): boolean {
    if (!("session" in input) || name === "prepare" || name === "open") return false;
    const begun = this.asked.findIndex(
      (one) => "session" in one.input && one.input.session === input.session,
    );
    return begun < this.#forgotten;
  }

  #answer(name: MediaAskName, input: object): object {
    if (name === "prepare") {
      return { microphone: "Test microphone", sdp: describeAudio("sendrecv") };
    }
    if (name === "open") return { microphone: "Test microphone" };
    if (name === "report") {
      const { received } = this;
      return {
        packetsSent: 0,
        packetsReceived: received,
        packetsLost: 0,
        levelSent: 0,
        levelReceived: 0,
        connection: "connected",
      };
    }
    if (name === "digits") return { isSent: this.takesDigits };
    if (name !== "offer" && name !== "answer") return {};
    if (name === "offer" && this.offers !== null) return { sdp: this.offers };
    const isHeld = "isHeld" in input && input.isHeld === true;
    return { sdp: describeAudio(isHeld ? "sendonly" : "sendrecv") };
  }
}
