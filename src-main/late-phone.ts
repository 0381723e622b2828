import type { LineTrouble } from "#contract/line-trouble.ts";
import type { RegistrationView } from "#contract/view.ts";
import type { Phone, PhoneFact } from "#desk/phone-port.ts";
import type { Report } from "#desk/ports.ts";
import { blankEnd } from "#sip/final-response.ts";

/**
 * A line that may be used before it is there: it says `connecting`, calls nobody, and passes
 * everything on to `coming` once that has come. When it fails instead, the line says so and the rest
 * of the desk goes on with its work.
 */
export function createLatePhone(options: {
  readonly coming: Promise<Phone>;
  readonly account: string | null;
  readonly isDemo: boolean;
  readonly report: Report;
}): Phone {
  const { account, isDemo, report } = options;
  const listeners = new Set<(fact: PhoneFact) => void>();
  let phone: Phone | null = null;
  let isStarted = false;
  let isPrepared = false;
  let isStopped = false;

  const tell = (fact: PhoneFact): void => {
    for (const listener of listeners) listener(fact);
  };
  const show = (at: RegistrationView["at"], reason: LineTrouble | null): void => {
    const registration = { at, reason, account, isDemo };
    queueMicrotask(() => tell({ type: "registration-changed", registration }));
  };

  options.coming
    .then(async (come) => {
      if (isStopped) return come.stop();
      phone = come;
      come.subscribe(tell);
      if (isPrepared) come.prepare();
      if (isStarted) come.start();
    })
    .catch((error: unknown) => {
      if (isStopped) return;
      report("the line could not be set up", error);
      show("failed", { is: "not-set-up" });
    });

  return {
    start() {
      isStarted = true;
      if (phone !== null) phone.start();
      else show("connecting", null);
    },
    stop() {
      isStopped = true;
      return phone?.stop() ?? Promise.resolve();
    },
    prepare() {
      isPrepared = true;
      phone?.prepare();
    },
    release() {
      isPrepared = false;
      phone?.release();
    },
    refresh: (why) => phone?.refresh(why),
    invite(call, number, inviteOptions) {
      if (phone !== null) {
        phone.invite(call, number, inviteOptions);
        return;
      }
      const end = { ...blankEnd, fault: "not-connected", sipReason: "the line is not there yet" };
      queueMicrotask(() => tell({ type: "ended", call, end } as PhoneFact));
    },
    answer: (call) => phone?.answer(call),
    decline: (call, how) => phone?.decline(call, how),
    hangUp: (call) => phone?.hangUp(call),
    hold: (call) => phone?.hold(call),
    resume: (call) => phone?.resume(call),
    mute: (call, isMuted) => phone?.mute(call, isMuted),
    sendDigits: (call, digits) => phone?.sendDigits(call, digits),
    transfer: (call, number) => phone?.transfer(call, number),
    transferTo: (call, other) => phone?.transferTo(call, other),
    join: (calls) => phone?.join(calls),
    sessionOf: (call) => phone?.sessionOf(call) ?? null,
    subscribe(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
}
