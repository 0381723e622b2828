import * as v from "valibot";
import { notAutomatics, obstacles, uncallables } from "#core/countdown.ts";
import { callFaults } from "#core/outcome.ts";
import { callTroubles, happenings } from "#core/turn.ts";
import { lineTrouble } from "./line-trouble.ts";
import { microphoneTrouble } from "./media.ts";
import { sideView } from "./side-view.ts";
import { soundView } from "./sound.ts";
import {
  attemptId,
  callbackKey,
  draft,
  durationMs,
  instant,
  outcome,
  shape,
  transferView,
} from "./values.ts";

/** What the line told about the end of an attempt. */
const heard = {
  sipStatus: v.nullable(v.number()),
  /** What the line said in words; null when it said none. */
  sipReason: v.nullable(v.string()),
  q850Cause: v.nullable(v.number()),
  /** What failed on our own side; null: nothing did. */
  fault: v.nullable(v.picklist(callFaults)),
};

const count = v.pipe(v.number(), v.integer(), v.minValue(0));
const text = v.nullable(v.string());

/** One number of a callback. `dialable` is what is dialled (E.164 or SIP URI); null: cannot be dialled. */
const numberView = v.strictObject({
  text: v.string(),
  dialable: text,
  /** Written for reading, in international form. */
  display: v.string(),
  /** Contact-list column or kind ("cell"), null when the record does not say. */
  label: text,
  /** ISO 3166 country of the number, null when it cannot be told. */
  country: text,
  lastOutcome: v.nullable(outcome),
  lastTriedAt: v.nullable(instant),
  tries: count,
});

const attemptView = v.strictObject({
  id: attemptId,
  number: v.string(),
  display: v.string(),
  startedAt: instant,
  answeredAt: v.nullable(instant),
  /** Null while the attempt is live. */
  endedAt: v.nullable(instant),
  outcome: v.nullable(outcome),
  ...heard,
  callResult: v.nullable(v.number()),
  disconnectType: text,
  ringMs: durationMs,
  talkMs: durationMs,
  /** True for attempts that the record brought along rather than ours. */
  isDemo: v.boolean(),
});

/** One row of the queue. */
const queueRow = v.strictObject({
  key: callbackKey,
  name: text,
  /** First number for reading, null when there is none. */
  number: text,
  /** Queue, campaign or subject: what the call is about in two words. */
  tag: text,
  /** When it is due; null: as soon as possible. */
  dueAt: v.nullable(instant),
  createdAt: v.nullable(instant),
  /** Outcomes of the attempts made, oldest first, at most six. */
  tries: v.array(outcome),
  status: v.picklist(["open", "closed", "released"]),
  isDemo: v.boolean(),
  /** Why it cannot be called from here, null when it can. */
  uncallable: v.nullable(v.picklist(uncallables)),
  /** Some field could not be read. */
  isFlagged: v.boolean(),
});

export const tab = v.picklist(["now", "scheduled", "mine", "closed", "all"]);

export const queuePage = v.strictObject({
  rows: v.array(queueRow),
  /** Pass it back as `after` for the next page; null on the last. */
  next: text,
  counts: v.strictObject({
    now: count,
    scheduled: count,
    mine: count,
    closed: count,
    all: count,
  }),
  /** Grows with every change of any row; a page of an older revision may be stale. */
  revision: count,
});

/** Fields of a record that a person may want to read beside the big things the stage shows. */
const factNames = [
  "queue",
  "campaign",
  "contact",
  "contactList",
  "team",
  "user",
  "agent",
  "script",
  "provider",
  "direction",
  "state",
  "initialState",
  "purpose",
  "address",
  "peer",
  "externalContact",
  "externalOrganization",
  "callerId",
  "callerIdName",
  "language",
  "priority",
  "skills",
  "routingLabel",
  "owner",
  "flagged",
  "error",
  "journeyCustomer",
  "journeySession",
  "journeyAction",
  "voicemail",
  "held",
  "heldSince",
  "alertingSince",
  "connectedAt",
  "endedAt",
  "disconnectType",
  "alertingTimeout",
  "autoAnswer",
  "wrapUpPrompt",
  "wrapUpTimeout",
  "afterCallWork",
  "callbackStatus",
  "callResult",
  "callbackType",
  "responseType",
  "interactionStatus",
  "attemptsBefore",
  "subject",
  "text",
  "customerId",
  "externalId",
  "interactionType",
  "mediaType",
  "category",
  "location",
  "server",
  "thread",
  "stoppedReason",
  "localTimeShift",
  "document",
  "wrapUpRequired",
  "wrapUpSkipped",
  "wrapUpTags",
  "wrapUpDuration",
  "wrapUpDraft",
  "afterCallWorkAsked",
  "afterCallWorkSince",
  "afterCallWorkUntil",
  "autoAnswerTone",
  "answerTone",
  "preferredAgents",
  "skillExpression",
  "mediaRoles",
  "contactDivision",
  "parkedAt",
  "resumesAt",
  "entityType",
  "createdBy",
  "allowsChildren",
  "documentType",
  "documentSize",
  "conversation",
  "participant",
  "communication",
  "interaction",
] as const;

