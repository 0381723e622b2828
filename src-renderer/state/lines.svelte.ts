import type { CallId } from "#core/call-id.ts";
import type { CallbackKey } from "#core/callback.ts";
import type { Bridge, CommandName, Input } from "#contract/ipc.ts";
import type { SideView } from "#contract/side-view.ts";
import type { Notices } from "./notices.svelte.ts";

/** Commands about live calls that are not the attempt's alone. */
type Act = Extract<
  CommandName,
  | `line.${string}`
  | "call.consult"
  | "call.transfer"
  | "call.complete-transfer"
  | "call.join"
  | "call.part"
  | "call.digits"
  | "call.record"
>;

/** What an agent does with calls beside the attempt, and with the attempt beside them. */
export class Lines {
  readonly #bridge: Bridge;
  readonly #notices: Notices;

  constructor(bridge: Bridge, notices: Notices) {
    this.#bridge = bridge;
    this.#notices = notices;
  }

  answer = (call: CallId) => this.#do("line.answer", { call });
  decline = (call: CallId) => this.#do("line.decline", { call });
  hangUp = (call: CallId) => this.#do("line.hang-up", { call });
  hold = (call: CallId) => this.#do("line.hold", { call });
  resume = (call: CallId) => this.#do("line.resume", { call });
  mute = (call: CallId, isMuted: boolean) => this.#do("line.mute", { call, isMuted });
  /** What concerns a caller, each beside its namesake for the customer below. */
  readonly caller = {
    consult: (call: CallId, number: string) => this.#do("line.consult", { call, number }),
    transfer: (call: CallId, number: string) => this.#do("line.transfer", { call, number }),
    completeTransfer: (call: CallId) => this.#do("line.complete-transfer", { call }),
    join: (call: CallId) => this.#do("line.join", { call }),
    part: (call: CallId) => this.#do("line.part", { call }),
    record: (call: CallId, isOn: boolean, hasCustomerAgreed = false) =>
      this.#do("line.record", { call, isOn, ...(hasCustomerAgreed && { hasCustomerAgreed }) }),
  };
  /** In the order they are asked for; every call takes digits of its own. */
  digits = (call: CallId, digits: string) => this.#do("call.digits", { call, digits });
  consult = (key: CallbackKey, number: string) => this.#do("call.consult", { key, number });
  transfer = (key: CallbackKey, number: string) => this.#do("call.transfer", { key, number });
  completeTransfer = (key: CallbackKey) => this.#do("call.complete-transfer", { key });
  join = (key: CallbackKey) => this.#do("call.join", { key });
  part = (key: CallbackKey) => this.#do("call.part", { key });
  /** `hasCustomerAgreed`: the agent has said so; without it none is begun where that is asked. */
  record = (key: CallbackKey, isOn: boolean, hasCustomerAgreed = false) =>
    this.#do("call.record", { key, isOn, ...(hasCustomerAgreed && { hasCustomerAgreed }) });

  /** True when main did it; a refusal is shown. */
  async #do<K extends Act>(name: K, input: Input<K>): Promise<boolean> {
    const reply = await this.#bridge.invoke(name, input);
    if (!reply.ok) this.#notices.refused(reply.refusal);
    return reply.ok;
  }
}

/** A call that is being declined, as one that hears busy, waits for nobody any more. */
export const isWaitingForAnswer = ({ at, isEnding }: SideView): boolean =>
  (at === "alerting" || at === "answering") && !isEnding;
