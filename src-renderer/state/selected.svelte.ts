import type { CallbackKey } from "#core/callback.ts";
import type { Bridge, Output } from "#contract/ipc.ts";
import type { CallbackView } from "#contract/view.ts";
import type { Notices } from "./notices.svelte.ts";

/** The callback the agent looks at. */
export class Selected {
  key = $state<CallbackKey | null>(null);
  /** Of `key`, or for the blink until it has been read still of the one before; acts take its own key. */
  view = $state.raw<CallbackView | null>(null);
  readonly #bridge: Bridge;
  readonly #notices: Notices;
  #asked = 0;

  constructor(bridge: Bridge, notices: Notices) {
    this.#bridge = bridge;
    this.#notices = notices;
  }

  open(key: CallbackKey): void {
    if (this.key === key) return;
    this.key = key;
    void this.refresh();
  }

  /** The record as it came; null when it is gone, which is told. */
  async original(key: CallbackKey): Promise<Output<"callback.original"> | null> {
    const reply = await this.#bridge.invoke("callback.original", { key });
    if (reply.ok) return reply.value;
    this.#notices.refused(reply.refusal);
    return null;
  }

  close(): void {
    this.key = null;
    this.view = null;
    this.#asked += 1;
  }

  /** Reads it again; of answers that cross, the one to the last question counts. */
  async refresh(): Promise<void> {
    const { key } = this;
    if (key === null) return;
    const asked = ++this.#asked;
    const reply = await this.#bridge.invoke("callback.read", { key });
    if (asked !== this.#asked) return;
    if (reply.ok) {
      this.view = reply.value;
    } else if (reply.refusal.code === "not-found") {
      this.close();
      this.#notices.refused(reply.refusal);
    }
  }
}
