import { randomUUID } from "node:crypto";
import { afterEach } from "vitest";
import type { CallEnd } from "#core/outcome.ts";
import type { AttemptId } from "#core/turn.ts";
import { account as accountSchema, type Account } from "#contract/account.ts";
import { settings, type Settings } from "#contract/settings.ts";
import type { Phone, PhoneFact } from "#desk/phone-port.ts";
import type { MediaLink, Report } from "#desk/ports.ts";
import { createPhone } from "#sip/phone.ts";
import type { PhoneTiming } from "#sip/timing.ts";
import * as v from "valibot";
import { FakeMedia } from "./fake-media.ts";

export const attemptId = (): AttemptId => randomUUID() as AttemptId;

/** Waits short enough for tests, long enough for a busy machine. */
const quick: Partial<PhoneTiming> = {
  reconnectFirstMs: 10,
  reconnectBaseMs: 20,
  reconnectMaxMs: 50,
  registerRetryMs: 20,
  registerRetryMaxMs: 50,
  glareMs: 20,
  stopMs: 300,
};

export interface LineOptions<M extends MediaLink = FakeMedia> {
  readonly url: string;
  readonly account?: Partial<Account>;
  readonly password?: string | null;
  readonly timing?: Partial<PhoneTiming>;
  readonly registerSeconds?: number;
  readonly call?: Partial<Settings["call"]>;
  readonly env?: Record<string, string>;
  readonly media?: M;
  /** Is told of what the phone reports, beside `reports`. */
  readonly onReport?: Report;
}

/** A phone with everything it told, and ways to wait for more. */
export interface Line<M extends MediaLink = FakeMedia> {
  readonly phone: Phone;
  readonly media: M;
  readonly facts: PhoneFact[];
  readonly reports: string[];
  /** The first fact of the kind that no other `fact` has taken yet. */
  readonly fact: <K extends PhoneFact["type"]>(type: K) => Promise<Extract<PhoneFact, { type: K }>>;
  readonly registered: () => Promise<void>;
  readonly ended: () => Promise<CallEnd>;
  /** Kinds of facts about calls, in order. */
  readonly story: () => string[];
}

const open: (() => Promise<unknown>)[] = [];

/** Runs after the test, last come first gone. */
export function afterwards(run: () => Promise<unknown>): void {
  open.push(run);
}

afterEach(async () => {
  for (const run of open.splice(0).reverse()) await run();
});

/** Without a media window of the test's own, over a fake one. */
export function openLine<M extends MediaLink = FakeMedia>(options: LineOptions<M>): Line<M> {
  const media = options.media ?? (new FakeMedia() as MediaLink as M);
  const facts: PhoneFact[] = [];
  const reports: string[] = [];
  const taken = new Set<PhoneFact>();
  const waiters: { type: string; resolve: (fact: PhoneFact) => void }[] = [];
  const phone = createPhone({
    account: v.parse(accountSchema, {
      id: "test",
      displayName: "Kim Agent",
      uri: "sip:kim@example.invalid",
      server: options.url,
      authUser: "",
      iceServers: [],
      ...options.account,
    }),
    password: options.password === undefined ? "secret" : options.password,
    isDemo: false,
    env: options.env ?? {},
    media,
    call: {
      ...v.parse(settings, {}).call,
      registerSeconds: options.registerSeconds ?? 300,
      ...options.call,
    },
    report: (what, error) => {
      reports.push(`${what} ${error instanceof Error ? error.message : ""}`);
      options.onReport?.(what, error);
    },
    timing: { ...quick, ...options.timing },
  });
  phone.subscribe((fact) => {
    facts.push(fact);
    const at = waiters.findIndex(({ type }) => type === fact.type);
    if (at === -1) return;
    taken.add(fact);
    waiters.splice(at, 1)[0]?.resolve(fact);
  });
  afterwards(() => phone.stop());
  const line: Line<M> = {
    phone,
    media,
    facts,
    reports,
    fact(type) {
      const early = facts.find((fact) => fact.type === type && !taken.has(fact));
      if (early !== undefined) {
        taken.add(early);
        return Promise.resolve(early as never);
      }
      return new Promise((resolve) => waiters.push({ type, resolve: resolve as never }));
    },
    async registered() {
      for (;;) {
        const { registration } = await line.fact("registration-changed");
        if (registration.at === "registered") return;
      }
    },
    ended: async () => (await line.fact("ended")).end,
    story: () => facts.filter((f) => f.type !== "registration-changed").map((f) => f.type),
  };
  return line;
}