const fact = v.variant("kind", [
  /** `format` says how to write the value: an instant (epoch ms in digits), seconds, true/false, or text as it is. */
  v.strictObject({
    kind: v.literal("field"),
    name: v.picklist(factNames),
    value: v.string(),
    format: v.picklist(["text", "instant", "seconds", "yes-no"]),
  }),
  /** Attributes and attached data under the customer's own names. */
  v.strictObject({ kind: v.literal("attribute"), name: v.string(), value: v.string() }),
]);

/** Kinds of entries in the story of a callback. */
export const timelineKinds = [
  ...happenings,
  /** The customer rang; the detail says what became of it. */
  "rang-in",
  "asked",
  "scheduled",
  "segment",
  "wrapped-up",
  "skipped",
  "declined",
  "rescheduled",
] as const;

/** One entry of the record's story, newest first on the screen, oldest first here. */
const timelineView = v.strictObject({
  at: instant,
  what: v.picklist(timelineKinds),
  /** Segment type, wrap-up code, new due time as epoch ms in digits, whom a refused transfer names; null when there is nothing to add. */
  detail: text,
  /** When a stretch on the platform ended; missing while it runs, and for what has no length. */
  until: v.exactOptional(instant),
});

const problemView = v.strictObject({ path: v.string(), reason: v.string() });

/** Everything the stage and the context column show of one callback. */
export const callbackView = v.strictObject({
  key: callbackKey,
  shape,
  /** Id it came with, for reading out and for searching. */
  sourceId: text,
  name: text,
  status: v.picklist(["open", "closed", "released"]),
  isDemo: v.boolean(),
  tag: text,
  /** Platform state as sent, when it is a value this build does not know. */
  unknownState: text,
  /** True while the platform offers it to this agent, who may then decline. */
  isOffered: v.boolean(),
  isSkipEnabled: v.boolean(),
  uncallable: v.nullable(v.picklist(uncallables)),
  /** Why nothing happens by itself; null when the countdown will run. */
  notAutomatic: v.nullable(v.picklist([...notAutomatics, ...uncallables])),
  timeoutSeconds: v.nullable(v.number()),
  createdAt: v.nullable(instant),
  dueAt: v.nullable(instant),
  expiresAt: v.nullable(instant),
  isPreview: v.boolean(),
  isVoicemail: v.boolean(),
  voicemailStatus: text,
  numbers: v.array(numberView),
  facts: v.array(fact),
  attempts: v.array(attemptView),
  timeline: v.array(timelineView),
  problems: v.array(problemView),
  /** Latest final wrap-up of ours, else what the platform holds. */
  wrapUp: v.nullable(
    v.strictObject({
      outcome: v.nullable(outcome),
      code: text,
      codeName: text,
      notes: v.string(),
      at: v.nullable(instant),
    }),
  ),
});

const countdownView = v.variant("mode", [
  v.strictObject({
    mode: v.literal("off"),
    because: v.picklist([...notAutomatics, ...uncallables]),
  }),
  v.strictObject({ mode: v.literal("running"), dialAt: instant, totalMs: durationMs }),
  v.strictObject({ mode: v.literal("paused"), remainingMs: durationMs, totalMs: durationMs }),
  v.strictObject({
    mode: v.literal("asking"),
    dialAt: instant,
    because: v.picklist(obstacles),
  }),
]);

const liveAttempt = {
  attempt: attemptId,
  number: v.string(),
  display: v.string(),
  startedAt: instant,
  rungAt: v.nullable(instant),
  answeredAt: v.nullable(instant),
  isEnding: v.boolean(),
};

