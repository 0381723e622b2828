import * as v from "valibot";
import type { Timers } from "#contract/bridge.ts";
import {
  mediaAsks,
  mediaFacts,
  type MediaAskName,
  type MediaFactName,
  type MediaFailure,
  type MediaInput,
  type MediaOutput,
  type MediaReply,
} from "#contract/media.ts";
import { describeMisfit } from "#contract/misfit.ts";
import { wireMessage, type Wire, type WireMessage } from "#contract/wire.ts";
import type { MediaLink, Report } from "#desk/ports.ts";

type WireReply = Extract<WireMessage, { kind: "reply" }>["reply"];
type AnyListener = (fact: never) => void;

interface PendingAsk {
  readonly name: MediaAskName;
  readonly settle: (reply: MediaReply<unknown>) => void;
}

interface MediaWindow {
  readonly wire: Wire;
  readonly pending: Map<number, PendingAsk>;
  isReady: boolean;
  /** What it said last of what lasts. */
  readonly told: Map<MediaFactName, unknown>;
}

/** What a window says of its machine rather than of a session; whoever takes over is asked nothing. */
const lasting: readonly MediaFactName[] = ["microphone", "devices"];
/** From these on a window holds the session. */
const beginnings: readonly MediaAskName[] = ["prepare", "open", "offer", "answer"];

const ANSWER_LIMIT_MS = 10_000;

/**
 * Main's end of the media windows. One window is in use at a time: the one that became ready last,
 * except that a window with a living session (from its first `prepare`, `open`, `offer` or `answer`
 * to the end of its `release`) keeps its place until its last session ends or the window goes. At a
 * change of window, presence is told as lost and then as there again, followed by what the new one
 * said of its microphone and devices. Asks that wait for a window that goes are answered by a
 * failure; a `release` that could not reach its window is handed to the next that becomes ready, so
 * that none keeps a microphone open for a call that is over. What windows answer and tell is checked.
 */
