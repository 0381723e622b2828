import type { CallbackKey } from "#core/callback.ts";
import type { CallId } from "#core/call-id.ts";
import type { CallEnd } from "#core/outcome.ts";
import { stepSides } from "#core/side-calls-step.ts";
import {
  noSideCalls,
  type AttemptLine,
  type SideCalls,
  type SideEffect,
  type SideHappening,
} from "#core/side-calls.ts";
import { epochMs } from "#core/time.ts";
import { offer, step } from "#core/turn-step.ts";
import type { AttemptId, Turn, TurnEffect, TurnEvent } from "#core/turn.ts";
import { rules as usualRules } from "#test/support/builders.ts";

/** A call as the network and the media know it, ahead of the facts that tell of it. */
interface RealCall {
  at: "alerting" | "answering" | "dialing" | "talking";
  /** Our hold, confirmed by the far end. */
  isHeld: boolean;
  /** The re-INVITE that has no answer yet, and the one that follows it. */
  asked: boolean | null;
  next: boolean | null;
  /** A transfer of it is under way. */
  isReferred: boolean;
}

const begun = { isHeld: false, asked: null, next: null, isReferred: false };

type Fact = { readonly call: CallId } & (
  | { readonly type: "arrived" | "asked-by-network" | "answered" | "hold-refused" }
  | { readonly type: "transferred-away" | "transfer-failed" }
  | { readonly type: "hold-settled"; readonly isHeld: boolean }
  | { readonly type: "joined"; readonly isJoined: boolean }
  | { readonly type: "ended" }
);

const now = epochMs(1_000);
const end: CallEnd = {
  by: "far-end",
  sipStatus: 200,
  sipReason: null,
  q850Cause: null,
  retryAfterSeconds: null,
  fault: null,
};
const rules = { ...usualRules, lateAfterMs: 1_000, noAnswerMs: 0, againAfterMs: 1_000 };
export const customer = "customer" as CallId;

/** One agent with a callback in preview, her telephone, and the far ends: facts come late, in order. */
export class LineWorld {
  readonly real = new Map<CallId, RealCall>();
  readonly facts: Fact[] = [];
  /** Far ends that refuse every hold. */
  readonly stubborn = new Set<CallId>();
  /** What was done though another far end could hear her; empty as long as all is well. */
  readonly faults: string[] = [];
  isDiskFull = false;
  sides: SideCalls = noSideCalls;
  turn: Turn;
  #mix: readonly CallId[] = [];
  #mixAsked: (readonly CallId[])[] = [];

  constructor() {
    const countdown = { mode: "off", because: "not-asked-for" } as const;
    this.turn = offer({
      key: "1" as unknown as CallbackKey,
      numbers: ["+15550100"],
      isSkipEnabled: true,
      countdown,
      wrapUp: { prompt: "optional", timeoutMs: null },
      callerId: null,
      callerIdName: null,
    });
    this.#move({ type: "accepted", now });
  }

  /** Far ends that hear the agent now, those of a conference counted as one. */
  hearing(): CallId[] {
    const hearing = [...this.real].flatMap(([id, { at, isHeld }]) => {
      return at === "talking" && !isHeld ? [id] : [];
    });
    return hearing.filter(
      (id) => id !== this.#mix[1] || !hearing.some((it) => it === this.#mix[0]),
    );
  }

  attempt(): AttemptLine | null {
    const { turn } = this;
    if (turn.at !== "dialing" && turn.at !== "ringing" && turn.at !== "talking") return null;
    const hold = turn.at === "talking" ? turn.hold : "off";
    return { id: turn.attempt.id, at: turn.at, hold, isEnding: turn.attempt.endingBy !== null };
  }

