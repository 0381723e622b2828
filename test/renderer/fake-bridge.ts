import type { CallbackKey } from "#core/callback.ts";
import type {
  Bridge,
  CommandName,
  EventName,
  Input,
  Output,
  Payload,
  Refusal,
  Reply,
} from "#contract/ipc.ts";
import type { DevicesView } from "#contract/sound.ts";
import type { CallbackView, DeskView, QueuePage, QueueRow, Tab } from "#contract/view.ts";

export const IMPORT_ID = "00000000-0000-4000-8000-0000000000ff";

/** A machine of which no device is named yet. */
const noDevices: DevicesView = {
  devices: [],
  chosen: { microphone: null, speaker: null, ringer: null },
  processing: { echoCancellation: true, noiseSuppression: true, autoGainControl: true },
};

type Listener = (payload: never) => void;
type Asked = { [K in CommandName]: { readonly name: K; readonly input: Input<K> } }[CommandName];

interface World {
  desk: DeskView;
  rows?: Partial<Record<Tab, readonly QueueRow[]>>;
  callbacks?: readonly CallbackView[];
  counts?: Partial<QueuePage["counts"]>;
}

/** Main as a window sees it: answers from a world that the test moves by hand. */
export class FakeBridge implements Bridge {
  /** Every command so far, reads included, in order. */
  readonly asked: Asked[] = [];
  readonly #listeners = new Map<EventName, Set<Listener>>();
  readonly #connection = new Set<(isConnected: boolean) => void>();
  readonly #refusals = new Map<CommandName, Refusal>();
  readonly #waiting = new Map<CommandName, (() => void)[]>();
  readonly #answers = new Map<CommandName, unknown>();
  #world: World;
  #isConnected = true;

  constructor(world: World) {
    this.#world = world;
  }

  /** Inputs of one command, in order. */
  inputsOf<K extends CommandName>(name: K): Input<K>[] {
    return this.asked.filter((ask) => ask.name === name).map(({ input }) => input as Input<K>);
  }

  /** What the agent has ordered, reads and autosaves left out. */
  orders(): CommandName[] {
    return this.asked
      .map(({ name }) => name)
      .filter((name) => !name.endsWith(".read") && name !== "wrap-up.draft");
  }

  publish(desk: DeskView): void {
    this.#world = { ...this.#world, desk };
    this.emit("desk.changed", desk);
  }

  /** The world is another one, and nobody has told yet. */
  becomes(world: Partial<World>): void {
    this.#world = { ...this.#world, ...world };
  }

  change(world: Partial<World>): void {
    this.becomes(world);
    this.emit("queue.changed", { revision: 1 });
  }

  emit<K extends EventName>(name: K, payload: Payload<K>): void {
    for (const listener of this.#listeners.get(name) ?? []) {
      (listener as (payload: Payload<K>) => void)(payload);
    }
  }

  connect(isConnected: boolean): void {
    this.#isConnected = isConnected;
    for (const listener of this.#connection) listener(isConnected);
  }

  /** From now on the command is refused; null: done again. */
  refuse(
    name: CommandName,
    code: Refusal["code"] | null,
    why: Refusal["why"] = "no-such-command",
  ): void {
    if (code === null) this.#refusals.delete(name);
    else this.#refusals.set(name, { code, why });
  }

  /** From now on the command is answered with this. */
  answer<K extends CommandName>(name: K, value: Output<K>): void {
    this.#answers.set(name, value);
  }

  /** From now on answers to the command wait; returns what lets the waiting ones go. */
  delay(name: CommandName): () => void {
    const waiting: (() => void)[] = [];
    this.#waiting.set(name, waiting);
    return () => waiting.forEach((go) => go());
  }

  /** From now on answers come at once again; what waits goes on waiting. */
  hurry(name: CommandName): void {
    this.#waiting.delete(name);
  }

  async invoke<K extends CommandName>(name: K, input: Input<K>): Promise<Reply<Output<K>>> {
    this.asked.push({ name, input } as Asked);
    const waiting = this.#waiting.get(name);
    if (waiting !== undefined) await new Promise<void>((go) => waiting.push(go));
    const refusal = this.#isConnected
      ? this.#refusals.get(name)
      : ({ code: "no-answer-from-main", why: "unreachable" } as const);
    if (refusal !== undefined) return { ok: false, refusal };
    if (this.#answers.has(name)) {
      return { ok: true, value: this.#answers.get(name) as Output<K> };
    }
    return this.#answer(name, input) as Reply<Output<K>>;
  }

  subscribe<K extends EventName>(name: K, listener: (payload: Payload<K>) => void): () => void {
    const listeners = this.#listeners.get(name) ?? new Set<Listener>();
    this.#listeners.set(name, listeners);
    listeners.add(listener);
    return () => listeners.delete(listener);
  }

  onConnection(listener: (isConnected: boolean) => void): () => void {
    this.#connection.add(listener);
    listener(this.#isConnected);
    return () => this.#connection.delete(listener);
  }

  #answer(name: CommandName, input: unknown): Reply<unknown> {
    switch (name) {
      case "desk.read":
        return { ok: true, value: this.#world.desk };
      case "queue.read":
        return { ok: true, value: this.#page(input as Input<"queue.read">) };
      case "callback.read": {
        const { key } = input as { key: CallbackKey };
        const value = this.#world.callbacks?.find((view) => view.key === key);
        return value === undefined
          ? { ok: false, refusal: { code: "not-found", why: { is: "no-such-callback", key } } }
          : { ok: true, value };
      }
      case "import.open":
        return { ok: true, value: { id: IMPORT_ID } };
      case "sound.devices":
        return { ok: true, value: noDevices };
      case "sound.use":
        return { ok: true, value: { microphone: "used", speaker: "used", ringer: "used" } };
      default:
        return { ok: true, value: null };
    }
  }

  #page({ tab, query, after, limit }: Input<"queue.read">): QueuePage {
    const all = this.#world.rows?.[tab] ?? [];
    const words = query.toLowerCase();
    const found = all.filter(({ name, number }) =>
      `${name ?? ""} ${number ?? ""}`.toLowerCase().includes(words),
    );
    const from = after === null ? 0 : Number(after);
    const to = from + limit;
    const count = (of: Tab) => this.#world.counts?.[of] ?? this.#world.rows?.[of]?.length ?? 0;
    return {
      rows: found.slice(from, to),
      next: to < found.length ? String(to) : null,
      counts: {
        now: count("now"),
        scheduled: count("scheduled"),
        mine: count("mine"),
        closed: count("closed"),
        all: count("all"),
      },
      revision: 1,
    };
  }
}
