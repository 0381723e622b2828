import type { CallbackKey } from "#core/callback.ts";
import { emptyDraft, type WrapUpDraft } from "#core/wrap-up.ts";
import type { Bridge } from "#contract/ipc.ts";
import type { TurnView } from "#contract/view.ts";

const SAVE_AFTER_MS = 300;
const AGAIN_AFTER_MS = 2_000;
const ECHOES = 32;

type Saving = "untouched" | "waiting" | "saved" | "failed";

/**
 * What the agent writes about the call in hand. Her typing is the truth until main has it: a
 * snapshot that does not know it yet never overwrites it.
 * ```txt
 * untouched --edited--> waiting --main has the latest--> saved --edited--> waiting
 *                          '--refused--> failed --tried again--> waiting
 * ```
 */
export class Draft {
  value = $state.raw<WrapUpDraft>(emptyDraft);
  saving = $state<Saving>("untouched");
  /** Local time of the last save that main confirmed. */
  savedAt = $state<number | null>(null);
  readonly #bridge: Bridge;
  readonly #clock: () => number;
  #owner: { readonly key: CallbackKey; readonly attempt: string } | null = null;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #isSending = false;
  /** What we sent lately: a snapshot that carries one of these is an echo, not another window's word. */
  #sent: string[] = [];

  constructor(bridge: Bridge, clock: () => number) {
    this.#bridge = bridge;
    this.#clock = clock;
  }

  start(): () => void {
    const stop = this.#bridge.onConnection((isConnected) => {
      if (isConnected && this.#isOwed()) void this.flush();
    });
    return () => {
      stop();
      clearTimeout(this.#timer);
    };
  }

  /** Takes over the draft of the turn in hand; called with every snapshot. */
  follow(turn: TurnView | null): void {
    if (turn === null || !("draft" in turn)) {
      if (turn === null || turn.at === "preview") this.#leave();
      return;
    }
    if (this.#owner?.attempt !== turn.attempt) {
      this.#leave();
      this.#owner = { key: turn.key, attempt: turn.attempt };
      this.value = turn.draft;
      return;
    }
    const isEcho = this.#sent.includes(JSON.stringify(turn.draft));
    if (!this.#isOwed() && !this.#isSending && !isEcho) this.value = turn.draft;
  }

  edit(change: Partial<WrapUpDraft>): void {
    this.value = { ...this.value, ...change };
    this.saving = "waiting";
    this.#later(SAVE_AFTER_MS);
  }

  /** Saves at once what is not saved yet: on blur, when the window goes away, before a command. */
  async flush(): Promise<void> {
    clearTimeout(this.#timer);
    const owner = this.#owner;
    if (owner === null || !this.#isOwed()) return;
    if (this.#isSending) {
      this.#later(SAVE_AFTER_MS);
      return;
    }
    const draft = this.value;
    this.#sent = [...this.#sent.slice(1 - ECHOES), JSON.stringify(draft)];
    this.#isSending = true;
    const reply = await this.#bridge.invoke("wrap-up.draft", { key: owner.key, draft });
    this.#isSending = false;
    if (this.#owner !== owner) return;
    if (reply.ok) {
      this.savedAt = this.#clock();
      if (this.value === draft) this.saving = "saved";
      else this.#later(SAVE_AFTER_MS);
    } else {
      this.saving = "failed";
      if (reply.refusal.code !== "wrong-state") this.#later(AGAIN_AFTER_MS);
    }
  }

  /** The draft to finish with; nothing is autosaved behind the finish. */
  take(): WrapUpDraft {
    clearTimeout(this.#timer);
    return this.value;
  }

  #isOwed(): boolean {
    return this.saving === "waiting" || this.saving === "failed";
  }

  #later(ms: number): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.flush(), ms);
  }

  #leave(): void {
    clearTimeout(this.#timer);
    this.#owner = null;
    this.#sent = [];
    this.value = emptyDraft;
    this.saving = "untouched";
    this.savedAt = null;
  }
}
