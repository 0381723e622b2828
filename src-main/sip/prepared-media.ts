import { randomUUID } from "node:crypto";
import type { MediaOutput, MediaReply } from "#contract/media.ts";
import type { Account } from "#contract/account.ts";
import type { MediaLink } from "#desk/ports.ts";
import type { PhoneTiming } from "./timing.ts";

export interface PreparedMediaOptions {
  readonly media: MediaLink;
  readonly iceServers: Account["iceServers"];
  readonly gatherLimitMs: number;
  readonly timing: PhoneTiming;
}

interface Ready {
  readonly session: string;
  readonly reply: Promise<MediaReply<MediaOutput<"prepare">>>;
  /** The first offer once it was gathered anew; null while the one of the reply stands. */
  renewedSdp: string | null;
}

/** A session of the media window. */
export interface TakenMedia {
  readonly session: string;
  /** Its first offer, complete, which leaves without asking the window again; null: none was prepared. */
  readonly sdp: string | null;
}

/**
 * Microphone and candidates for a call to come. Gathered once asked for, gathered anew when they get
 * old or when the media window comes back; whoever takes the session owns it and releases it. The old
 * ones stay ready until the new ones are there: a click never waits for a gathering that is not its first.
 */
export class PreparedMedia {
  readonly #options: PreparedMediaOptions;
  #ready: Ready | null = null;
  /** Gathered to take the place of the ready one, which is getting old. */
  #coming: Ready | null = null;
  #isWanted = false;
  #refresh: NodeJS.Timeout | null = null;
  /** Runs after a preparation that failed. */
  #pause: NodeJS.Timeout | null = null;
  #isAskedAgain = false;
  #isWindowThere = false;
  readonly #awaiting = new Set<() => void>();

  constructor(options: PreparedMediaOptions) {
    this.#options = options;
  }

  /** The media window gathered anew for a session; one that was taken already keeps what was sent. */
  renewed(session: string, sdp: string): void {
    const meant = [this.#ready, this.#coming].find((one) => one?.session === session);
    if (meant !== undefined && meant !== null) meant.renewedSdp = sdp;
  }

  prepare(): void {
    this.#isWanted = true;
    if (this.#pause !== null) this.#isAskedAgain = true;
    else if (this.#ready === null) this.#keep(this.#begin());
  }

  /** The prepared session, or one made now; a preparation that failed is tried once more. */
  async take(): Promise<MediaReply<TakenMedia>> {
    const ready = this.#ready;
    this.#forget();
    if (ready !== null) {
      const reply = await taken(ready);
      if (reply.ok) return reply;
    }
    return taken(this.#begin());
  }

  /** A session for a call that nothing was prepared for. What is prepared stays as it is. */
  async open(): Promise<MediaReply<TakenMedia>> {
    const { media, iceServers, gatherLimitMs, timing } = this.#options;
    await this.#window();
    const session = `open-${randomUUID()}`;
    const input = { session, iceServers, gatherLimitMs };
    const reply = await media.ask("open", input, timing.microphoneMs);
    this.#clearUp(session, reply);
    return reply.ok ? { ok: true, value: { session, sdp: null } } : reply;
  }

  release(): void {
    const ready = this.#ready;
    this.#forget();
    this.#letGo(ready);
  }

  /** A new media window holds nothing of what the old one had. */
  windowChanged(isPresent: boolean): void {
    this.#isWindowThere = isPresent;
    if (isPresent) for (const run of [...this.#awaiting]) run();
    // One that comes back holds them still: it hears of that as soon as it can.
    this.#letGo(this.#ready);
    this.#letGo(this.#coming);
    this.#ready = null;
    this.#coming = null;
    this.#endPause();
    if (isPresent && this.#isWanted) this.#keep(this.#begin());
  }

  /** Resolves when the media window is there, or has not come in time. */
  #window(): Promise<void> {
    if (this.#isWindowThere) return Promise.resolve();
    return new Promise((resolve) => {
      const done = (): void => {
        clearTimeout(limit);
        this.#awaiting.delete(done);
        resolve();
      };
      const limit = setTimeout(done, this.#options.timing.mediaWindowMs);
      this.#awaiting.add(done);
    });
  }

  #begin(): Ready {
    const { media, iceServers, gatherLimitMs, timing } = this.#options;
    const session = `ready-${randomUUID()}`;
    const input = { session, iceServers, gatherLimitMs };
    const reply = media.ask("prepare", input, gatherLimitMs + timing.microphoneMs);
    void reply.then((settled) => {
      this.#clearUp(session, settled);
      if (!settled.ok && this.#ready?.session === session) this.#failed();
    });
    return { session, reply, renewedSdp: null };
  }

  #failed(): void {
    this.#ready = null;
    this.#endPause();
    this.#pause = setTimeout(() => {
      const isAsked = this.#isAskedAgain;
      this.#endPause();
      if (isAsked && this.#ready === null) this.#keep(this.#begin());
    }, this.#options.timing.prepareRetryMs);
  }

  #endPause(): void {
    if (this.#pause !== null) clearTimeout(this.#pause);
    this.#pause = null;
    this.#isAskedAgain = false;
  }

  /** What did not come in time may still come about, once the agent has allowed the microphone: nobody would own it. */
  #clearUp(session: string, reply: MediaReply<unknown>): void {
    if (reply.ok || reply.failure.code !== "fault") return;
    void this.#options.media.ask("release", { session });
  }

  #keep(ready: Ready): void {
    this.#ready = ready;
    this.#expectAge();
  }

  #expectAge(): void {
    if (this.#refresh !== null) clearTimeout(this.#refresh);
    this.#refresh = setTimeout(() => {
      this.#expectAge();
      if (this.#ready === null) this.#keep(this.#begin());
      else if (this.#coming === null) void this.#renew();
    }, this.#options.timing.candidatesFreshMs);
  }

  async #renew(): Promise<void> {
    const next = this.#begin();
    this.#coming = next;
    const { ok } = await next.reply;
    // Whoever took or forgot the ready one has let go of this one.
    if (this.#coming !== next) return;
    this.#coming = null;
    // Rather old addresses than none.
    if (!ok) return;
    this.#letGo(this.#ready);
    this.#keep(next);
  }

  #letGo(prepared: Ready | null): void {
    if (prepared === null) return;
    void this.#options.media.ask("release", { session: prepared.session });
  }

  #forget(): void {
    this.#isWanted = false;
    this.#ready = null;
    this.#letGo(this.#coming);
    this.#coming = null;
    this.#endPause();
    if (this.#refresh !== null) clearTimeout(this.#refresh);
    this.#refresh = null;
  }
}

async function taken(ready: Ready): Promise<MediaReply<TakenMedia>> {
  const reply = await ready.reply;
  if (!reply.ok) return reply;
  return {
    ok: true,
    value: { session: ready.session, sdp: ready.renewedSdp ?? reply.value.sdp },
  };
}
