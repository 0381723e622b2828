import { UserAgent } from "sip.js";
import type { CallId } from "#core/call-id.ts";
import type { AttemptId } from "#core/turn.ts";
import type { Account } from "#contract/account.ts";
import type { Settings } from "#contract/settings.ts";
import type { RegistrationView } from "#contract/view.ts";
import type { Phone, PhoneFact } from "#desk/phone-port.ts";
import type { MediaLink, Report } from "#desk/ports.ts";
import { Call } from "./call.ts";
import { Connection } from "./connection.ts";
import { blankEnd } from "./final-response.ts";
import { PreparedMedia } from "./prepared-media.ts";
import { Registration } from "./registration.ts";
import { targetOf } from "./target.ts";
import { timingOf, type PhoneTiming } from "./timing.ts";
import { createUnusablePhone } from "./unusable-phone.ts";
import { createLineAgent } from "./user-agent.ts";

export interface PhoneOptions {
  readonly account: Account;
  /** Null: none is stored; a server that asks for one is then told nothing. */
  readonly password: string | null;
  readonly isDemo: boolean;
  /** Names the proxies of the machine; without it there are none. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  readonly media: MediaLink;
  readonly call: Settings["call"];
  readonly report: Report;
  readonly timing?: Partial<PhoneTiming>;
}

/**
 * The agent's line over SIP.js: one registration, one call at a time. Facts come after the method
 * that caused them has returned. An account whose address cannot be read gives a line that says so.
 */
export function createPhone(options: PhoneOptions): Phone {
  const { uri } = options.account;
  if (UserAgent.makeURI(uri)?.user !== undefined) return createUsablePhone(options);
  const reason = "the account's address is not sip:user@domain";
  return createUnusablePhone({ at: "failed", reason, account: uri, isDemo: options.isDemo });
}

function createUsablePhone(options: PhoneOptions): Phone {
  const { account, password, media, report } = options;
  const timing = timingOf(options.call, options.timing);
  const listeners = new Set<(fact: PhoneFact) => void>();
  const used = new Set<AttemptId>();
  const owed = new Set<() => void>();
  let call: Call | null = null;
  let view: RegistrationView | null = null;
  let isStopping = false;
  let stopping: Promise<void> | null = null;
  let isMediaPresent = false;
  /** The socket was lost and the registrar has not answered on the new one yet. */
  let isCutOff = false;

  /** Later, so that nobody is told of a thing in the middle of asking for it; in order all the same. */
  const tell = (fact: PhoneFact): void => {
    queueMicrotask(() => {
      for (const listener of listeners) {
        try {
          listener(fact);
        } catch (error) {
          report("a listener of the phone failed", error);
        }
      }
    });
  };
  const show = (at: RegistrationView["at"], reason: string | null): void => {
    if (view?.at === at && view.reason === reason) return;
    view = { at, reason, account: account.uri, isDemo: options.isDemo };
    tell({ type: "registration-changed", registration: view });
  };

  const line = createLineAgent({
    account,
    password,
    env: options.env ?? {},
    timing,
    report,
    onConnect: () => {
      if (isStopping) return;
      show("connecting", null);
      registration.register();
    },
    onDisconnect: () => {
      registration.pause();
      if (isStopping) return;
      isCutOff = true;
      show("connecting", "the connection to the server was lost");
      call?.signallingLost();
      connection.lost();
    },
  });
  const registrarAnswered = (at: "registered" | "failed", reason: string | null): void => {
    if (isStopping) return;
    show(at, reason);
    if (!isCutOff) return;
    isCutOff = false;
    const due = [...owed];
    owed.clear();
    for (const run of due) run();
    call?.signallingBack();
  };
  const registration = new Registration({
    ua: line.ua,
    hasPassword: password !== null,
    registerSeconds: options.call.registerSeconds,
    timing,
    report,
    onServiceRoute: line.setServiceRoute,
    onRegistered: () => {
      registrarAnswered("registered", null);
    },
    onRefused: (reason) => {
      registrarAnswered("failed", reason);
    },
  });
  const connection = new Connection({
    ua: line.ua,
    timing,
    cut: line.cut,
    doubt: line.doubt,
    onUnreachable: (reason) => {
      show("offline", reason);
    },
  });
  const prepared = new PreparedMedia({
    media,
    iceServers: account.iceServers,
    gatherLimitMs: options.call.gatherLimitMs,
    timing,
  });
  const subscriptions = [
    media.on("connection", ({ session, state }) => {
      call?.mediaConnection(session, state);
    }),
    media.on("renewed", ({ session, sdp }) => {
      prepared.renewed(session, sdp);
    }),
    media.onPresence((isPresent) => {
      const isLost = isMediaPresent && !isPresent;
      isMediaPresent = isPresent;
      prepared.windowChanged(isPresent);
      if (isLost) call?.fail("media-path", "the window that carries the audio was lost");
    }),
  ];

  /** Ends an attempt of which nothing ever left. */
  const refuse = (attempt: AttemptId, why: Partial<typeof blankEnd>): void => {
    tell({ type: "ended", call: attempt, end: { ...blankEnd, ...why } });
  };

  const of = (attempt: CallId): Call | null => (call?.attempt === attempt ? call : null);

  const stop = async (): Promise<void> => {
    isStopping = true;
    connection.stop();
    prepared.release();
    call?.hangUp();
    if (call !== null && !call.isEnded()) await endOf(listeners, timing.stopMs);
    await registration.unregister(timing.stopMs);
    for (const unsubscribe of subscriptions) unsubscribe();
    owed.clear();
    await line.stop();
    show("offline", null);
    queueMicrotask(() => {
      listeners.clear();
    });
  };

  return {
    start() {
      show("connecting", null);
      connection.start();
    },
    stop() {
      stopping ??= stop();
      return stopping;
    },
    prepare() {
      if (call === null && !isStopping) prepared.prepare();
    },
    release: () => {
      prepared.release();
    },
    refresh(why) {
      if (why === "woke") connection.woke();
      else connection.networkChanged();
    },
    invite(id, number) {
      const attempt = id as AttemptId;
      if (used.has(attempt) || call !== null || isStopping) {
        report("a second INVITE was asked for and not sent");
        return;
      }
      used.add(attempt);
      const target = targetOf(number, line.domain);
      if (target === null) {
        // Q.850 28: invalid number format.
        refuse(attempt, { q850Cause: 28, sipReason: "neither a full number nor a SIP address" });
        return;
      }
      if (!line.ua.isConnected()) {
        refuse(attempt, { fault: "not-connected", sipReason: "not connected to the server" });
        return;
      }
      const made = new Call({
        attempt,
        target,
        line,
        media,
        timing,
        report,
        takeMedia: () => prepared.take(),
        whenConnected: (run) => {
          owed.add(run);
          setTimeout(() => owed.delete(run), timing.talkLostMs).unref();
        },
        tell,
        onEnded: () => {
          if (call === made) call = null;
        },
      });
      call = made;
      made.start().catch((error: unknown) => {
        report("a call could not be started", error);
        made.fail("media-path", "the call could not be started");
      });
    },
    answer: () => undefined,
    decline: () => undefined,
    sendDigits: () => undefined,
    transfer: () => undefined,
    transferTo: () => undefined,
    join: () => undefined,
    hangUp(attempt) {
      of(attempt)?.hangUp();
    },
    hold(attempt) {
      of(attempt)?.hold(true);
    },
    resume(attempt) {
      of(attempt)?.hold(false);
    },
    mute(attempt, isMuted) {
      of(attempt)?.mute(isMuted);
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
}

/** Resolves at the next `ended`, or after `limitMs`. */
function endOf(listeners: Set<(fact: PhoneFact) => void>, limitMs: number): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      clearTimeout(limit);
      listeners.delete(listener);
      resolve();
    };
    const listener = (fact: PhoneFact): void => {
      if (fact.type === "ended") done();
    };
    const limit = setTimeout(done, limitMs);
    listeners.add(listener);
  });
}
