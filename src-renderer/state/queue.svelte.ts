import type { CallbackKey } from "#core/callback.ts";
import type { EpochMs } from "#core/time.ts";
import type { Bridge } from "#contract/ipc.ts";
import type { QueuePage, QueueRow, Tab } from "#contract/view.ts";

const PAGE = 100;
const LARGEST_PAGE = 500;
const SEARCH_AFTER_MS = 200;
/** A refresh rests this many times as long as it took, so that a deep list never keeps main busy. */
const REST_FACTOR = 3;

type Counts = QueuePage["counts"];

/** The list of callbacks as far as the agent has scrolled: one tab, one search, pages by cursor. */
export class Queue {
  tab = $state<Tab>("now");
  /** What stands in the search box; the list follows a moment later. */
  query = $state("");
  rows = $state.raw<readonly QueueRow[]>([]);
  counts = $state.raw<Counts | null>(null);
  /** False until the first page of this tab and search has come. */
  isLoaded = $state(false);
  hasMore = $state(false);
  readonly #bridge: Bridge;
  readonly #clock: () => number;
  #next: string | null = null;
  /** Index behind the last row on the screen; a refresh reads so far and a page further. */
  #seen = 0;
  #epoch = 0;
  #isBusy = false;
  #isStale = false;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #restTimer: ReturnType<typeof setTimeout> | undefined;

  constructor(bridge: Bridge, clock: () => number) {
    this.#bridge = bridge;
    this.#clock = clock;
  }

  start(): () => void {
    const stops = [
      this.#bridge.subscribe("queue.changed", () => this.refresh()),
      this.#bridge.onConnection((isConnected) => {
        if (isConnected) this.refresh();
      }),
    ];
    return () => {
      stops.forEach((stop) => stop());
      clearTimeout(this.#timer);
      clearTimeout(this.#restTimer);
    };
  }

  choose(tab: Tab): void {
    if (this.tab === tab) return;
    this.tab = tab;
    this.#restart();
  }

  search(query: string): void {
    this.query = query;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#restart(), SEARCH_AFTER_MS);
  }

  /** Tells how far the agent sees, and fetches the next page in time. */
  see(end: number): void {
    this.#seen = end;
    if (this.hasMore && end > this.rows.length - PAGE / 2) void this.#more();
  }

  /** Reads the seen part of the list again; calls that come while one is under way are one more. */
  refresh(): void {
    if (this.#isBusy || this.#restTimer !== undefined) {
      this.#isStale = true;
      return;
    }
    void this.#refresh();
  }

  /** The first callback of the list that may be called now; `not` is passed over. */
  nextDue(now: EpochMs, not: CallbackKey | null = null): QueueRow | null {
    const isDue = ({ key, status, uncallable, dueAt }: QueueRow) =>
      key !== not && status === "open" && uncallable === null && (dueAt === null || dueAt <= now);
    return this.rows.find(isDue) ?? null;
  }

  #restart(): void {
    this.#epoch += 1;
    this.#seen = 0;
    this.#isBusy = false;
    clearTimeout(this.#restTimer);
    this.#restTimer = undefined;
    this.isLoaded = false;
    void this.#refresh();
  }

  async #refresh(): Promise<void> {
    const epoch = this.#epoch;
    this.#isBusy = true;
    this.#isStale = false;
    const startedAt = this.#clock();
    const wanted = this.#seen + PAGE;
    const rows: QueueRow[] = [];
    let after: string | null = null;
    do {
      const page = await this.#read(after, Math.min(LARGEST_PAGE, wanted - rows.length));
      if (epoch !== this.#epoch) return;
      if (page === null) break;
      rows.push(...page.rows);
      after = page.next;
      this.counts = page.counts;
      if (after === null || rows.length >= wanted) {
        this.#show(rows, after);
        break;
      }
    } while (rows.length < wanted);
    this.#isBusy = false;
    // She may have scrolled on meanwhile.
    this.see(this.#seen);
    this.#rest(REST_FACTOR * (this.#clock() - startedAt));
  }

  #rest(restMs: number): void {
    this.#restTimer = setTimeout(() => {
      this.#restTimer = undefined;
      if (this.#isStale) this.refresh();
    }, restMs);
  }

  async #more(): Promise<void> {
    if (this.#isBusy || this.#next === null) return;
    const epoch = this.#epoch;
    this.#isBusy = true;
    const page = await this.#read(this.#next, LARGEST_PAGE);
    if (epoch !== this.#epoch) return;
    this.#isBusy = false;
    if (page === null) return;
    this.#show([...this.rows, ...page.rows], page.next);
    if (this.#isStale) void this.#refresh();
    else this.see(this.#seen);
  }

  async #read(after: string | null, limit: number): Promise<QueuePage | null> {
    const { tab, query } = this;
    const reply = await this.#bridge.invoke("queue.read", {
      tab,
      query: query.trim().slice(0, 200),
      after,
      limit,
    });
    return reply.ok ? reply.value : null;
  }

  #show(rows: readonly QueueRow[], next: string | null): void {
    this.rows = onceEach(rows);
    this.#next = next;
    this.hasMore = next !== null;
    this.isLoaded = true;
  }
}

/** A row that moved from one page to another while they were read came twice; it is shown once. */
function onceEach(rows: readonly QueueRow[]): readonly QueueRow[] {
  // Nobody renders this set.
  // eslint-disable-next-line svelte/prefer-svelte-reactivity
  const known = new Set<string>();
  return rows.filter(({ key }) => !known.has(key) && known.add(key));
}
