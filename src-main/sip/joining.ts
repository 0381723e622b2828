import type { CallId } from "#core/call-id.ts";
import type { MediaLink, Report } from "#desk/ports.ts";
import type { LiveCall } from "./live-call.ts";

export interface JoiningOptions {
  readonly media: MediaLink;
  readonly report: Report;
  readonly get: (id: CallId) => LiveCall | null;
}

/** Which calls hear each other: mixed in the media window, so that no server has to know of it. */
export class Joining {
  readonly #options: JoiningOptions;
  /** In force now. */
  #joined: readonly CallId[] = [];
  #last: Promise<unknown> = Promise.resolve();

  constructor(options: JoiningOptions) {
    this.#options = options;
  }

  /** One after another; fewer than two answered calls part all. */
  join(calls: readonly CallId[]): void {
    this.#last = this.#last.then(() => this.#apply(calls));
  }

  /** A media window that came, or came back, may know of no mix, and of other sessions. */
  again(): void {
    if (this.#joined.length > 0) this.join(this.#joined);
  }

  /** The media window takes it out of the mix by itself; one that is left alone is joined no more. */
  ended(id: CallId): void {
    if (!this.#joined.includes(id)) return;
    this.#joined = this.#joined.filter((one) => one !== id);
    if (this.#joined.length < 2) this.join([]);
  }

  async #apply(asked: readonly CallId[]): Promise<void> {
    const { media, report } = this.#options;
    const talking = this.#calls(asked).filter((call) => call.isTalking());
    const wanted = talking.length < 2 ? [] : talking;
    for (const call of wanted) if (call.media.bridge?.isHeld === true) call.hold(false);
    const sessions = wanted.flatMap((call) => call.media.bridge?.session ?? []);
    const reply = await media.ask("mix", { sessions });
    if (!reply.ok) {
      report("media window: mix failed");
      for (const call of wanted) this.#tell(call);
      return;
    }
    const former = this.#calls(this.#joined);
    this.#joined = wanted.filter((call) => !call.isEnded()).map(({ id }) => id);
    for (const call of new Set([...former, ...wanted, ...this.#calls(asked)])) this.#tell(call);
    if (this.#joined.length === 1) this.join([]);
  }

  #tell(call: LiveCall): void {
    call.tell({ type: "joined", isJoined: this.#joined.includes(call.id) });
  }

  #calls(ids: readonly CallId[]): LiveCall[] {
    return ids.flatMap((id) => this.#options.get(id) ?? []);
  }
}
