import * as v from "valibot";
import {
  commands,
  refuse,
  type CommandName,
  type Handlers,
  type Input,
  type Output,
  type Reply,
  type Sender,
} from "#contract/ipc.ts";
import { misfitOf } from "#contract/misfit.ts";
import { wireMessage, type Wire } from "#contract/wire.ts";
import type { DeskService, Report } from "#desk/ports.ts";

/**
 * Serves one window over its wire: every ask is answered exactly once, no handler sees input that
 * does not fit the contract, and a handler's fault is reported and answered as a refusal. While the
 * wire is open the window counts as somebody looking (`DeskService.windowOpened`), gets every event,
 * and first of all a fresh `desk.changed`. Returns what to call when the window is gone for good.
 */
export function serveWindow(wire: Wire, desk: DeskService, report: Report): () => void {
  let leave: (() => void) | null = null;
  let isDetached = false;
  let sender: Sender = Symbol();

  function enter(): void {
    sender = Symbol();
    const gone = desk.windowOpened(sender);
    const unsubscribe = desk.subscribe((name, payload) => {
      sendSafely(() => wire.send({ kind: "event", name, payload }));
    });
    leave = () => {
      unsubscribe();
      gone();
    };
    void answer(desk.handlers, "desk.read", {}, sender, report).then((reply) => {
      if (!reply.ok || leave === null) return;
      sendSafely(() => wire.send({ kind: "event", name: "desk.changed", payload: reply.value }));
    });
  }

  function exit(): void {
    leave?.();
    leave = null;
  }

  function sendSafely(send: () => void): void {
    try {
      send();
    } catch (error) {
      report("a message to a window could not be sent", error);
    }
  }

  wire.onMessage((incoming) => {
    if (isDetached) return;
    const read = v.safeParse(wireMessage, incoming);
    if (!read.success || read.output.kind !== "ask") {
      report("a message from a window that is no request was dropped");
      return;
    }
    const { id, name, input } = read.output;
    void answer(desk.handlers, name, input, sender, report).then((reply) => {
      // What was asked for goes out first, an INVITE above all: a window that wakes takes time from it.
      setImmediate(() => {
        if (leave !== null) sendSafely(() => wire.send({ kind: "reply", id, reply }));
      });
    });
  });
  wire.onOpen((isOpen) => {
    if (isOpen && leave === null && !isDetached) enter();
    if (!isOpen) exit();
  });

  return () => {
    isDetached = true;
    exit();
  };
}

/** The one place in main where a window's words become typed input. */
async function answer(
  handlers: Handlers,
  name: string,
  input: unknown,
  sender: Sender,
  report: Report,
): Promise<Reply<unknown>> {
  if (!isCommandName(name)) return refuse("bad-input", "no-such-command");
  const read = v.safeParse(commands[name].input, input);
  if (!read.success) {
    return refuse("bad-input", {
      is: "misfit",
      command: name,
      misfit: misfitOf(read.issues),
    });
  }
  try {
    return await perform(handlers, name, read.output, sender);
  } catch (error) {
    report(`the command "${name}" failed`, error);
    return refuse("fault", { is: "failed-inside", command: name });
  }
}

const isCommandName = (name: string): name is CommandName => Object.hasOwn(commands, name);

/** `input` has passed the schema of `name`, which ties the two together better than a type can. */
const perform = <K extends CommandName>(
  handlers: Handlers,
  name: K,
  input: unknown,
  sender: Sender,
): Reply<Output<K>> | Promise<Reply<Output<K>>> => handlers[name](input as Input<K>, sender);
