import type { CallId } from "#core/call-id.ts";
import type { CallbackKey } from "#core/callback.ts";
import type { Obstacle } from "#core/countdown.ts";
import type { EpochMs } from "#core/time.ts";
import type { EventName, Payload } from "#contract/ipc.ts";
import type { Settings } from "#contract/settings.ts";
import type { CallbackView, DeskView, MediaView, RegistrationView } from "#contract/view.ts";
import { createAgentLoop } from "./agent-loop.ts";
import { createCallers } from "./callers.ts";
import { createHandlers } from "./handlers.ts";
import type { Imports } from "./imports.ts";
import { missedCall, noticedIn } from "./noticed.ts";
import type { Phone } from "./phone-port.ts";
import type {
  After,
  CallerNumbers,
  Clock,
  DeskService,
  Ids,
  MediaLink,
  Report,
  Store,
  StoredCallback,
} from "./ports.ts";
import { projectCallback } from "./project-callback.ts";
import { projectTurn } from "./project-desk.ts";
import { watchQueue } from "./queue-watch.ts";
import { attemptLine, projectSide } from "./project-sides.ts";
import { followReplacements } from "./replacing-phone.ts";
import { createSideLoop } from "./side-loop.ts";
import type { Sound } from "./sound.ts";

export interface DeskParts {
  readonly store: Store;
  readonly phone: Phone;
  readonly media: MediaLink;
  readonly imports: Imports;
  readonly sound: Sound;
  readonly numbers: CallerNumbers;
  readonly settings: Settings;
  readonly clock: Clock;
  readonly after: After;
  readonly ids: Ids;
  /** Local midnight before `now`, for the day's figures. */
  readonly dayStart: (now: EpochMs) => EpochMs;
  readonly report: Report;
}

/** Longest delay a timer takes; an alarm further away is set again on the way. */
const LONGEST_DELAY_MS = 2 ** 31 - 1;

/**
 * The agent's desk: the loop, the commands and the snapshots over one store, one phone and one media
 * window. Registers when it is created; the phone and the store are closed by `stop`.
 */
