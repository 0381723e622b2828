import type { Refusal } from "#contract/ipc.ts";
import type { PlainWhy, RefusalWhy } from "#contract/refusal-why.ts";
import * as m from "#renderer/messages/messages.js";
import { lineTroubleWords } from "./line-trouble.ts";
import { microphoneTroubleSentence, uncallableReason } from "./reasons.ts";

const sentences: Readonly<Record<Refusal["code"], () => string>> = {
  "bad-input": m.refusal_bad_input,
  "wrong-state": m.refusal_wrong_state,
  "not-found": m.refusal_not_found,
  "busy-with-another": m.refusal_busy_with_another,
  "another-call": m.refusal_another_call,
  "import-running": m.refusal_import_running,
  uncallable: m.refusal_uncallable,
  "not-registered": m.refusal_not_registered,
  "no-microphone": m.refusal_no_microphone,
  "no-consent": m.refusal_no_consent,
  disk: m.refusal_disk,
  fault: m.refusal_fault,
  "no-answer-from-main": m.refusal_no_answer_from_main,
};
export const refusalSentence = (code: Refusal["code"]): string => sentences[code]();

const plain: Readonly<Record<PlainWhy, () => string>> = {
  "no-such-command": m.refused_no_such_command,
  unreachable: m.refused_unreachable,
  "disk-took-nothing": m.refused_disk_took_nothing,
  "no-callback-in-hand": m.refused_no_callback_in_hand,
  "another-in-hand": m.refused_another_in_hand,
  "finish-first": m.refusal_busy_with_another,
  "not-in-hand": m.refused_not_in_hand,
  "not-to-be-taken": m.refused_not_to_be_taken,
  "not-to-be-skipped": m.refused_not_to_be_skipped,
  "number-not-to-be-called": m.refused_number_not_to_be_called,
  "called-already": m.refused_called_already,
  "no-countdown-running": m.refused_no_countdown_running,
  "no-countdown-paused": m.refused_no_countdown_paused,
  "time-passed": m.reschedule_past,
  "no-microphone": m.refused_no_microphone,
  "no-wrap-up": m.refused_no_wrap_up,
  "wrap-up-not-to-be-skipped": m.refused_wrap_up_not_to_be_skipped,
  "choose-outcome": m.refused_choose_outcome,
  "choose-code": m.refused_choose_code,
  "no-customer-call": m.refused_no_customer_call,
  "no-answered-call": m.refused_no_answered_call,
  "no-such-call": m.refused_no_such_call,
  "no-number": m.refused_no_number,
  "nothing-to-hang-up": m.refused_nothing_to_hang_up,
  "nothing-to-mute": m.refused_nothing_to_mute,
  "not-to-be-held": m.refused_not_to_be_held,
  "not-on-hold": m.refused_not_on_hold,
  "no-consultation-now": m.refused_no_consultation_now,
  "not-to-be-transferred": m.refused_not_to_be_transferred,
  "nobody-consulted-answered": m.refused_nobody_consulted_answered,
  "nothing-to-join": m.refused_nothing_to_join,
  "no-conference": m.refused_no_conference,
  "not-to-be-answered": m.refused_not_to_be_answered,
  "rings-no-more": m.refused_rings_no_more,
  "no-consent": m.refused_no_consent,
  "not-recordable": m.refused_not_recordable,
  "nothing-recorded": m.refused_nothing_recorded,
  "sound-failed": m.refused_sound_failed,
  "import-running": m.refusal_import_running,
  "import-over": m.refused_import_over,
  "too-many-chunks": m.refused_too_many_chunks,
};

type Misfit = Extract<RefusalWhy, { is: "misfit" }>["misfit"];

function misfitWords({ places, more }: Misfit): string {
  const shown = places.map(({ path, expected }) => {
    const where = path ?? m.misfit_whole();
    return expected === null
      ? m.misfit_of_no_name({ where })
      : m.misfit_expected({ where, expected });
  });
  return [...shown, ...(more > 0 ? [m.misfit_more({ count: String(more) })] : [])].join("; ");
}

/** What more there is to a refusal than its sentence. */
export function refusalDetail(why: RefusalWhy): string {
  if (typeof why === "string") return plain[why]();
  switch (why.is) {
    case "no-such-callback":
      return m.refused_no_such_callback({ key: why.key });
    case "uncallable":
      return uncallableReason(why.reason);
    case "not-registered":
      return why.reason === null
        ? m.refused_not_registered()
        : m.refused_not_registered_as({ why: lineTroubleWords(why.reason) });
    case "microphone":
      return m.audio_no_microphone({ why: microphoneTroubleSentence(why.trouble) });
    case "another-call":
      return m.readiness_other_call({ name: why.who ?? m.caller_hidden() });
    case "misfit":
      return m.refused_misfit({ command: why.command, misfit: misfitWords(why.misfit) });
    case "no-answer":
      return m.refused_no_answer({ command: why.command });
    case "not-sent":
      return m.refused_not_sent({ command: why.command });
    case "no-reason":
      return m.refused_no_reason({ command: why.command });
    case "unreadable-answer":
      return m.refused_unreadable_answer({ command: why.command });
    case "failed-inside":
      return m.refused_failed_inside({ command: why.command });
  }
}
