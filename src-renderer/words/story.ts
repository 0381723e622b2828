import type { AttemptView, CallbackView, TimelineView } from "#contract/view.ts";
import * as m from "#renderer/messages/messages.js";
import { moment, readInstant, roughly } from "./moments.ts";
import { outcomeName, outcomeTone, type Tone } from "./outcomes.ts";

type What = TimelineView["what"];

const kinds: Readonly<Record<What, () => string>> = {
  accepted: m.story_accepted,
  "countdown-paused": m.story_countdown_paused,
  "countdown-resumed": m.story_countdown_resumed,
  "countdown-asked": m.story_countdown_asked,
  held: m.story_held,
  resumed: m.story_resumed,
  "hold-failed": m.story_hold_failed,
  "resume-failed": m.story_resume_failed,
  "transfer-asked": m.story_transfer_asked,
  "transfer-failed": m.story_transfer_failed,
  "transfer-refused": m.story_transfer_refused,
  joined: m.story_joined,
  parted: m.story_parted,
  "recording-started": m.story_recording_started,
  "recording-agreed": m.story_recording_agreed,
  "recording-stopped": m.story_recording_stopped,
  recovered: m.story_recovered,
  "rang-in": m.story_rang_in,
  asked: m.story_asked,
  scheduled: m.story_scheduled,
  segment: m.story_segment,
  "wrapped-up": m.story_wrapped_up,
  skipped: m.story_skipped,
  declined: m.story_declined,
  rescheduled: m.story_rescheduled,
};

export interface StoryEntry {
  readonly id: string;
  readonly at: number;
  readonly title: string;
  readonly detail: string | null;
  readonly tone: Tone | "live";
}

/** How a call went, in one line: number, ringing, talk, what the line said. */
function attemptDetail(attempt: AttemptView): string {
  const { display, ringMs, talkMs, sipStatus, answeredAt } = attempt;
  const parts = [
    display,
    answeredAt === null
      ? m.attempt_rang({ length: roughly(ringMs) })
      : m.attempt_talked({ length: roughly(talkMs) }),
    sipStatus === null || sipStatus === 200 ? "" : m.attempt_sip({ status: String(sipStatus) }),
  ];
  return parts.filter((part) => part !== "").join(", ");
}

/** Everything that happened to a callback, attempts included, newest first. */
export function storyOf(view: CallbackView, now: number): StoryEntry[] {
  const attempts = view.attempts.map((attempt): StoryEntry => ({
    id: attempt.id,
    at: attempt.startedAt,
    title: attempt.outcome === null ? m.story_calling() : outcomeName(attempt.outcome),
    detail: attempt.endedAt === null ? attempt.display : attemptDetail(attempt),
    tone: attempt.outcome === null ? "live" : outcomeTone(attempt.outcome),
  }));
  const happened = view.timeline.map(({ at, what, detail, until }, index): StoryEntry => ({
    id: `${index}-${what}`,
    at,
    title: kinds[what](),
    detail:
      [detailOf(what, detail, now), until === undefined ? null : roughly(until - at)]
        .filter((part) => part !== null)
        .join(", ") || null,
    tone: what.endsWith("-failed") ? "stop" : "quiet",
  }));
  // Of what happened in the same millisecond the later entry of a list stays the newer.
  return [...happened, ...attempts].reverse().sort((a, b) => b.at - a.at);
}

/** What became of a call that came in. */
const rangIn: Readonly<Record<string, () => string>> = {
  answered: m.story_rang_in_answered,
  transferred: m.story_rang_in_transferred,
  missed: m.story_rang_in_missed,
  refused: m.story_rang_in_refused,
  busy: m.story_rang_in_busy,
};

function detailOf(what: What, detail: string | null, now: number): string | null {
  if (detail === null || detail === "") return null;
  if (what === "rang-in") return rangIn[detail]?.() ?? null;
  if (what !== "scheduled" && what !== "rescheduled") return detail;
  const at = readInstant(detail);
  return at === null ? detail : m.story_for({ moment: moment(now, at) });
}
