import type { CallbackKey } from "#core/callback.ts";
import { unlessConfirmed } from "#core/outcome.ts";
import type { CountdownRules } from "#core/countdown.ts";
import { offer } from "#core/turn-step.ts";
import type { AttemptId, TurnEvent } from "#core/turn.ts";
import { suggestedNext, usualAgain, type WrapUp, type WrapUpDraft } from "#core/wrap-up.ts";
import { refuse, type Handlers, type Reply } from "#contract/ipc.ts";
import type { PlainWhy } from "#contract/refusal-why.ts";
import type {
  CallbackView,
  DeskView,
  MediaView,
  QueuePage,
  RegistrationView,
} from "#contract/view.ts";
import type { AgentLoop } from "./agent-loop.ts";
import { briefOf, whyUncallable } from "./brief.ts";
import { createCallHandlers } from "./call-handlers.ts";
import type { Imports } from "./imports.ts";
import type { Phone } from "./phone-port.ts";
import type { Clock, Ids, Numbers, QueueCounts, Report, Store, StoredCallback } from "./ports.ts";
import { projectRow } from "./project-queue.ts";
import type { KeptCounts } from "./queue-counts.ts";
import { diskFull, done, replyTo } from "./replies.ts";
import type { SideLoop } from "./side-loop.ts";
import type { Sound } from "./sound.ts";
import { createSoundHandlers } from "./sound-handlers.ts";
import { isPassing } from "./store-fault.ts";

export interface HandlerParts {
  readonly store: Store;
  readonly loop: AgentLoop;
  readonly sides: SideLoop;
  readonly phone: Phone;
  readonly imports: Pick<Imports, "handlers">;
  readonly counts: Pick<KeptCounts, "read">;
  readonly sound: Sound;
  readonly numbers: Numbers;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly countdown: CountdownRules;
  /** When "call again" is, unless the agent says otherwise: this long after the wrap-up. */
  readonly againAfterMs: number;
  readonly deskView: () => DeskView;
  /** The line and the media window as they are now. */
  readonly registration: () => RegistrationView;
  readonly media: () => MediaView;
  readonly callbackView: (stored: StoredCallback) => CallbackView;
  readonly report: Report;
}

const gone = (key: CallbackKey) => refuse("not-found", { is: "no-such-callback", key });