/** The callback in hand. `offered` and `closed` are never shown: an offer is a callback looked at. */
const turnView = v.variant("at", [
  v.strictObject({
    at: v.literal("preview"),
    key: callbackKey,
    acceptedAt: instant,
    countdown: countdownView,
    /** Dialable form of the number the call goes to. */
    number: v.string(),
    isSkipEnabled: v.boolean(),
  }),
  v.strictObject({ at: v.literal("dialing"), key: callbackKey, ...liveAttempt }),
  v.strictObject({
    at: v.literal("ringing"),
    key: callbackKey,
    ...liveAttempt,
    hasEarlyMedia: v.boolean(),
  }),
  v.strictObject({
    at: v.literal("talking"),
    key: callbackKey,
    ...liveAttempt,
    hold: v.picklist(["off", "asking", "on", "releasing"]),
    isHeldByFarEnd: v.boolean(),
    isMuted: v.boolean(),
    trouble: v.nullable(v.picklist(callTroubles)),
    /** The customer on her way to somebody else; null: she stays. */
    transfer: transferView,
    draft,
  }),
  v.strictObject({
    at: v.literal("wrap-up"),
    key: callbackKey,
    attempt: attemptId,
    number: v.string(),
    display: v.string(),
    since: instant,
    closesAt: v.nullable(instant),
    totalMs: v.nullable(durationMs),
    talkMs: durationMs,
    /** Nobody saw how the attempt ended: only the agent can say what happened. */
    needsReview: v.boolean(),
    /** Ringback itself stopped while the attempt lived. */
    isInterrupted: v.boolean(),
    /** What the line says happened. */
    verdict: outcome,
    ...heard,
    /** Where the network redirects to, for reading. Nobody was called there. */
    redirects: v.array(v.string()),
    retryAfterSeconds: v.nullable(v.number()),
    /** "Call again" is not proposed before; null: whenever it is usual. */
    notBefore: v.nullable(instant),
    prompt: v.picklist(["mandatory", "optional", "agentRequested", "timeout", "forcedTimeout"]),
    isSaved: v.boolean(),
    draft,
  }),
]);

const registrationView = v.strictObject({
  at: v.picklist(["offline", "connecting", "registered", "failed"]),
  /** Why it is not registered; null when it is, or nothing is known yet. */
  reason: v.nullable(lineTrouble),
  /** Address-of-record, null without an account. */
  account: text,
  isDemo: v.boolean(),
});

const mediaView = v.strictObject({
  at: v.picklist(["absent", "starting", "ready", "no-microphone"]),
  microphone: text,
  /** Why the microphone cannot be used; null when it can. */
  reason: v.nullable(microphoneTrouble),
});

const wrapUpCode = v.strictObject({ id: v.string(), name: v.string() });

/** What the agent's window shows beside the queue: a whole snapshot, never a patch. `revision` only grows. */
export const deskView = v.strictObject({
  revision: count,
  /** Main's clock when the snapshot was taken; the window shows durations against it. */
  now: instant,
  turn: v.nullable(turnView),
  /** Calls beside the attempt, in the order they began. */
  sides: v.array(sideView),
  /** The customer and the consulted party hear each other. */
  isJoined: v.boolean(),
  registration: registrationView,
  media: mediaView,
  sound: soundView,
  outboxUnsent: count,
  /** The disk took nothing at the last try: what happens is kept in memory and tried again. */
  isDiskFull: v.boolean(),
  wrapUpCodes: v.array(wrapUpCode),
  /** Minutes until "call again" by default. */
  againAfterMinutes: count,
  today: v.strictObject({ called: count, reached: count, talkMs: durationMs }),
});

/** Loudness from 0 (silence) to 1, some times a second while a call lives. */
export const levelsView = v.strictObject({
  you: v.pipe(v.number(), v.minValue(0), v.maxValue(1)),
  customer: v.pipe(v.number(), v.minValue(0), v.maxValue(1)),
});

export type NumberView = v.InferOutput<typeof numberView>;
export type AttemptView = v.InferOutput<typeof attemptView>;
export type QueueRow = v.InferOutput<typeof queueRow>;
export type Tab = v.InferOutput<typeof tab>;
export type QueuePage = v.InferOutput<typeof queuePage>;
export type CallbackView = v.InferOutput<typeof callbackView>;
export type TimelineView = v.InferOutput<typeof timelineView>;
export type TurnView = v.InferOutput<typeof turnView>;
export type DeskView = v.InferOutput<typeof deskView>;
export type RegistrationView = v.InferOutput<typeof registrationView>;
export type MediaView = v.InferOutput<typeof mediaView>;
export type LevelsView = v.InferOutput<typeof levelsView>;
