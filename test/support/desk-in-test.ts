import { dayStartAt } from "#core/time.ts";
import { randomUUID } from "node:crypto";
import * as v from "valibot";
import type { Callback, CallbackKey } from "#core/callback.ts";
import type { CallId } from "#core/call-id.ts";
import type { CommandName, Input, Output, Reply } from "#contract/ipc.ts";
import { settings as settingsSchema } from "#contract/settings.ts";
import { deskView, type DeskView } from "#contract/view.ts";
import { createDesk } from "#desk/desk.ts";
import { createImports } from "#desk/imports.ts";
import { createSound } from "#desk/sound.ts";
import type { CallFact, PhoneFact } from "#desk/phone-port.ts";
import type { DeskService, Problem, Store } from "#desk/ports.ts";
import { createNumbers } from "#numbers/numbers.ts";
import { recordingsIn } from "#recordings/recordings.ts";
import { preferencesIn } from "#settings/preferences-file.ts";
import { StoreFull } from "#store/errors.ts";
import { openStore } from "#store/open.ts";
import { at, callbackWith } from "./builders.ts";
import { FakeMedia, FakePhone, TestTime } from "./fakes.ts";
import { discard, freshFolder } from "./product.ts";

export const deskNumbers = createNumbers("US");

/** Nothing is imported here. */
const noImports = createImports({
  start: () => {
    throw new Error("this desk imports nothing");
  },
  clock: () => at(0),
  after: () => () => undefined,
  ids: randomUUID,
});

type LineFact = { type: CallFact["type"] } & Record<string, unknown>;

/** A desk over a real store, with a phone and a media window that do as the test says. */
export class DeskInTest {
  readonly folder = freshFolder();
  readonly time = new TestTime();
  phone = new FakePhone();
  media = new FakeMedia();
  readonly #settings: unknown;
  /** While it is, the disk takes nothing of a turn or a call. */
  isDiskFull = false;
  /** What went to the log. */
  readonly reports: string[] = [];
  store: Store;
  desk: DeskService;
  #serial = 0;

  constructor(settings: Record<string, unknown> = {}) {
    this.#settings = settings;
    this.store = this.#open();
    this.desk = this.#create();
  }

  #open(): Store {
    const store = openStore(this.folder, { numbers: deskNumbers });
    const { ledger, sides } = store;
    const unlessFull = (work: () => void): void => {
      if (this.isDiskFull) throw new StoreFull("the disk of this test is full");
      work();
    };
    return {
      ...store,
      ledger: {
        ...ledger,
        commit: (turn, records, now) => {
          unlessFull(() => ledger.commit(turn, records, now));
        },
      },
      sides: {
        ...sides,
        commit: (records) => {
          unlessFull(() => sides.commit(records));
        },
        recover: (now) => {
          unlessFull(() => sides.recover(now));
        },
      },
    };
  }

  #create(): DeskService {
    const settings = v.parse(settingsSchema, this.#settings);
    return createDesk({
      sound: createSound({
        media: this.media,
        settings,
        preferences: preferencesIn(this.folder),
        recordings: recordingsIn(this.folder),
        networkChanged: () => {
          this.phone.refresh("network-changed");
        },
        after: this.time.after,
        report: () => undefined,
      }),
      store: this.store,
      phone: this.phone,
      media: this.media,
      imports: noImports,
      numbers: deskNumbers,
      settings,
      clock: this.time.clock,
      after: this.time.after,
      ids: randomUUID,
      dayStart: (now) => dayStartAt(now, 60),
      report: (what) => void this.reports.push(what),
    });
  }

  /** Line registered, microphone there, a window open: everything a call needs. */
  makeReady(): void {
    this.phone.register();
    this.media.appear();
    this.desk.windowOpened();
  }

  /** Another process on the same folder, so much later, with a phone and a media window of its own. */
  async restart(laterMs = 0): Promise<void> {
    await this.desk.stop();
    this.time.sleep(laterMs);
    this.phone = new FakePhone();
    this.media = new FakeMedia();
    this.store = this.#open();
    this.desk = this.#create();
  }

  async end(): Promise<void> {
    await this.desk.stop();
    discard(this.folder);
  }

  /** Keeps a record of its own identity. */
  put(changes: Partial<Callback> = {}, problems: readonly Problem[] = []): CallbackKey {
    this.#serial += 1;
    const callback = callbackWith({
      identity: {
        conversationId: null,
        participantId: null,
        communicationId: `c-${this.#serial}`,
        interactionId: null,
      },
      ...changes,
    });
    const record = { callback, raw: "{}", envelope: null, problems };
    return this.store.callbacks.put(record, this.time.now, false).key;
  }

  /** Handlers of the desk itself answer at once; only a host may make a window wait. */
  act<K extends CommandName>(name: K, input: Input<K>): Reply<Output<K>> {
    const reply = this.desk.handlers[name](input);
    if (reply instanceof Promise) throw new TypeError(`${name} did not answer at once`);
    return reply;
  }

  view(): DeskView {
    const reply = this.act("desk.read", {});
    if (!reply.ok) throw new Error(JSON.stringify(reply.refusal.why));
    return v.parse(deskView, reply.value);
  }

  /** A fact of any call. */
  tell(call: CallId, fact: LineFact): void {
    this.phone.tell({ ...fact, call } as unknown as PhoneFact);
  }

  /** A fact of the attempt's call. */
  tellLine(fact: LineFact): void {
    const { turn } = this.view();
    if (turn === null || !("attempt" in turn)) throw new Error("no attempt is live");
    this.tell(turn.attempt, fact);
  }

  /** Everything ready, the callback accepted, called and answered. */
  talk(key: CallbackKey): void {
    this.makeReady();
    this.act("callback.accept", { key });
    this.act("preview.call", { key });
    this.tellLine({ type: "progressed", hasEarlyMedia: false });
    this.tellLine({ type: "answered" });
  }
}

export const refusalOf = (reply: Reply<unknown>) => (reply.ok ? null : reply.refusal.code);
export const whyOf = (reply: Reply<unknown>) => (reply.ok ? null : reply.refusal.why);
