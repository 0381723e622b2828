import type { Refusal } from "#contract/ipc.ts";
import type { SideView } from "#contract/side-view.ts";

/** Something to tell the agent once, in one line. */
export type Notice =
  | {
      readonly id: number;
      readonly kind: "refused";
      readonly code: Refusal["code"];
      readonly detail: string;
    }
  | { readonly id: number; readonly kind: "finished"; readonly name: string | null }
  /** Who rang, as she rang. */
  | { readonly id: number; readonly kind: "missed"; readonly side: SideView };

const REFUSED_MS = 9_000;
const FINISHED_MS = 4_000;
const MOST = 3;

/** Lines that come and go at the edge of the window. The same refusal twice is one line. */
export class Notices {
  shown = $state.raw<readonly Notice[]>([]);
  // Nobody renders the timers.
  // eslint-disable-next-line svelte/prefer-svelte-reactivity
  readonly #timers = new Map<number, ReturnType<typeof setTimeout>>();
  #last = 0;

  refused(refusal: Refusal): void {
    const same = this.shown.find(
      (notice) => notice.kind === "refused" && notice.code === refusal.code,
    );
    if (same !== undefined) this.dismiss(same.id);
    this.#show(
      { id: ++this.#last, kind: "refused", code: refusal.code, detail: refusal.message },
      REFUSED_MS,
    );
  }

  finished(name: string | null): void {
    this.#show({ id: ++this.#last, kind: "finished", name }, FINISHED_MS);
  }

  /** Stays until she has seen it: she may be away. Who rings again is told once, with the last time. */
  missed(side: SideView): void {
    const { name, display } = side;
    const same = this.shown.find(
      (notice) =>
        notice.kind === "missed" && notice.side.display === display && notice.side.name === name,
    );
    if (same !== undefined) this.dismiss(same.id);
    this.#show({ id: ++this.#last, kind: "missed", side }, null);
  }

  dismiss(id: number): void {
    clearTimeout(this.#timers.get(id));
    this.#timers.delete(id);
    this.shown = this.shown.filter((notice) => notice.id !== id);
  }

  stop(): void {
    for (const timer of this.#timers.values()) clearTimeout(timer);
    this.#timers.clear();
  }

  /** Until it is dismissed, where `forMs` is null. */
  #show(notice: Notice, forMs: number | null): void {
    this.shown = [...this.shown.slice(-(MOST - 1)), notice];
    if (forMs === null) return;
    this.#timers.set(
      notice.id,
      setTimeout(() => this.dismiss(notice.id), forMs),
    );
  }
}
