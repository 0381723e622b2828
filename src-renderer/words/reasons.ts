import type { NotAutomatic, Obstacle, Uncallable } from "#core/countdown.ts";
import type { WrapUpPrompt } from "#core/callback.ts";
import type { MicrophoneTrouble } from "#contract/media.ts";
import type { MediaView, Tab } from "#contract/view.ts";
import * as m from "#renderer/messages/messages.js";

const uncallable: Readonly<Record<Uncallable, () => string>> = {
  "no-number": m.uncallable_no_number,
  "email-only": m.uncallable_email_only,
  "external-dialing": m.uncallable_external_dialing,
  "platform-placed": m.uncallable_platform_placed,
  closed: m.uncallable_closed,
  "window-passed": m.uncallable_window_passed,
  superseded: m.uncallable_superseded,
};
export const uncallableReason = (reason: Uncallable): string => uncallable[reason]();

const notAutomatic: Readonly<Record<NotAutomatic | Uncallable, () => string>> = {
  ...uncallable,
  "not-asked-for": m.not_automatic_not_asked_for,
  "unknown-value": m.not_automatic_unknown_value,
  flagged: m.not_automatic_flagged,
  "scheduled-later": m.not_automatic_scheduled_later,
};
export const notAutomaticReason = (reason: NotAutomatic | Uncallable): string =>
  notAutomatic[reason]();

const obstacle: Readonly<Record<Obstacle, () => string>> = {
  late: m.obstacle_late,
  "not-registered": m.obstacle_not_registered,
  "no-microphone": m.obstacle_no_microphone,
  "nobody-at-the-desk": m.obstacle_nobody_at_the_desk,
  "another-call": m.obstacle_another_call,
};
export const obstacleReason = (reason: Obstacle): string => obstacle[reason]();

const media: Readonly<Record<MediaView["at"], () => string>> = {
  absent: m.media_absent,
  starting: m.media_starting,
  ready: m.media_ready,
  "no-microphone": m.media_no_microphone,
};
export const mediaWord = (at: MediaView["at"]): string => media[at]();

const microphoneTrouble: Readonly<Record<MicrophoneTrouble, () => string>> = {
  denied: m.microphone_denied,
  missing: m.microphone_missing,
  busy: m.microphone_busy,
  broken: m.microphone_broken,
};
export const microphoneTroubleSentence = (trouble: MicrophoneTrouble): string =>
  microphoneTrouble[trouble]();

const tabs: Readonly<Record<Tab, () => string>> = {
  now: m.tab_now,
  scheduled: m.tab_scheduled,
  mine: m.tab_mine,
  closed: m.tab_closed,
  all: m.tab_all,
};
export const tabName = (tab: Tab): string => tabs[tab]();

const emptyTab: Readonly<Record<Tab, () => string>> = {
  now: m.empty_now,
  scheduled: m.empty_scheduled,
  mine: m.empty_mine,
  closed: m.empty_closed,
  all: m.empty_all,
};
export const emptyTabSentence = (tab: Tab): string => emptyTab[tab]();

const finishing: Readonly<Record<WrapUpPrompt, () => string>> = {
  mandatory: m.wrap_up_prompt_mandatory,
  optional: m.wrap_up_prompt_optional,
  agentRequested: m.wrap_up_prompt_agent_requested,
  timeout: m.wrap_up_prompt_timeout,
  forcedTimeout: m.wrap_up_prompt_forced_timeout,
};
export const promptSentence = (prompt: WrapUpPrompt): string => finishing[prompt]();