export function createMediaLink(options: { timers: Timers; report: Report }): {
  readonly link: MediaLink;
  /** Takes in a window's wire; returns what to call when the window is gone for good. */
  readonly attach: (wire: Wire) => () => void;
} {
  const { timers, report } = options;
  const listeners = new Map<MediaFactName, Set<AnyListener>>();
  const presenceListeners = new Set<(isPresent: boolean) => void>();
  /** Ready windows, in the order in which they became so. */
  let ready: readonly MediaWindow[] = [];
  let current: MediaWindow | null = null;
  /** Sessions that the current window holds. */
  const living = new Set<string>();
  /** Sessions that windows which were lost were holding. */
  const stranded = new Set<string>();
  /** Sessions whose release has not reached their window. */
  const owedReleases = new Set<string>();
  let lastId = 0;

  function choose(): void {
    const isKept = current !== null && living.size > 0 && ready.includes(current);
    const next = isKept ? current : (ready.at(-1) ?? null);
    if (next === current) return;
    if (current !== null) {
      current = null;
      tellPresence();
    }
    current = next;
    living.clear();
    if (next === null) return;
    tellPresence();
    for (const [name, fact] of next.told) publish(name, fact);
  }

  function tellPresence(): void {
    for (const listener of [...presenceListeners]) listener(current !== null);
  }

  function lose(window: MediaWindow): void {
    window.isReady = false;
    window.told.clear();
    ready = ready.filter((other) => other !== window);
    if (window === current) for (const session of living) stranded.add(session);
    for (const waiting of [...window.pending.values()]) {
      waiting.settle(failed("fault", "The media window went away before it answered."));
    }
    choose();
  }

  function welcome(window: MediaWindow): void {
    if (window.isReady) lose(window);
    window.isReady = true;
    ready = [...ready, window];
    for (const session of owedReleases) {
      void request(window, "release", { session }, ANSWER_LIMIT_MS);
    }
    owedReleases.clear();
    choose();
  }

  function take(window: MediaWindow, incoming: unknown): void {
    const read = v.safeParse(wireMessage, incoming);
    if (!read.success) {
      report(`a message of a media window was dropped; ${describeMisfit(read.issues)}`);
      return;
    }
    const message = read.output;
    if (message.kind === "reply") {
      const waiting = window.pending.get(message.id);
      waiting?.settle(readReply(waiting.name, message.reply, report));
    } else if (message.kind === "event") {
      hear(window, message.name, message.payload);
    } else {
      report("a media window asked main, which answers it nothing; dropped");
    }
  }

  function hear(window: MediaWindow, name: string, payload: unknown): void {
    if (!isFactName(name)) {
      report("a media fact of an unknown name was dropped");
      return;
    }
    const read = v.safeParse(mediaFacts[name], payload);
    if (!read.success) {
      report(`the media fact "${name}" was dropped; ${describeMisfit(read.issues)}`);
      return;
    }
    if (name === "ready") welcome(window);
    if (lasting.includes(name)) window.told.set(name, read.output);
    if (window === current) publish(name, read.output);
  }

  function publish(name: MediaFactName, fact: unknown): void {
    for (const listener of [...(listeners.get(name) ?? [])]) {
      try {
        listener(fact as never);
      } catch (error) {
        report(`a listener of the media fact "${name}" failed`, error);
      }
    }
  }

  function request(
    window: MediaWindow,
    name: MediaAskName,
    input: unknown,
    limitMs: number,
  ): Promise<MediaReply<unknown>> {
    return new Promise((resolve) => {
      const id = (lastId += 1);
      const stopWaiting = timers.after(limitMs, () => {
        settle(failed("fault", `The media window did not answer "${name}" in time.`));
      });
      const settle = (reply: MediaReply<unknown>) => {
        stopWaiting();
        if (window.pending.delete(id)) resolve(reply);
      };
      window.pending.set(id, { name, settle });
      try {
        window.wire.send({ kind: "ask", id, name, input });
      } catch (error) {
        report(`the media request "${name}" could not be sent`, error);
        settle(failed("fault", `"${name}" could not be sent to the media window.`));
      }
    });
  }

  /** What the answer says about it. */
  function settleLife(name: MediaAskName, session: string, reply: MediaReply<unknown>): void {
    // It has come back as the window that held the session before.
    if (reply.ok && name !== "release" && stranded.delete(session)) living.add(session);
    const isOpening = name === "prepare" || name === "open";
    if (!isOpening || reply.ok || reply.failure.code === "fault") return;
    living.delete(session);
    choose();
  }

  async function ask(
    name: MediaAskName,
    input: object,
    limitMs: number,
  ): Promise<MediaReply<unknown>> {
    const session = "session" in input ? String(input.session) : null;
    const window = current;
    if (session !== null && beginnings.includes(name)) living.add(session);
    const reply =
      window === null
        ? failed("fault", "There is no media window.")
        : await request(window, name, input, limitMs);
    if (session !== null && window === current) settleLife(name, session, reply);
    if (name === "release" && session !== null) {
      if (stranded.delete(session) || !reply.ok) owedReleases.add(session);
      if (window === current) living.delete(session);
      choose();
    }
    return reply;
  }

  const link: MediaLink = {
    async ask<K extends MediaAskName>(name: K, input: MediaInput<K>, limitMs = ANSWER_LIMIT_MS) {
      return (await ask(name, input, limitMs)) as MediaReply<MediaOutput<K>>;
    },
    on(name, listener) {
      const known = listeners.get(name) ?? new Set<AnyListener>();
      listeners.set(name, known);
      known.add(listener);
      return () => void known.delete(listener);
    },
    onPresence(listener) {
      presenceListeners.add(listener);
      listener(current !== null);
      return () => void presenceListeners.delete(listener);
    },
  };

  function attach(wire: Wire): () => void {
    const window: MediaWindow = { wire, pending: new Map(), isReady: false, told: new Map() };
    let isDetached = false;
    wire.onMessage((incoming) => {
      if (!isDetached) take(window, incoming);
    });
    wire.onOpen((isOpen) => {
      if (!isOpen) lose(window);
    });
    return () => {
      isDetached = true;
      lose(window);
    };
  }

  return { link, attach };
}

const isFactName = (name: string): name is MediaFactName => Object.hasOwn(mediaFacts, name);

function readReply(name: MediaAskName, reply: WireReply, report: Report): MediaReply<unknown> {
  if (!reply.ok) {
    return reply.failure === undefined
      ? failed("fault", `"${name}" failed without a reason.`)
      : { ok: false, failure: reply.failure };
  }
  const read = v.safeParse(mediaAsks[name].output, reply.value);
  if (read.success) return { ok: true, value: read.output };
  report(`the media answer to "${name}" was dropped; ${describeMisfit(read.issues)}`);
  return failed("fault", `The media window answered "${name}" with something unreadable.`);
}

const failed = (
  code: MediaFailure["code"],
  reason: string,
): { ok: false; failure: MediaFailure } => ({ ok: false, failure: { code, reason } });
