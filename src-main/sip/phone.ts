import { UserAgent } from "sip.js";
import type { Account } from "#contract/account.ts";
import { isSameTrouble, type LineTrouble } from "#contract/line-trouble.ts";
import type { Settings } from "#contract/settings.ts";
import type { RegistrationView } from "#contract/view.ts";
import type { Phone, PhoneFact } from "#desk/phone-port.ts";
import type { MediaLink, Report } from "#desk/ports.ts";
import { Calls } from "./calls.ts";
import { Connection } from "./connection.ts";
import { Joining } from "./joining.ts";
import { discreet } from "./log.ts";
import { OwedEnds } from "./owed-ends.ts";
import { PreparedMedia } from "./prepared-media.ts";
import { Registration } from "./registration.ts";
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
 * The agent's line over SIP.js: one registration, and its calls. Facts come after the method
 * that caused them has returned. An account whose address cannot be read gives a line that says so.
 */
export function createPhone(options: PhoneOptions): Phone {
  const { uri } = options.account;
  if (UserAgent.makeURI(uri)?.user !== undefined) return createUsablePhone(options);
  const reason = { is: "bad-account-address" } as const;
  return createUnusablePhone({ at: "failed", reason, account: uri, isDemo: options.isDemo });
}

function createUsablePhone(options: PhoneOptions): Phone {
  const { account, password, media } = options;
  const report = discreet(options.report);
  const timing = timingOf(options.call, options.timing);
  const listeners = new Set<(fact: PhoneFact) => void>();
  let view: RegistrationView | null = null;
  let isStopping = false;
  let stopping: Promise<void> | null = null;
  const { promise: ending, resolve: allEnded } = Promise.withResolvers<null>();
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
  const show = (at: RegistrationView["at"], reason: LineTrouble | null): void => {
    if (view?.at === at && isSameTrouble(view.reason, reason)) return;
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
      show("connecting", { is: "connection-lost" });
      for (const call of calls.all()) call.signallingLost();
      connection.lost();
    },
    onInvite: (invitation) => {
      calls.arrived(invitation);
    },
    onNotify: (notification) => {
      calls.notified(notification);
    },
  });
  const registrarAnswered = (at: "registered" | "failed", reason: LineTrouble | null): void => {
    if (isStopping) return;
    show(at, reason);
    if (!isCutOff) return;
    isCutOff = false;
    owedEnds.connected();
    for (const call of calls.all()) call.signallingBack();
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
  const owedEnds = new OwedEnds({
    isConnected: () => line.ua.isConnected(),
    limitMs: timing.talkLostMs,
  });
  const calls = new Calls({
    parts: {
      line,
      media,
      prepared,
      timing,
      call: options.call,
      report,
      tell,
      owedEnds,
    },
    onEnded: (call) => {
      joining.ended(call);
      if (isStopping && calls.all().length === 0) allEnded(null);
    },
  });
  const joining = new Joining({ media, report, get: (call) => calls.get(call) });
  const subscriptions = [
    media.on("connection", (fact) => {
      for (const call of calls.all()) call.media.connectionChanged(fact);
    }),
    media.on("renewed", ({ session, sdp }) => {
      prepared.renewed(session, sdp);
    }),
    media.onPresence((isPresent) => {
      prepared.windowChanged(isPresent);
      const settled = calls.all().map((call) => call.media.windowChanged(isPresent));
      if (isPresent) void Promise.all(settled).then(() => joining.again());
    }),
  ];

  const stop = async (): Promise<void> => {
    isStopping = true;
    connection.stop();
    prepared.release();
    calls.close();
    const limit = setTimeout(allEnded, timing.stopMs, null);
    if (calls.all().length > 0) await ending;
    clearTimeout(limit);
    for (const call of calls.all()) call.drop();
    await registration.unregister(timing.stopMs);
    for (const unsubscribe of subscriptions) unsubscribe();
    owedEnds.stop();
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
      if (!isStopping) prepared.prepare();
    },
    release: () => {
      prepared.release();
    },
    refresh(why) {
      if (why === "woke") {
        // Every call is refreshed when the connection is back.
        connection.woke();
        return;
      }
      connection.networkChanged();
      for (const call of calls.all()) call.refresh(true);
    },
    invite(call, number, inviteOptions = {}) {
      calls.invite(call, number, inviteOptions);
    },
    answer: (call) => calls.incoming(call)?.answer(),
    decline: (call, how) => calls.incoming(call)?.decline(how),
    hangUp(call) {
      calls.incoming(call)?.decline("declined");
      calls.get(call)?.hangUp();
    },
    hold: (call) => calls.get(call)?.hold(true),
    resume: (call) => calls.get(call)?.hold(false),
    mute: (call, isMuted) => calls.get(call)?.media.mute(isMuted),
    sendDigits: (call, digits) => calls.get(call)?.sendDigits(digits),
    transfer: (call, number) => calls.get(call)?.transfer(number),
    transferTo: (call, other) => calls.get(call)?.transferTo(calls.get(other)),
    join(list) {
      joining.join(list);
    },
    sessionOf: (call) => calls.get(call)?.media.bridge?.session ?? null,
    subscribe(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
}
