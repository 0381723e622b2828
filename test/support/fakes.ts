import type {
  MediaAskName,
  MediaFact,
  MediaFailure,
  MediaFactName,
  MediaInput,
  MediaOutput,
  MediaReply,
} from "#contract/media.ts";
import type { DeclineHow, InviteOptions, Phone, PhoneFact } from "#desk/phone-port.ts";
import type { After, Ledger, MediaLink } from "#desk/ports.ts";
import type { Turn, TurnRecord } from "#core/turn.ts";
import type { EpochMs } from "#core/time.ts";
import { at, T0 } from "./builders.ts";

/** A clock and timers that move only when told; timers run in the order they are due. */
export class TestTime {
  now: EpochMs = T0;
  readonly #timers: { at: number; run: () => void }[] = [];

  readonly clock = (): EpochMs => this.now;
  readonly after: After = (delayMs, run) => {
    const timer = { at: this.now + delayMs, run };
    this.#timers.push(timer);
    return () => {
      const index = this.#timers.indexOf(timer);
      if (index >= 0) this.#timers.splice(index, 1);
    };
  };

  /** Lets time pass and runs what comes due on the way. */
  pass(ms: number): void {
    const until = this.now + ms;
    for (;;) {
      const next = this.#timers.filter((timer) => timer.at <= until).sort((a, b) => a.at - b.at)[0];
      if (next === undefined) break;
      this.#timers.splice(this.#timers.indexOf(next), 1);
      this.now = at(Math.max(this.now, next.at));
      next.run();
    }
    this.now = at(until);
  }

  /** The machine sleeps: time passes and no timer runs until it wakes. */
  sleep(ms: number): void {
    this.now = at(this.now + ms);
  }
}

/** A phone that writes down what it is asked and says what the test lets it say. */
export class FakePhone implements Phone {
  readonly asked: string[] = [];
  readonly #listeners = new Set<(fact: PhoneFact) => void>();

  start(): void {
    this.asked.push("start");
  }
  stop(): Promise<void> {
    this.asked.push("stop");
    return Promise.resolve();
  }
  prepare(): void {
    this.asked.push("prepare");
  }
  release(): void {
    this.asked.push("release");
  }
  refresh(why: string): void {
    this.asked.push(`refresh ${why}`);
  }
  invite(_call: string, number: string, { callerId }: InviteOptions = {}): void {
    this.asked.push(`invite ${number}${callerId === undefined ? "" : ` as ${callerId}`}`);
  }
  answer(): void {
    this.asked.push("answer");
  }
  decline(_call: string, how: DeclineHow): void {
    this.asked.push(`decline ${how}`);
  }
  hangUp(): void {
    this.asked.push("hang-up");
  }
  hold(): void {
    this.asked.push("hold");
  }
  resume(): void {
    this.asked.push("resume");
  }
  mute(_call: string, isMuted: boolean): void {
    this.asked.push(isMuted ? "mute" : "unmute");
  }
  sendDigits(_call: string, digits: string): void {
    this.asked.push(`digits ${digits}`);
  }
  transfer(_call: string, number: string): void {
    this.asked.push(`transfer ${number}`);
  }
  transferTo(): void {
    this.asked.push("transfer-to");
  }
  join(calls: readonly string[]): void {
    this.asked.push(`join ${calls.length}`);
  }
  sessionOf(call: string): string {
    return `session of ${call}`;
  }
  subscribe(listener: (fact: PhoneFact) => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }
  tell(fact: PhoneFact): void {
    for (const listener of this.#listeners) listener(fact);
  }
  register(): void {
    const registration = {
      at: "registered",
      reason: null,
      account: "sip:kim@example.org",
      isDemo: false,
    } as const;
    this.tell({ type: "registration-changed", registration });
  }
}

/** A media window that is there when the test says so; it writes down what it is asked to ring. */
export class FakeMedia implements MediaLink {
  readonly asked: string[] = [];
  /** Why it does nothing of what it has no answer to. */
  failure: MediaFailure = { code: "fault", reason: "there is no window in this test" };
  /** What it answers instead. */
  readonly answers = new Map<MediaAskName, unknown>();
  readonly #listeners = new Map<MediaFactName, Set<(fact: never) => void>>();
  readonly #presence = new Set<(isPresent: boolean) => void>();
  isPresent = false;

  ask<K extends MediaAskName>(name: K, input: MediaInput<K>): Promise<MediaReply<MediaOutput<K>>> {
    const isOn = "isOn" in input ? ` ${input.isOn ? "on" : "off"}` : "";
    this.asked.push(`${name}${isOn}`);
    if (this.answers.has(name)) {
      return Promise.resolve({ ok: true, value: this.answers.get(name) as MediaOutput<K> });
    }
    return Promise.resolve({ ok: false, failure: this.failure });
  }
  on<K extends MediaFactName>(name: K, listener: (fact: MediaFact<K>) => void): () => void {
    const set = this.#listeners.get(name) ?? new Set();
    set.add(listener);
    this.#listeners.set(name, set);
    return () => void set.delete(listener);
  }
  onPresence(listener: (isPresent: boolean) => void): () => void {
    this.#presence.add(listener);
    listener(this.isPresent);
    return () => void this.#presence.delete(listener);
  }
  tell<K extends MediaFactName>(name: K, fact: MediaFact<K>): void {
    for (const listener of this.#listeners.get(name) ?? []) listener(fact as never);
  }
  appear(): void {
    this.isPresent = true;
    for (const listener of this.#presence) listener(true);
    this.tell("microphone", { label: "Test microphone", reason: null });
  }
  disappear(): void {
    this.isPresent = false;
    for (const listener of this.#presence) listener(false);
  }
}

/** A ledger in memory that can be told to have no room; keeps the order of what was committed. */
export class FakeLedger implements Ledger {
  isFull = false;
  turn: Turn | null = null;
  readonly written: string[] = [];
  readonly #log: string[];

  constructor(log: string[] = []) {
    this.#log = log;
  }
  commit(turn: Turn, records: readonly TurnRecord[]): void {
    if (this.isFull) throw Object.assign(new Error("disk is full"), { name: "StoreFull" });
    this.turn = turn.at === "closed" ? null : turn;
    for (const { write } of records) this.written.push(write);
    this.#log.push(`commit ${turn.at}`);
  }
  openTurn(): Turn | null {
    return this.turn;
  }
  attempts(): readonly [] {
    return [];
  }
  timeline(): readonly [] {
    return [];
  }
  wrapUps(): readonly [] {
    return [];
  }
  saveDraft(): void {
    this.#log.push("draft");
  }
  draft(): null {
    return null;
  }
  today() {
    return { called: 0, reached: 0, talkMs: 0 };
  }
}