/** Every command of the contract, over the loop and the store. Refusals are values; faults are thrown. */
export function createHandlers(parts: HandlerParts): Handlers {
  const { store, loop, clock } = parts;

  /** Applies a wish about the callback in hand; a turn of another callback refuses it. */
  function wish(key: CallbackKey, event: TurnEvent, otherwise: PlainWhy): Reply<null> {
    const turn = loop.turn();
    if (turn === null) return refuse("wrong-state", "no-callback-in-hand");
    if (turn.brief.key !== key) return refuse("busy-with-another", "another-in-hand");
    return replyTo(loop.apply(event), otherwise);
  }

  function begin(key: CallbackKey, verb: "accepted" | "declined"): Reply<null> {
    const turn = loop.turn();
    if (turn !== null) {
      return turn.brief.key === key && verb === "accepted" && turn.at === "preview"
        ? done
        : refuse("busy-with-another", "finish-first");
    }
    const stored = store.callbacks.read(key);
    if (stored === null) return gone(key);
    const now = clock();
    const reason = whyUncallable(stored, parts.numbers, now);
    if (verb === "accepted" && reason !== null) {
      return refuse("uncallable", { is: "uncallable", reason });
    }
    loop.take(offer(briefOf(stored, parts.numbers, now, parts.countdown)));
    const reply = wish(key, { type: verb, now }, "not-to-be-taken");
    if (!reply.ok) loop.letGo();
    return reply;
  }

  function keepDraft(key: CallbackKey, draft: WrapUpDraft): Reply<null> {
    try {
      store.ledger.saveDraft(key, draft, clock());
      return done;
    } catch (error) {
      if (!isPassing(error)) throw error;
      return diskFull;
    }
  }

  function finish(key: CallbackKey, draft: WrapUpDraft, by: "agent" | "skip", isSave: boolean) {
    const turn = loop.turn();
    if (turn?.at !== "wrap-up") return refuse("wrong-state", "no-wrap-up");
    const told = unlessConfirmed(turn.attempt.verdict.outcome);
    const outcome = draft.outcome ?? (told === "unknown" ? null : told);
    if (outcome === null) return refuse("bad-input", "choose-outcome");
    const { code, notes } = draft;
    const now = clock();
    const again = usualAgain(now, parts.againAfterMs, turn.attempt.notBefore);
    const next = draft.next ?? suggestedNext(outcome, again);
    const wrapUp: WrapUp = { outcome, code, notes, next, by };
    const event = { type: isSave ? "wrap-up-saved" : "wrapped-up", now, wrapUp } as const;
    // What was typed is safe before anything else is tried with it.
    const kept = keepDraft(key, draft);
    if (!kept.ok) return kept;
    return wish(key, event, "choose-code");
  }

  return {
    "desk.read": () => ({ ok: true, value: parts.deskView() }),
    "queue.read": (input) => {
      const { rows, next } = store.callbacks.list({ ...input, now: clock() });
      const revision = store.revision();
      const page = (counts: QueueCounts): Reply<QueuePage> => ({
        ok: true,
        value: {
          rows: rows.map((entry) => projectRow(entry, parts.numbers)),
          next,
          counts,
          revision,
        },
      });
      const counts = parts.counts.read();
      return counts instanceof Promise ? counts.then(page) : page(counts);
    },
    "callback.read": ({ key }) => {
      const stored = store.callbacks.read(key);
      return stored === null ? gone(key) : { ok: true, value: parts.callbackView(stored) };
    },
    "callback.original": ({ key }) => {
      const raw = store.callbacks.raw(key);
      return raw === null
        ? gone(key)
        : { ok: true, value: { raw, envelope: store.callbacks.envelope(key) } };
    },
    "callback.accept": ({ key }) => begin(key, "accepted"),
    "callback.decline": ({ key }) => begin(key, "declined"),
    "preview.choose-number": ({ key, number }) =>
      wish(key, { type: "number-chosen", number }, "number-not-to-be-called"),
    "preview.call": ({ key }) => {
      const registration = parts.registration();
      const media = parts.media();
      const isPreview = loop.turn()?.at === "preview";
      if (isPreview && registration.at !== "registered") {
        return refuse("not-registered", { is: "not-registered", reason: registration.reason });
      }
      if (isPreview && media.at !== "ready" && media.at !== "starting") {
        return refuse("no-microphone", "no-microphone");
      }
      const other = isPreview ? parts.sides.onTheLine() : undefined;
      if (other !== undefined) {
        const { display } = parts.numbers.read(other.number ?? "");
        const who = other.name ?? (display === "" ? null : display);
        return refuse("another-call", { is: "another-call", who });
      }
      const attempt = parts.ids() as AttemptId;
      return wish(key, { type: "called", now: clock(), attempt }, "called-already");
    },
    "preview.pause": ({ key }) =>
      wish(key, { type: "countdown-paused", now: clock() }, "no-countdown-running"),
    "preview.resume": ({ key }) =>
      wish(key, { type: "countdown-resumed", now: clock() }, "no-countdown-paused"),
    "preview.skip": ({ key }) => wish(key, { type: "skipped", now: clock() }, "not-to-be-skipped"),
    "preview.reschedule": ({ key, againAt }) => {
      const now = clock();
      if (againAt <= now) return refuse("bad-input", "time-passed");
      return wish(key, { type: "rescheduled", now, againAt }, "called-already");
    },
    ...createCallHandlers({ ...parts, wish }),
    ...createSoundHandlers({ ...parts, wish }),
    ...parts.imports.handlers,
    "wrap-up.draft": ({ key, draft }) => {
      if (loop.turn()?.brief.key !== key) return refuse("wrong-state", "not-in-hand");
      return keepDraft(key, draft);
    },
    "wrap-up.save": ({ key, draft }) => finish(key, draft, "agent", true),
    "wrap-up.finish": ({ key, draft }) => finish(key, draft, "agent", false),
    "wrap-up.skip": ({ key }) => {
      const turn = loop.turn();
      if (turn?.at !== "wrap-up" || turn.brief.wrapUp.prompt !== "optional" || turn.needsReview) {
        return refuse("wrong-state", "wrap-up-not-to-be-skipped");
      }
      const draft = store.ledger.draft(key);
      const skipped = { outcome: null, code: null, notes: draft?.notes ?? "", next: null };
      return finish(key, skipped, "skip", false);
    },
  };
}
