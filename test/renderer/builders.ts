import type { CallId } from "#core/call-id.ts";
import type { SideView } from "#contract/side-view.ts";
import type { SoundView } from "#contract/sound.ts";
import type { CallbackKey } from "#core/callback.ts";
import { epochMs, type EpochMs } from "#core/time.ts";
import type { AttemptId } from "#core/turn.ts";
import { emptyDraft } from "#core/wrap-up.ts";
import type {
  AttemptView,
  CallbackView,
  DeskView,
  NumberView,
  QueueRow,
  TurnView,
} from "#contract/view.ts";

/** Friday 20 November 2026, 14:32 in London: the moment at which all these snapshots were taken. */
export const NOON: EpochMs = epochMs(Date.UTC(2026, 10, 20, 14, 32, 0));

export const minutes = (count: number): number => count * 60_000;
export const seconds = (count: number): number => count * 1_000;
export const ago = (ms: number): EpochMs => epochMs(NOON - ms);
export const ahead = (ms: number): EpochMs => epochMs(NOON + ms);

const uuid = (number: number): string =>
  `6b0d2f0e-0000-4000-8000-${String(number).padStart(12, "0")}`;
export const keyOf = (number: number): CallbackKey => uuid(number) as CallbackKey;
export const attemptOf = (number: number): AttemptId => uuid(900_000 + number) as AttemptId;

export function row(number: number, change: Partial<QueueRow> = {}): QueueRow {
  return {
    key: keyOf(number),
    name: `Customer ${number}`,
    number: `+1 555 01${String(number % 100).padStart(2, "0")}`,
    tag: null,
    dueAt: ago(minutes(1) - 1),
    createdAt: ago(minutes(90)),
    tries: [],
    status: "open",
    isDemo: false,
    uncallable: null,
    isFlagged: false,
    ...change,
  };
}

export function number(dialable: string | null, change: Partial<NumberView> = {}): NumberView {
  return {
    text: dialable ?? "not a number",
    dialable,
    display: dialable ?? "not a number",
    label: null,
    country: null,
    lastOutcome: null,
    lastTriedAt: null,
    tries: 0,
    ...change,
  };
}

export function attempt(number: number, change: Partial<AttemptView> = {}): AttemptView {
  return {
    id: attemptOf(number),
    number: "+493023125020",
    display: "+49 30 23125020",
    startedAt: ago(minutes(34)),
    answeredAt: null,
    endedAt: ago(minutes(33)),
    outcome: "busy",
    sipStatus: 486,
    sipReason: null,
    q850Cause: null,
    fault: null,
    callResult: 6,
    disconnectType: "endpoint",
    ringMs: 0,
    talkMs: 0,
    isDemo: false,
    ...change,
  };
}

export function callback(number_: number, change: Partial<CallbackView> = {}): CallbackView {
  return {
    key: keyOf(number_),
    shape: "callback-media-participant",
    sourceId: `6b0d2f0e-${number_}`,
    name: `Customer ${number_}`,
    status: "open",
    isDemo: false,
    tag: null,
    unknownState: null,
    isOffered: false,
    isSkipEnabled: false,
    uncallable: null,
    notAutomatic: "not-asked-for",
    timeoutSeconds: null,
    createdAt: ago(minutes(90)),
    dueAt: null,
    expiresAt: null,
    isPreview: false,
    isVoicemail: false,
    voicemailStatus: null,
    numbers: [number("+15550142", { display: "+1 555 0142", country: "US" })],
    facts: [],
    attempts: [],
    timeline: [],
    problems: [],
    wrapUp: null,
    ...change,
  };
}

/** Nothing is wrong and nothing known, and recording is not allowed. */
export const soundWith = (change: Partial<SoundView> = {}): SoundView => ({
  problems: [],
  quality: null,
  recording: "forbidden",
  recorded: [],
  isConsentAsked: true,
  ...change,
});

let revision = 0;

