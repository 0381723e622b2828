import type { CallFault, Outcome } from "#core/outcome.ts";
import * as m from "#renderer/messages/messages.js";

const names: Readonly<Record<Outcome, () => string>> = {
  answered: m.outcome_answered,
  "no-answer": m.outcome_no_answer,
  busy: m.outcome_busy,
  declined: m.outcome_declined,
  "answering-machine": m.outcome_answering_machine,
  fax: m.outcome_fax,
  silence: m.outcome_silence,
  "wrong-person": m.outcome_wrong_person,
  "wrong-number": m.outcome_wrong_number,
  "bad-number": m.outcome_bad_number,
  "number-changed": m.outcome_number_changed,
  "do-not-call": m.outcome_do_not_call,
  cancelled: m.outcome_cancelled,
  "given-up": m.outcome_given_up,
  redirected: m.outcome_redirected,
  "network-busy": m.outcome_network_busy,
  "call-failed": m.outcome_call_failed,
  "account-refused": m.outcome_account_refused,
  dropped: m.outcome_dropped,
  transferred: m.outcome_transferred,
  conferenced: m.outcome_conferenced,
  unknown: m.outcome_unknown,
};

export const outcomeName = (outcome: Outcome): string => names[outcome]();

/** What the colour of an outcome says: reached, worth another try, or a dead end. */
export type Tone = "go" | "wait" | "stop" | "quiet";

const tones: Readonly<Record<Outcome, Tone>> = {
  answered: "go",
  "no-answer": "wait",
  busy: "wait",
  declined: "stop",
  "answering-machine": "wait",
  fax: "stop",
  silence: "wait",
  "wrong-person": "stop",
  "wrong-number": "stop",
  "bad-number": "stop",
  "number-changed": "stop",
  "do-not-call": "stop",
  cancelled: "quiet",
  "given-up": "quiet",
  redirected: "stop",
  "network-busy": "wait",
  "call-failed": "stop",
  "account-refused": "stop",
  dropped: "wait",
  transferred: "go",
  conferenced: "go",
  unknown: "quiet",
};

export const outcomeTone = (outcome: Outcome): Tone => tones[outcome];

const faults: Readonly<Record<CallFault, () => string>> = {
  "media-path": m.fault_media_path,
  microphone: m.obstacle_no_microphone,
  "signalling-lost": m.fault_signalling_lost,
  "not-connected": m.fault_not_connected,
};
/** What failed on our own side. */
export const faultSentence = (fault: CallFault): string => faults[fault]();