  wish(event: SideHappening): void {
    const from = this.sides;
    const next = stepSides(from, { ...event, now }, this.attempt(), {
      ...rules,
      mostAlerting: 2,
      isWaitingAllowed: true,
    });
    this.sides = next.sides;
    let isRefused = false;
    for (const effect of next.effects) {
      if (!this.#perform(effect)) isRefused = true;
    }
    if (isRefused) this.wish({ type: "looked" });
  }

  /** A wish about the customer's own call. */
  wishTurn(event: TurnEvent): void {
    this.#move(event);
  }

  /** Somebody is called to be asked about that call. */
  consult(id: CallId, beside: CallId): void {
    this.wish({ type: "consult-asked", call: id, number: "+15550143", beside });
  }

  /** As the desk does it: not while another call has the line. */
  dial(): void {
    const isFree = !this.sides.calls.some(
      ({ at, hold }) => at !== "alerting" && at !== "parked" && hold !== "on",
    );
    if (isFree && this.sides.waiting === null) {
      this.#move({ type: "called", now, attempt: customer as AttemptId });
    }
  }

  arrive(id: CallId): void {
    if (this.real.has(id) || this.sides.calls.some((call) => call.id === id)) return;
    if (this.facts.some(({ call }) => call === id)) return;
    this.real.set(id, { at: "alerting", ...begun });
    this.facts.push({ call: id, type: "arrived" });
  }

  /** A far end answers our INVITE, or our answer is through. */
  answer(id: CallId): void {
    const call = this.real.get(id);
    if (call?.at !== "dialing" && call?.at !== "answering") return;
    call.at = "talking";
    this.facts.push({ call: id, type: "answered" });
  }

  hangUp(id: CallId): void {
    if (!this.real.delete(id)) return;
    this.facts.push({ call: id, type: "ended" });
    if (this.#mix.includes(id)) this.#mixed([]);
  }

  /** NOTIFY talk or hold. */
  platform(id: CallId, what: "talk" | "hold"): void {
    const call = this.real.get(id);
    if (call?.at === "alerting" && what === "talk") {
      call.at = "answering";
      this.facts.push({ call: id, type: "asked-by-network" });
    } else if (call?.at === "talking") this.#ask(call, what === "hold");
  }

  /** The far end answers the re-INVITE that is under way. */
  respond(id: CallId, isTaken: boolean): void {
    const call = this.real.get(id);
    if (call === undefined || call.asked === null) return;
    const isHeld = call.asked;
    if (isTaken && !(isHeld && this.stubborn.has(id))) {
      call.isHeld = isHeld;
      this.facts.push({ call: id, type: "hold-settled", isHeld });
    } else this.facts.push({ call: id, type: "hold-refused" });
    call.asked = call.next;
    call.next = null;
  }

  /** What became of the transfer that is under way; a far end that is there leaves us. */
  refer(id: CallId, isThere: boolean): void {
    const call = this.real.get(id);
    if (call?.isReferred !== true) return;
    call.isReferred = false;
    this.facts.push({ call: id, type: isThere ? "transferred-away" : "transfer-failed" });
    if (isThere) this.hangUp(id);
  }

  mix(isTaken: boolean): void {
    const asked = this.#mixAsked.shift();
    if (asked === undefined) return;
    const talking = asked.filter((id) => this.real.get(id)?.at === "talking");
    if (!isTaken) {
      for (const call of talking) {
        this.facts.push({ call, type: "joined", isJoined: this.#mix.includes(call) });
      }
    } else this.#mixed(talking.length < 2 ? [] : talking);
  }

  /** The next fact reaches the desk: the turn first, then the calls beside it. */
  hear(): void {
    const fact = this.facts.shift();
    if (fact === undefined) return;
    const { call } = fact;
    const attempt = call as AttemptId;
    switch (fact.type) {
      case "arrived":
        this.wish({
          type: "arrived",
          call,
          number: null,
          name: null,
          about: null,
          answersAt: null,
        });
        break;
      case "asked-by-network":
        this.wish({ type: "asked-by-network", call, about: null });
        break;
      case "joined":
        this.wish(fact);
        break;
      case "hold-settled":
        this.#move({ ...fact, now, attempt });
        this.wish(fact);
        break;
      case "ended":
        this.#move({ type: "ended", now, attempt, end });
        this.wish({ type: "ended", call, end });
        break;
      default:
        this.#move({ type: fact.type, now, attempt });
        this.wish({ type: fact.type, call });
    }
  }

  /** Everything that is under way comes to its end; nobody wishes or answers anything new. */
  rest(): void {
    this.isDiskFull = false;
    for (let i = 0; i < 200; i += 1) {
      for (const [id, call] of this.real) {
        if (call.at === "answering") this.answer(id);
        this.respond(id, true);
        this.refer(id, false);
      }
      this.mix(true);
      while (this.facts.length > 0) this.hear();
    }
  }

  #move(event: TurnEvent): boolean {
    const next = step(this.turn, event, rules);
    if (next.turn === this.turn) return true;
    if (this.isDiskFull && (event.type === "hold-asked" || event.type === "resume-asked")) {
      return false;
    }
    this.turn = next.turn;
    for (const effect of next.effects) this.#performTurn(effect);
    return true;
  }

  #performTurn(effect: TurnEffect): void {
    if (effect.do === "invite") this.#invite(effect.attempt);
    else if (effect.do === "hang-up") this.hangUp(effect.attempt);
    else if (effect.do === "hold" || effect.do === "resume") {
      this.#reInvite(effect.attempt, effect.do === "hold");
    }
  }

  /** False when the disk refused it. */
  #perform(effect: SideEffect): boolean {
    const isAttempt = "call" in effect && effect.call === this.attempt()?.id;
    switch (effect.do) {
      case "answer": {
        this.#mustBeFree(effect.call, "answer");
        const call = this.real.get(effect.call);
        if (call?.at === "alerting") call.at = "answering";
        break;
      }
      case "decline":
        if (this.real.get(effect.call)?.at === "alerting") this.hangUp(effect.call);
        break;
      case "invite":
        this.#mustBeFree(effect.call, "invite");
        if (this.#isOver(effect.beside)) this.faults.push("a consultation about nobody");
        this.#invite(effect.call);
        break;
      case "hang-up":
        this.hangUp(effect.call);
        break;
      case "hold":
      case "resume": {
        const isHeld = effect.do === "hold";
        if (isAttempt) return this.#move({ type: isHeld ? "hold-asked" : "resume-asked" });
        this.#reInvite(effect.call, isHeld);
        break;
      }
      case "mute":
        break;
      case "transfer":
      case "transfer-to": {
        const call = this.real.get(effect.call);
        if (call === undefined) break;
        if (call.at !== "talking" || call.isReferred)
          this.faults.push("a transfer of no free call");
        call.isReferred = true;
        break;
      }
      case "join":
        this.#mixAsked.push(effect.calls);
        break;
    }
    return true;
  }

  /** As far as was told; what she is about may have hung up at this very moment. */
  #isOver(id: CallId): boolean {
    const lines = [this.attempt(), ...this.sides.calls];
    return !lines.some((line) => line?.id === id && line.at === "talking");
  }

  /** By all that was told so far; what the platform does meanwhile nobody can know. */
  #mustBeFree(id: CallId, what: string): void {
    const { sides } = this;
    const lines = [this.attempt(), ...sides.calls];
    const isTaken = lines.some((line) => {
      if (line === null || line.id === id) return false;
      return line.at !== "alerting" && line.at !== "parked" && line.hold !== "on";
    });
    if (isTaken) this.faults.push(`${what} with another on the line`);
  }

  #invite(id: CallId): void {
    this.real.set(id, { at: "dialing", ...begun });
  }

  #reInvite(id: CallId, isHeld: boolean): void {
    const call = this.real.get(id);
    if (call === undefined) return;
    if (call.at === "talking") this.#ask(call, isHeld);
    else this.facts.push({ call: id, type: "hold-refused" });
  }

  #ask(call: RealCall, isHeld: boolean): void {
    if (call.asked === null) call.asked = isHeld;
    else if (call.asked !== isHeld || call.next !== null) call.next = isHeld;
  }

  #mixed(calls: readonly CallId[]): void {
    for (const call of new Set([...this.#mix, ...calls])) {
      const isJoined = calls.includes(call);
      if (this.real.has(call)) this.facts.push({ call, type: "joined", isJoined });
    }
    this.#mix = calls;
  }
}