export function createDesk(parts: DeskParts): DeskService {
  const { store, media, imports, sound, numbers, settings, clock } = parts;
  const phone = followReplacements(parts.phone, recordingLost);
  const listeners = new Set<<K extends EventName>(name: K, payload: Payload<K>) => void>();
  let revision = 0;
  let windows = 0;
  let isAway = false;
  let registration: RegistrationView = {
    at: "offline",
    reason: null,
    account: null,
    isDemo: false,
  };
  let mediaView: MediaView = { at: "absent", microphone: null, reason: null };
  let isTelling = false;
  let cancelTelling: () => void = () => undefined;
  let cancelAlarm: () => void = () => undefined;

  const tell = <K extends EventName>(name: K, payload: Payload<K>): void => {
    for (const listener of listeners) listener(name, payload);
  };
  const codes = settings.wrapUp.codes;
  const calling = {
    noAnswerMs: settings.call.noAnswerSeconds * 1_000,
    shortTalkMs: settings.call.shortTalkSeconds * 1_000,
    longRingMs: settings.call.longRingSeconds * 1_000,
  };
  const rules = {
    ...calling,
    lateAfterMs: settings.countdown.lateAfterSeconds * 1_000,
    againAfterMs: settings.wrapUp.againAfterMinutes * 60_000,
  };

  function obstacle(): Obstacle | null {
    if (sides.calls().calls.length > 0) return "another-call";
    if (registration.at !== "registered") return "not-registered";
    if (mediaView.at === "absent" || mediaView.at === "no-microphone") return "no-microphone";
    return windows === 0 || isAway ? "nobody-at-the-desk" : null;
  }

  /** The far end may be somebody else now, whom nobody has asked: recording goes on only when she says so. */
  function recordingLost(call: CallId): void {
    if (sound.record(call, false, false) !== "done") return;
    const what = "recording-stopped";
    if (attemptLine(loop.turn())?.id === call) loop.apply({ type: "noted", now: clock(), what });
    else sides.apply({ type: "noted", call, what });
  }

  function tick(): void {
    loop.tick();
    // A fact of the attempt may have waited for the disk until now.
    sides.look();
  }

  function alarm(at: number | null): void {
    cancelAlarm();
    if (at === null) return;
    const delayMs = Math.min(Math.max(0, at - clock()), LONGEST_DELAY_MS);
    cancelAlarm = parts.after(delayMs, tick);
  }

  /**
   * Tells the windows once what they look like by then, as soon as what is going on has been done: a
   * snapshot must not stand between the commit and the INVITE it allows.
   */
  function changed(): void {
    if (isTelling) return;
    isTelling = true;
    cancelTelling = parts.after(0, () => {
      isTelling = false;
      tell("desk.changed", deskView());
      queue.look();
    });
  }

  const queue = watchQueue({
    store,
    clock,
    after: parts.after,
    changed: (now) => tell("queue.changed", { revision: now }),
    report: parts.report,
  });
  const loop = createAgentLoop({
    ledger: store.ledger,
    phone,
    clock,
    ids: parts.ids,
    rules,
    alarm: (at) => alarm(at),
    obstacle,
    changed: () => changed(),
    report: parts.report,
  });

  const countdown = { anchor: settings.countdown.anchor, lateAfterMs: rules.lateAfterMs };
  const callers = createCallers({ callbacks: store.callbacks, loop, numbers, clock, countdown });
  const sides = createSideLoop({
    ledger: store.sides,
    phone,
    clock,
    rules: { ...calling, ...settings.call },
    after: parts.after,
    attempt: () => attemptLine(loop.turn()),
    holdAttempt: (isHeld) => loop.apply({ type: isHeld ? "hold-asked" : "resume-asked" }),
    conference: (isOn) =>
      void loop.apply({ type: "noted", now: clock(), what: isOn ? "joined" : "parted" }),
    about: (caller, isAnswerAsked) => callers.about(caller, isAnswerAsked),
    mayAnswerItself: () => settings.call.autoAnswer === "asked" && windows > 0 && !isAway,
    takeOver: (call) => callers.takeOver(call),
    missed: (call) => tell("desk.noticed", missedCall(call, numbers, nameOf)),
    ring: (isOn) => sound.ring(isOn),
    changed: () => changed(),
    report: parts.report,
  });

  sound.follow({
    sessions: () =>
      [attemptLine(loop.turn()), ...sides.calls().calls]
        .filter((call) => call !== null)
        .sort((a, b) => Number(a.hold !== "off") - Number(b.hold !== "off"))
        .flatMap(({ id }) => phone.sessionOf(id) ?? []),
    sessionOf: (call) => phone.sessionOf(call),
  });

  function deskView(): DeskView {
    const turn = loop.turn();
    const now = clock();
    const key = turn?.brief.key;
    const attemptId = turn !== null && "attempt" in turn ? turn.attempt.id : null;
    const attempts = key === undefined || attemptId === null ? [] : store.ledger.attempts(key);
    const { calls, waiting, joined } = sides.calls();
    revision += 1;
    return {
      revision,
      now,
      turn:
        turn === null || key === undefined
          ? null
          : projectTurn(turn, {
              numbers,
              draft: store.ledger.draft(key),
              attempt: attempts.find(({ id }) => id === attemptId) ?? null,
            }),
      sides: calls.map((call) => projectSide(call, { numbers, nameOf, waiting })),
      isJoined: joined?.isMixed === true,
      registration,
      media: mediaView,
      sound: sound.view(),
      outboxUnsent: store.outbox.countUnsent(),
      isDiskFull: loop.isDiskFull(),
      wrapUpCodes: codes,
      againAfterMinutes: settings.wrapUp.againAfterMinutes,
      today: store.ledger.today(parts.dayStart(now)),
    };
  }

  const nameOf = (key: CallbackKey) => store.callbacks.read(key)?.callback.customerName ?? null;

  function callbackView(stored: StoredCallback): CallbackView {
    return projectCallback(stored, {
      numbers,
      now: clock(),
      attempts: store.ledger.attempts(stored.key),
      timeline: store.ledger.timeline(stored.key),
      wrapUps: store.ledger.wrapUps(stored.key),
      codes,
    });
  }

  /** Whether any call lives. */
  const isOnTheLine = (): boolean =>
    sides.calls().calls.length > 0 || attemptLine(loop.turn()) !== null;

  const stopHearing = [
    phone.subscribe((fact) => {
      if (fact.type === "registration-changed") {
        registration = fact.registration;
        changed();
      } else {
        // The turn first: what waits for its line looks at how that stands now.
        if (fact.type !== "arrived") loop.hear(fact);
        sides.hear(fact);
        const noticed = noticedIn(fact, numbers);
        if (noticed !== null) tell("desk.noticed", noticed);
        if (!isOnTheLine()) sound.callsEnded();
      }
    }),
    media.onPresence((isPresent) => {
      mediaView = { at: isPresent ? "starting" : "absent", microphone: null, reason: null };
      changed();
    }),
    media.on("microphone", ({ label, reason }) => {
      mediaView = { at: label === null ? "no-microphone" : "ready", microphone: label, reason };
      // A media window that came late, or came back, has gathered nothing yet.
      if (loop.turn()?.at === "preview") phone.prepare();
      changed();
    }),
    media.on("levels", ({ session, you, customer }) => {
      if (sound.isHeard(session)) tell("call.levels", { you, customer });
    }),
    imports.subscribe((view) => tell("import.changed", { view })),
    sound.subscribe((what) => {
      if (what === "sound") changed();
      else tell("sound.devices-changed", {});
    }),
  ];

  loop.recover();
  sides.recover();
  phone.start();

  return {
    handlers: createHandlers({
      store,
      loop,
      sides,
      phone,
      imports,
      counts: queue.counts,
      sound,
      numbers,
      clock,
      ids: parts.ids,
      countdown,
      againAfterMs: rules.againAfterMs,
      deskView,
      callbackView,
      registration: () => registration,
      media: () => mediaView,
      report: parts.report,
    }),
    subscribe(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    windowOpened(sender) {
      windows += 1;
      let isGone = false;
      return () => {
        if (isGone) return;
        isGone = true;
        windows -= 1;
        if (sender !== undefined) imports.windowGone(sender);
      };
    },
    woke() {
      // First, while nobody counts as back: a deadline that passed meanwhile asks.
      tick();
      phone.refresh("woke");
    },
    away(isGone) {
      isAway = isGone;
    },
    async stop() {
      cancelAlarm();
      await Promise.all([phone.stop(), imports.stop()]);
      for (const stop of stopHearing) stop();
      sound.stop();
      cancelAlarm();
      cancelTelling();
      queue.stop();
      store.close();
    },
  };
}
