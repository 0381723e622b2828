import * as v from "valibot";
import {
  commands,
  events,
  refuse,
  type Bridge,
  type CommandName,
  type EventName,
  type Output,
  type Payload,
  type Reply,
} from "./ipc.ts";
import {
  mediaAsks,
  mediaFacts,
  type MediaAskName,
  type MediaBridge,
  type MediaFactName,
  type MediaFailure,
  type MediaHandlers,
  type MediaInput,
} from "./media.ts";
import { describeMisfit, misfitOf } from "./misfit.ts";
import { wireMessage, type Wire, type WireMessage } from "./wire.ts";

/** Runs `run` once after `ms`; the returned function calls it off. */
export interface Timers {
  after(ms: number, run: () => void): () => void;
}

/** Told at every message that was dropped or failed; never carries what was in it. */
export type BridgeReport = (what: string, error?: unknown) => void;

type WireReply = Extract<WireMessage, { kind: "reply" }>["reply"];

interface PendingAsk {
  readonly name: CommandName;
  readonly settle: (reply: Reply<unknown>) => void;
}

type AnyListener = (payload: never) => void;

/**
 * A `Bridge` over any wire. Nothing passes unchecked: what the window asks is checked before it
 * leaves, answers and events before the window sees them. Every `invoke` settles: with main's
 * answer, or refused as `no-answer-from-main` when the wire is or gets closed or `askLimitMs` have
 * passed. Main may still have carried out a command that was refused so; the next snapshot tells.
 */
export function bridgeOver(
  wire: Wire,
  options: { timers: Timers; report?: BridgeReport; askLimitMs?: number },
): Bridge {
  const { timers, report = () => undefined, askLimitMs = 10_000 } = options;
  const pending = new Map<number, PendingAsk>();
  const listeners = new Map<EventName, Set<AnyListener>>();
  const watchers = new Set<(isConnected: boolean) => void>();
  let isOpen = false;
  let lastId = 0;

  function ask(name: CommandName, input: unknown): Promise<Reply<unknown>> {
    return new Promise((resolve) => {
      const id = (lastId += 1);
      const stopWaiting = timers.after(askLimitMs, () => {
        settle(refuse("no-answer-from-main", { is: "no-answer", command: name }));
      });
      const settle = (reply: Reply<unknown>) => {
        stopWaiting();
        if (pending.delete(id)) resolve(reply);
      };
      pending.set(id, { name, settle });
      try {
        wire.send({ kind: "ask", id, name, input });
      } catch (error) {
        report(`"${name}" could not be sent`, error);
        settle(refuse("no-answer-from-main", { is: "not-sent", command: name }));
      }
    });
  }

  function take(message: WireMessage): void {
    if (message.kind === "reply") {
      const waiting = pending.get(message.id);
      waiting?.settle(readReply(waiting.name, message.reply, report));
    } else if (message.kind === "event") {
      publish(message.name, message.payload);
    } else {
      report("main asked this window, which answers nothing; dropped");
    }
  }

  function publish(name: string, payload: unknown): void {
    if (!isEventName(name)) {
      report("an event of an unknown name was dropped");
      return;
    }
    const read = v.safeParse(events[name], payload);
    if (!read.success) {
      report(`the event "${name}" was dropped; ${describeMisfit(read.issues)}`);
      return;
    }
    for (const listener of [...(listeners.get(name) ?? [])]) {
      try {
        listener(read.output as never);
      } catch (error) {
        report(`a listener of "${name}" failed`, error);
      }
    }
  }

  wire.onMessage((incoming) => {
    const read = v.safeParse(wireMessage, incoming);
    if (read.success) take(read.output);
    else report(`a message from main was dropped; ${describeMisfit(read.issues)}`);
  });
  wire.onOpen((next) => {
    isOpen = next;
    if (!next) {
      for (const waiting of [...pending.values()]) waiting.settle(unreachable());
    }
    for (const watcher of [...watchers]) watcher(next);
  });

  return {
    async invoke<K extends CommandName>(name: K, input: unknown): Promise<Reply<Output<K>>> {
      if (!Object.hasOwn(commands, name)) return refuse("bad-input", "no-such-command");
      if (!isOpen) return unreachable();
      const read = v.safeParse(commands[name].input, input);
      if (!read.success) {
        const why = { is: "misfit", command: name, misfit: misfitOf(read.issues) } as const;
        return refuse("bad-input", why);
      }
      return (await ask(name, read.output)) as Reply<Output<K>>;
    },
    subscribe<K extends EventName>(name: K, listener: (payload: Payload<K>) => void) {
      const known = listeners.get(name) ?? new Set<AnyListener>();
      listeners.set(name, known);
      known.add(listener);
      return () => void known.delete(listener);
    },
    onConnection(listener) {
      watchers.add(listener);
      listener(isOpen);
      return () => void watchers.delete(listener);
    },
  };
}

