import { SvelteSet } from "svelte/reactivity";
import type { CallbackKey } from "#core/callback.ts";
import type { EpochMs } from "#core/time.ts";
import type { WrapUpDraft } from "#core/wrap-up.ts";
import type { Bridge, CommandName, Input } from "#contract/ipc.ts";
import type { DeskView } from "#contract/view.ts";
import type { Clock } from "./clock.svelte.ts";
import type { Notices } from "./notices.svelte.ts";

/** The commands an agent gives; each is answered with "done" or a refusal that is shown. */
type Act = Exclude<CommandName, "desk.read" | "queue.read" | "callback.read" | "wrap-up.draft">;

/** A window that opens gives main this long before it speaks of a lost connection. */
const PATIENCE_MS = 3_000;

/** The window's one copy of the desk: written by main's snapshots alone, read by components. */
export class Desk {
  view = $state.raw<DeskView | null>(null);
  /** False while main cannot be reached; what is shown then is the last that was known. */
  isConnected = $state(false);
  /** True when a connection that was there is gone, or none came in reasonable time. */
  readonly isLost: boolean = $derived.by(
    () => !this.isConnected && (this.view !== null || this.#hasWaited),
  );
  #hasWaited = $state(false);
  readonly #pending = new SvelteSet<Act>();
  readonly #bridge: Bridge;
  readonly #clock: Clock;
  readonly #notices: Notices;
  readonly #onView: (view: DeskView) => void;

  constructor(bridge: Bridge, clock: Clock, notices: Notices, onView: (view: DeskView) => void) {
    this.#bridge = bridge;
    this.#clock = clock;
    this.#notices = notices;
    this.#onView = onView;
  }

  /** Subscribes before it reads, so that nothing published in between is lost. Returns `stop`. */
  start(): () => void {
    const stops = [
      this.#bridge.subscribe("desk.changed", (next) => this.#accept(next)),
      this.#bridge.onConnection((isConnected) => {
        this.isConnected = isConnected;
        if (isConnected) void this.#read();
      }),
    ];
    const patience = setTimeout(() => (this.#hasWaited = true), PATIENCE_MS);
    return () => {
      clearTimeout(patience);
      stops.forEach((stop) => stop());
    };
  }

  isPending(act: Act): boolean {
    return this.#pending.has(act);
  }

  accept = (key: CallbackKey) => this.#do("callback.accept", { key });
  decline = (key: CallbackKey) => this.#do("callback.decline", { key });
  chooseNumber = (key: CallbackKey, number: string) =>
    this.#do("preview.choose-number", { key, number });
  call = (key: CallbackKey) => this.#do("preview.call", { key });
  pause = (key: CallbackKey) => this.#do("preview.pause", { key });
  resumeCountdown = (key: CallbackKey) => this.#do("preview.resume", { key });
  skip = (key: CallbackKey) => this.#do("preview.skip", { key });
  reschedule = (key: CallbackKey, againAt: EpochMs) =>
    this.#do("preview.reschedule", { key, againAt });
  hangUp = (key: CallbackKey) => this.#do("call.hang-up", { key });
  hold = (key: CallbackKey) => this.#do("call.hold", { key });
  resume = (key: CallbackKey) => this.#do("call.resume", { key });
  mute = (key: CallbackKey, isMuted: boolean) => this.#do("call.mute", { key, isMuted });
  saveWrapUp = (key: CallbackKey, draft: WrapUpDraft) => this.#do("wrap-up.save", { key, draft });
  finishWrapUp = (key: CallbackKey, draft: WrapUpDraft) =>
    this.#do("wrap-up.finish", { key, draft });
  skipWrapUp = (key: CallbackKey) => this.#do("wrap-up.skip", { key });

  /** True when main did it. While one such command is under way another of the same name is not sent. */
  async #do<K extends Act>(name: K, input: Input<K>): Promise<boolean> {
    if (this.#pending.has(name)) return false;
    this.#pending.add(name);
    try {
      const reply = await this.#bridge.invoke(name, input);
      if (!reply.ok) this.#notices.refused(reply.refusal);
      return reply.ok;
    } finally {
      this.#pending.delete(name);
    }
  }

  async #read(): Promise<void> {
    const reply = await this.#bridge.invoke("desk.read", {});
    if (reply.ok) this.#accept(reply.value);
    else if (reply.refusal.code !== "no-answer-from-main") this.#notices.refused(reply.refusal);
  }

  #accept(next: DeskView): void {
    if (next.revision <= (this.view?.revision ?? -1)) return;
    this.#clock.align(next.now);
    this.view = next;
    this.#onView(next);
  }
}
