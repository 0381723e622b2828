import { notAutomatic } from "#core/countdown.ts";
import type { EpochMs } from "#core/time.ts";
import type { Segment } from "#core/callback-models.ts";
import type { Callback } from "#core/callback.ts";
import type { AttemptView, CallbackView, NumberView, TimelineView } from "#contract/view.ts";
import { timelineKinds } from "#contract/view.ts";
import { whyUncallable } from "./brief.ts";
import { factsOf } from "./facts.ts";
import type { Numbers, StoredAttempt, StoredCallback, StoredWrapUp } from "./ports.ts";
import { durationsOf, heardOf } from "./project-desk.ts";
import { readAddress } from "./read-address.ts";
import type { StoredEvent } from "./stored-event.ts";

export interface CallbackSights {
  readonly numbers: Numbers;
  readonly now: EpochMs;
  readonly attempts: readonly StoredAttempt[];
  readonly timeline: readonly StoredEvent[];
  readonly wrapUps: readonly StoredWrapUp[];
  readonly codes: readonly { readonly id: string; readonly name: string }[];
}

/** Everything a window shows of one callback, from the row and what happened to it. */
export function projectCallback(stored: StoredCallback, sights: CallbackSights): CallbackView {
  const { callback } = stored;
  const { now } = sights;
  const isFlagged = stored.problems.length > 0;
  const why = whyUncallable(stored, sights.numbers, now);
  const scheduled = { ...callback, scheduledAt: stored.dueAt };
  return {
    key: stored.key,
    shape: callback.shape,
    sourceId: stored.sourceId,
    name: callback.customerName,
    status: stored.status,
    isDemo: stored.isDemo,
    tag: callback.queue?.name ?? callback.engage?.subject ?? null,
    unknownState: callback.state?.value === null ? callback.state.raw : null,
    isOffered: stored.status === "open" && isOfferedState(callback),
    isSkipEnabled: callback.skipEnabled === true,
    uncallable: why,
    notAutomatic: why ?? notAutomatic(scheduled, isFlagged, now),
    timeoutSeconds: callback.timeoutSeconds,
    createdAt: callback.createdAt,
    dueAt: stored.dueAt,
    expiresAt: callback.expiresAt,
    isPreview: callback.preview !== null,
    isVoicemail: callback.voicemail !== null,
    voicemailStatus: callback.voicemail?.uploadStatus?.raw ?? null,
    numbers: callback.numbers.map((text, index) => projectNumber(text, index, stored, sights)),
    facts: factsOf(callback),
    attempts: sights.attempts.map((attempt) => projectAttempt(attempt, stored.isDemo, sights)),
    timeline: storyOf(stored, sights),
    problems: stored.problems.map(({ path, reason }) => ({ path, reason })),
    wrapUp: projectWrapUp(callback, sights),
  };
}

function isOfferedState({ state, engage }: Callback): boolean {
  return state?.value === "alerting" || state?.value === "offering" || engage?.callbackStatus === 5;
}

function projectNumber(
  text: string,
  index: number,
  stored: StoredCallback,
  sights: CallbackSights,
): NumberView {
  const read = sights.numbers.read(text);
  const tried = sights.attempts.filter((attempt) => attempt.number === read.dialable);
  const last = tried.at(-1);
  const column = stored.callback.preview?.phoneNumberColumns[index];
  return {
    text,
    dialable: read.dialable,
    display: read.display,
    label: column?.type ?? column?.columnName ?? null,
    country: read.country,
    lastOutcome: last?.outcome ?? null,
    lastTriedAt: last?.startedAt ?? null,
    tries: tried.length,
  };
}

function projectAttempt(
  attempt: StoredAttempt,
  isDemo: boolean,
  sights: CallbackSights,
): AttemptView {
  const { id, number, startedAt, answeredAt, endedAt, outcome } = attempt;
  const { callResult, disconnectType } = attempt;
  return {
    id,
    number,
    display: sights.numbers.read(number).display,
    startedAt,
    answeredAt,
    endedAt,
    outcome,
    ...heardOf(attempt),
    callResult,
    disconnectType,
    ...durationsOf(attempt, sights.now),
    isDemo,
  };
}

const kinds: ReadonlySet<string> = new Set(timelineKinds);
const isKind = (what: string): what is TimelineView["what"] => kinds.has(what);

/** What the record brought along and what happened here, oldest first. */
function storyOf(stored: StoredCallback, sights: CallbackSights): TimelineView[] {
  const { createdAt, scheduledAt, segments } = stored.callback;
  const brought: TimelineView[] = [
    ...(createdAt === null ? [] : [{ at: createdAt, what: "asked" as const, detail: null }]),
    ...segments.flatMap(projectSegment),
    ...(scheduledAt === null || createdAt === null
      ? []
      : [{ at: createdAt, what: "scheduled" as const, detail: String(scheduledAt) }]),
  ];
  const ours = sights.timeline.flatMap(({ at, what, detail }) =>
    isKind(what) ? [{ at, what, detail: forReading(what, detail, sights.numbers) }] : [],
  );
  return [...brought, ...ours].sort((a, b) => a.at - b.at);
}

const forReading = (what: TimelineView["what"], detail: string | null, numbers: Numbers) =>
  what === "transfer-refused" && detail !== null ? readAddress(detail, numbers).display : detail;

/** What went on and why it ended, in the platform's own words, at the one time that is told of it. */
function projectSegment({ startAt, endAt, type, howEnded, disconnectType }: Segment) {
  const at = startAt ?? endAt;
  if (at === null) return [];
  const words = [type, howEnded, disconnectType].filter((word) => word !== null);
  const detail = words.join(", ") || null;
  return [{ at, what: "segment" as const, detail, ...(endAt !== null && { until: endAt }) }];
}

function projectWrapUp(callback: Callback, sights: CallbackSights): CallbackView["wrapUp"] {
  const latest = sights.wrapUps.at(-1);
  if (latest !== undefined) {
    const { outcome, code, notes } = latest.wrapUp;
    const codeName = sights.codes.find(({ id }) => id === code)?.name ?? code;
    return { outcome, code, codeName, notes, at: latest.at };
  }
  const told = callback.wrapUp;
  if (told === null) return null;
  return {
    outcome: null,
    code: told.code,
    codeName: told.name ?? told.code,
    notes: told.notes ?? "",
    at: told.endAt,
  };
}
