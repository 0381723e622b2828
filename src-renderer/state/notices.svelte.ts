import type { Payload, Refusal } from "#contract/ipc.ts";

type Noticed = Payload<"desk.noticed">;
type MissedCall = Extract<Noticed, { what: "missed-call" }>;

/** Something to tell the agent once, in one line. */
export type Notice =
  | { readonly id: number; readonly kind: "refused"; readonly refusal: Refusal }
  | { readonly id: number; readonly kind: "finished"; readonly name: string | null }
  | { readonly id: number; readonly kind: "missed"; readonly call: MissedCall }
  | { readonly id: number; readonly kind: "digits-failed" }
  | { readonly id: number; readonly kind: "transfer-refused"; readonly number: string };

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
    this.#instead((notice) => notice.kind === "refused" && notice.refusal.code === refusal.code);
    this.#show({ id: ++this.#last, kind: "refused", refusal }, REFUSED_MS);
  }

  finished(name: string | null): void {
    this.#show({ id: ++this.#last, kind: "finished", name }, FINISHED_MS);
  }

  /** What main has noticed and no snapshot shows. */
  noticed(noticed: Noticed): void {
    switch (noticed.what) {
      case "missed-call":
        this.#missed(noticed);
        break;
      case "digits-failed":
        this.#instead(({ kind }) => kind === "digits-failed");
        this.#show({ id: ++this.#last, kind: "digits-failed" }, REFUSED_MS);
        break;
      case "transfer-refused": {
        const { number } = noticed;
        this.#instead(({ kind }) => kind === "transfer-refused");
        this.#show({ id: ++this.#last, kind: "transfer-refused", number }, REFUSED_MS);
        break;
      }
    }
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

  /** Stays until she has seen it: she may be away. Who rings again is told once, with the last time. */
  #missed(call: MissedCall): void {
    this.#instead(
      (notice) =>
        notice.kind === "missed" && notice.call.who === call.who && notice.call.key === call.key,
    );
    this.#show({ id: ++this.#last, kind: "missed", call }, null);
  }

  /** Takes away the line that the next one stands for. */
  #instead(isSame: (notice: Notice) => boolean): void {
    const same = this.shown.find(isSame);
    if (same !== undefined) this.dismiss(same.id);
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