const isEventName = (name: string): name is EventName => Object.hasOwn(events, name);

function readReply(name: CommandName, reply: WireReply, report: BridgeReport): Reply<unknown> {
  if (!reply.ok) {
    return reply.refusal === undefined
      ? refuse("fault", { is: "no-reason", command: name })
      : { ok: false, refusal: reply.refusal };
  }
  const read = v.safeParse(commands[name].output, reply.value);
  if (read.success) return { ok: true, value: read.output };
  report(`the answer to "${name}" was dropped; ${describeMisfit(read.issues)}`);
  return refuse("fault", { is: "unreadable-answer", command: name });
}

const unreachable = () => refuse("no-answer-from-main", "unreachable");

/** What holds until it is told anew, in the order in which main needs it after a broken wire. */
const lasting: readonly MediaFactName[] = ["ready", "microphone", "devices"];

/**
 * A `MediaBridge` over any wire. Asks are checked before a handler sees them, answers and facts
 * before they leave; every ask is answered, by a failure if a handler throws. Facts that last
 * (`ready`, `microphone`, `devices`) are told again whenever the wire opens, so that main never
 * depends on having listened; what else is told while it is closed is lost.
 */
export function mediaBridgeOver(wire: Wire, options: { report?: BridgeReport } = {}): MediaBridge {
  const { report = () => undefined } = options;
  const told = new Map<MediaFactName, unknown>();
  const watchers = new Set<(isConnected: boolean) => void>();
  let handlers: MediaHandlers | null = null;
  let isOpen = false;

  function send(message: WireMessage): void {
    try {
      if (isOpen) wire.send(message);
    } catch (error) {
      report("a message to main could not be sent", error);
    }
  }

  async function answer(name: string, input: unknown): Promise<WireReply> {
    if (!isAskName(name)) return failed("fault", "The media window does not know this request.");
    if (handlers === null) return failed("fault", "The media window is still starting.");
    const read = v.safeParse(mediaAsks[name].input, input);
    if (!read.success) {
      return failed("fault", `"${name}" was not done; ${describeMisfit(read.issues)}`);
    }
    try {
      return checked(name, await perform(handlers, name, read.output));
    } catch (error) {
      report(`the media request "${name}" failed`, error);
      return failed("fault", `"${name}" failed inside the media window.`);
    }
  }

  function checked(
    name: MediaAskName,
    reply: Awaited<ReturnType<MediaHandlers[MediaAskName]>>,
  ): WireReply {
    if (!reply.ok) return { ok: false, failure: reply.failure };
    const read = v.safeParse(mediaAsks[name].output, reply.value);
    if (read.success) return { ok: true, value: read.output };
    report(`the answer to "${name}" was dropped; ${describeMisfit(read.issues)}`);
    return failed("fault", `The media window answered "${name}" with something unreadable.`);
  }

  wire.onMessage((incoming) => {
    const read = v.safeParse(wireMessage, incoming);
    if (!read.success || read.output.kind !== "ask") {
      report("a message from main that is no request was dropped");
      return;
    }
    const { id, name, input } = read.output;
    void answer(name, input).then((reply) => send({ kind: "reply", id, reply }));
  });
  wire.onOpen((next) => {
    isOpen = next;
    for (const name of next ? lasting : []) {
      if (told.has(name)) send({ kind: "event", name, payload: told.get(name) });
    }
    for (const watcher of [...watchers]) watcher(next);
  });

  return {
    serve(next) {
      handlers = next;
    },
    tell(name, fact) {
      const read = v.safeParse(mediaFacts[name], fact);
      if (!read.success) {
        report(`the fact "${name}" was dropped; ${describeMisfit(read.issues)}`);
        return;
      }
      if (lasting.includes(name)) told.set(name, read.output);
      send({ kind: "event", name, payload: read.output });
    },
    onConnection(listener) {
      watchers.add(listener);
      listener(isOpen);
      return () => void watchers.delete(listener);
    },
  };
}

const isAskName = (name: string): name is MediaAskName => Object.hasOwn(mediaAsks, name);

/** `input` has passed the schema of `name`, which ties the two together better than a type can. */
const perform = <K extends MediaAskName>(handlers: MediaHandlers, name: K, input: unknown) =>
  handlers[name](input as MediaInput<K>);

const failed = (
  code: MediaFailure["code"],
  reason: string,
): { ok: false; failure: MediaFailure } => ({ ok: false, failure: { code, reason } });
