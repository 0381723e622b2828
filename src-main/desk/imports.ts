import type { importCommands, ImportProblem, ImportView } from "#contract/imports.ts";
import { refuse, type Handlers, type Reply, type Sender } from "#contract/ipc.ts";
import type { EpochMs } from "#core/time.ts";
import { noCounts, type ImportEnd, type ImportRun, type StartImport } from "./import-port.ts";
import type { After, Clock, Ids } from "./ports.ts";
import { done } from "./replies.ts";

export interface ImportsParts {
  readonly start: StartImport;
  readonly clock: Clock;
  readonly after: After;
  readonly ids: Ids;
}

/** Import as the windows see it: one at a time, and it ends with the window that feeds it. */
export interface Imports {
  readonly handlers: Pick<Handlers, keyof typeof importCommands>;
  /** Told of every change; returns its own unsubscribe. */
  subscribe(listener: (view: ImportView | null) => void): () => void;
  /** A window is gone: what it was feeding is cancelled. */
  windowGone(sender: Sender): void;
  /** Ends what is under way. */
  stop(): Promise<void>;
}

/** Problems beyond these are counted only; the command line lists them all. */
const MOST_PROBLEMS = 200;
/** Chunks on their way to the thread; a window that sends more does not wait for its answers. */
const MOST_WAITING = 4;
const TELL_MS = 200;

type Reading = Extract<ImportView, { at: "reading" }>;
type CancelledBy = Extract<ImportView, { at: "cancelled" }>["by"];

/** The import under way. */
interface Live {
  readonly run: ImportRun;
  readonly sender: Sender | undefined;
  readonly problems: ImportProblem[];
  problemCount: number;
  waiting: number;
  cancelledBy: CancelledBy;
}

export function createImports(parts: ImportsParts): Imports {
  const { clock } = parts;
  const listeners = new Set<(view: ImportView | null) => void>();
  let view: ImportView | null = null;
  let live: Live | null = null;
  let cancelTelling: (() => void) | null = null;

  function tell(): void {
    cancelTelling?.();
    cancelTelling = null;
    for (const listener of listeners) listener(view);
  }

  function show(next: Partial<Reading>): void {
    if (view?.at !== "reading") return;
    view = { ...view, ...next };
    cancelTelling ??= parts.after(TELL_MS, tell);
  }

  function open(
    { totalBytes, ...task }: Parameters<Handlers["import.open"]>[0],
    sender: Sender | undefined,
  ): Reply<{ id: string }> {
    if (live !== null) {
      return refuse("import-running", "import-running");
    }
    const id = parts.ids();
    const startedAt = clock();
    const problems: ImportProblem[] = [];
    const run = parts.start(task, (progress) => {
      opened.problemCount += progress.problems.length;
      problems.push(...progress.problems.slice(0, MOST_PROBLEMS - problems.length));
      show({ counts: progress.counts });
    });
    const opened: Live = {
      run,
      sender,
      problems,
      problemCount: 0,
      waiting: 0,
      cancelledBy: "agent",
    };
    live = opened;
    view = { at: "reading", id, ...task, startedAt, totalBytes, takenBytes: 0, counts: noCounts };
    tell();
    void run.ended.then((end) => {
      live = null;
      if (view?.at === "reading") view = endedView(view, end, opened, clock());
      tell();
    });
    return { ok: true, value: { id } };
  }

  function cancel(by: CancelledBy): void {
    if (live === null) return;
    live.cancelledBy = by;
    live.run.cancel();
  }

  /** The import of this id while it is under way. */
  const known = (id: string): Live | null =>
    view?.at === "reading" && view.id === id ? live : null;
  const over = refuse("wrong-state", "import-over");

  return {
    handlers: {
      "import.read": () => ({ ok: true, value: view }),
      "import.open": open,
      "import.push": async ({ id, chunk }) => {
        const feeding = known(id);
        if (feeding === null) return over;
        if (feeding.waiting >= MOST_WAITING) {
          return refuse("bad-input", "too-many-chunks");
        }
        feeding.waiting += 1;
        await feeding.run.push(chunk);
        feeding.waiting -= 1;
        if (view?.at === "reading" && view.id === id) {
          show({ takenBytes: view.takenBytes + bytesOf(chunk) });
        }
        return done;
      },
      "import.end": ({ id }) => {
        const feeding = known(id);
        if (feeding === null) return over;
        feeding.run.end();
        return done;
      },
      "import.cancel": ({ id }) => {
        if (known(id) === null) return over;
        cancel("agent");
        return done;
      },
      "import.forget": ({ id }) => {
        if (view !== null && view.id === id && view.at !== "reading") {
          view = null;
          tell();
        }
        return done;
      },
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    windowGone(sender) {
      if (live?.sender === sender) cancel("window-gone");
    },
    async stop() {
      cancel("quit");
      await live?.run.stop();
      cancelTelling?.();
    },
  };
}

function endedView(
  { id, name, format, purpose, startedAt }: Reading,
  end: ImportEnd,
  { problems, problemCount, cancelledBy }: Live,
  now: EpochMs,
): ImportView {
  const named = { id, name, format };
  if (end.is === "looked") return { at: "looked", ...named, look: end.look };
  const ended = { ...named, purpose, counts: end.counts, problems, problemCount };
  switch (end.is) {
    case "done":
      return { at: "done", ...ended, tookMs: Math.max(0, now - startedAt) };
    case "cancelled":
      return { at: "cancelled", ...ended, by: cancelledBy };
    case "failed":
      return { at: "failed", ...ended, by: end.by, unreadable: end.unreadable };
  }
}

/** How many bytes a text of base64 stands for. */
const bytesOf = (chunk: string): number => Math.floor((chunk.replace(/=+$/, "").length * 3) / 4);