/** A snapshot newer than every one made before it. */
export function desk(change: Partial<DeskView> = {}): DeskView {
  return {
    revision: ++revision,
    now: NOON,
    turn: null,
    sides: [],
    isJoined: false,
    registration: {
      at: "registered",
      reason: null,
      account: "sip:alice@example.org",
      isDemo: false,
    },
    media: { at: "ready", microphone: "Jabra Evolve2", reason: null },
    sound: soundWith(),
    outboxUnsent: 0,
    isDiskFull: false,
    wrapUpCodes: [
      { id: "resolved", name: "Resolved" },
      { id: "follow-up", name: "Follow-up needed" },
      { id: "left-message", name: "Left a message" },
      { id: "not-reached", name: "Not reached" },
      { id: "wrong-number", name: "Wrong number" },
    ],
    againAfterMinutes: 30,
    today: { called: 18, reached: 13, talkMs: 13 * seconds(252) },
    ...change,
  };
}

type Turn<K extends TurnView["at"]> = Extract<TurnView, { at: K }>;

export function preview(change: Partial<Turn<"preview">> = {}): Turn<"preview"> {
  return {
    at: "preview",
    key: keyOf(1),
    acceptedAt: ago(seconds(18)),
    countdown: { mode: "running", dialAt: ahead(seconds(12)), totalMs: seconds(30) },
    number: "+493023125020",
    isSkipEnabled: true,
    ...change,
  };
}

const live = {
  key: keyOf(1),
  attempt: attemptOf(1),
  number: "+493023125020",
  display: "+49 30 23125020",
  startedAt: ago(seconds(8)),
  rungAt: null,
  answeredAt: null,
  isEnding: false,
};

export const dialing = (change: Partial<Turn<"dialing">> = {}): Turn<"dialing"> => ({
  at: "dialing",
  ...live,
  startedAt: ago(seconds(2)),
  ...change,
});

export const ringing = (change: Partial<Turn<"ringing">> = {}): Turn<"ringing"> => ({
  at: "ringing",
  ...live,
  rungAt: ago(seconds(6)),
  hasEarlyMedia: false,
  ...change,
});

export const side = (change: Partial<SideView> = {}): SideView => ({
  call: "22222222-0000-4000-8000-000000000001" as CallId,
  kind: "incoming",
  at: "alerting",
  display: "+49 30 23125055",
  name: null,
  beside: null,
  about: null,
  startedAt: ago(seconds(8)),
  answeredAt: null,
  answersAt: null,
  hold: "off",
  isHeldByFarEnd: false,
  isMuted: false,
  transfer: null,
  isEnding: false,
  isWaiting: false,
  trouble: null,
  ...change,
});

/** A colleague the agent consults about the customer, who has answered. */
export const consulted = (change: Partial<SideView> = {}): SideView =>
  side({
    kind: "consult",
    at: "talking",
    beside: attemptOf(1),
    answeredAt: ago(seconds(20)),
    ...change,
  });

export const talking = (change: Partial<Turn<"talking">> = {}): Turn<"talking"> => ({
  at: "talking",
  ...live,
  startedAt: ago(seconds(142)),
  rungAt: ago(seconds(140)),
  answeredAt: ago(seconds(134)),
  hold: "off",
  isHeldByFarEnd: false,
  isMuted: false,
  trouble: null,
  transfer: null,
  draft: emptyDraft,
  ...change,
});

export const wrapUp = (change: Partial<Turn<"wrap-up">> = {}): Turn<"wrap-up"> => ({
  at: "wrap-up",
  key: keyOf(1),
  attempt: attemptOf(1),
  number: "+493023125020",
  display: "+49 30 23125020",
  since: ago(seconds(19)),
  closesAt: null,
  totalMs: null,
  talkMs: seconds(384),
  needsReview: false,
  isInterrupted: false,
  verdict: "answered",
  sipStatus: 200,
  sipReason: null,
  q850Cause: null,
  fault: null,
  redirects: [],
  retryAfterSeconds: null,
  notBefore: null,
  prompt: "mandatory",
  isSaved: false,
  draft: emptyDraft,
  ...change,
});
