import { createContext } from "svelte";
import type { CallbackKey } from "#core/callback.ts";
import type { WrapUpDraft } from "#core/wrap-up.ts";
import type { Bridge } from "#contract/ipc.ts";
import type { DeskView, TurnView } from "#contract/view.ts";
import { Clock } from "./clock.svelte.ts";
import { Desk } from "./desk.svelte.ts";
import { Draft } from "./draft.svelte.ts";
import { Imports } from "./imports.svelte.ts";
import { Levels } from "./levels.svelte.ts";
import { Lines } from "./lines.svelte.ts";
import { Notices } from "./notices.svelte.ts";
import { Queue } from "./queue.svelte.ts";
import { Selected } from "./selected.svelte.ts";
import { Sound } from "./sound.svelte.ts";

/** Everything the window knows, each thing once. The only callers of the bridge are in here. */
export class Workspace {
  readonly notices = new Notices();
  readonly clock: Clock;
  readonly desk: Desk;
  readonly queue: Queue;
  readonly selected: Selected;
  readonly draft: Draft;
  readonly levels: Levels;
  readonly imports: Imports;
  readonly lines: Lines;
  readonly sound: Sound;
  readonly #bridge: Bridge;
  #inHand: CallbackKey | null = null;

  constructor(bridge: Bridge, local: () => number) {
    this.#bridge = bridge;
    this.clock = new Clock(local);
    this.desk = new Desk(bridge, this.clock, this.notices, (view) => this.#follow(view));
    this.queue = new Queue(bridge, local);
    this.selected = new Selected(bridge, this.notices);
    this.draft = new Draft(bridge, local);
    this.levels = new Levels(bridge);
    this.imports = new Imports(bridge, this.notices);
    this.lines = new Lines(bridge, this.notices);
    this.sound = new Sound(bridge, this.notices);
  }

  /** The callback in hand, null when none is. */
  get turn(): TurnView | null {
    return this.desk.view?.turn ?? null;
  }

  /** Somebody hears the agent, or will when a hold ends. */
  get isTalking(): boolean {
    const { view } = this.desk;
    return view?.turn?.at === "talking" || view?.sides.some(({ at }) => at === "talking") === true;
  }

  /** The callback in hand is being called, or talked about. */
  get isAttemptLive(): boolean {
    const at = this.turn?.at;
    return at === "dialing" || at === "ringing" || at === "talking";
  }

  /** A call is on the line and the server behind it cannot be reached; a refused registration is no such thing. */
  get isLineLost(): boolean {
    const { view } = this.desk;
    if (view === null) return false;
    const { sides, registration } = view;
    const isOnTheLine =
      this.isAttemptLive || sides.some(({ at }) => at !== "alerting" && at !== "parked");
    return isOnTheLine && (registration.at === "connecting" || registration.at === "offline");
  }

  start(): () => void {
    const stops = [
      this.clock.start(),
      this.desk.start(),
      this.queue.start(),
      this.draft.start(),
      this.levels.start(),
      this.imports.start(),
      this.sound.start(),
      this.#bridge.subscribe("queue.changed", () => void this.selected.refresh()),
      this.#bridge.subscribe("desk.noticed", (noticed) => this.notices.noticed(noticed)),
      () => this.notices.stop(),
    ];
    return () => stops.forEach((stop) => stop());
  }

  /** Finishes the wrap-up with what is written; true when it is closed. */
  async finish(key: CallbackKey, settled: Partial<WrapUpDraft>): Promise<boolean> {
    const name = this.selected.view?.key === key ? this.selected.view.name : null;
    const isDone = await this.desk.finishWrapUp(key, { ...this.draft.take(), ...settled });
    if (isDone) this.notices.finished(name);
    else void this.draft.flush();
    return isDone;
  }

  /** Leaves the wrap-up without a code; the notes stay. */
  async skipWrapUp(key: CallbackKey): Promise<boolean> {
    await this.draft.flush();
    return this.desk.skipWrapUp(key);
  }

  #follow(view: DeskView): void {
    const { turn } = view;
    this.draft.follow(turn);
    if (!this.isTalking) this.levels.silence();
    const before = this.#inHand;
    this.#inHand = turn?.key ?? null;
    if (turn !== null && turn.key !== before) this.selected.open(turn.key);
    if (turn === null && before !== null && this.selected.key === before) this.#goOn(before);
    void this.selected.refresh();
  }

  /** What was in hand is done with: the next open callback of the list comes on the stage. */
  #goOn(done: CallbackKey): void {
    const next = this.queue.nextDue(this.clock.read(), done);
    if (next === null) this.selected.close();
    else this.selected.open(next.key);
  }
}

export const [getWorkspace, setWorkspace] = createContext<Workspace>();
