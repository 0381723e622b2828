import type {
  CampaignPreview,
  EngageFacts,
  EntityRef,
  ErrorFacts,
  JourneyFacts,
  PlatformWrapUp,
  QueueMediaSettings,
  RoutingFacts,
  Segment,
} from "./callback-models.ts";
import type { EpochMs } from "./time.ts";

/** The document of a platform that a record came in as. */
export type PlatformShape =
  | "callback-basic"
  | "callback"
  | "callback-media-participant"
  | "conversation-notification-callback"
  | "engage-callback-interaction";

/** What a record came in as, and goes back out as; `csv`: a row of a table, of a team without a platform. */
export type Shape = PlatformShape | "csv";

export const platformShapes: readonly PlatformShape[] = [
  "callback-basic",
  "callback",
  "callback-media-participant",
  "conversation-notification-callback",
  "engage-callback-interaction",
];

export const shapes: readonly Shape[] = [...platformShapes, "csv"];

/** Our own key of a callback record: a UUID, never a platform id. */
export type CallbackKey = string & { readonly brand: "CallbackKey" };

/**
 * A value out of a closed set as the sender spelled it. `value` is null when the spelling is not one
 * we know: then nothing may be automated for the record, and `raw` is what is shown and exported.
 */
export interface Coded<T extends string> {
  readonly value: T | null;
  readonly raw: string;
}

/** Connection states of all five shapes together. `connected` means "the agent works on it", not "the customer is on the line". */
export type CallbackState =
  | "none"
  | "scheduled"
  | "uploading"
  | "offering"
  | "alerting"
  | "contacting"
  | "dialing"
  | "connected"
  | "disconnected"
  | "terminated"
  | "converting"
  | "transmitting"
  | "parked";

/** Why a communication ended, in the lower-case dotted spelling of the REST interface. */
export type DisconnectType =
  | "endpoint"
  | "endpoint.donotdisturb"
  | "client"
  | "system"
  | "timeout"
  | "transfer"
  | "transfer.conference"
  | "transfer.consult"
  | "transfer.forward"
  | "transfer.noanswer"
  | "transfer.notavailable"
  | "transfer.donotdisturb"
  | "transport.failure"
  | "error"
  | "peer"
  | "other"
  | "spam"
  | "uncallable"
  | "inactivity"
  | "session.expired"
  | "takeover";

export type Direction = "inbound" | "outbound";
export type WrapUpPrompt =
  "mandatory" | "optional" | "agentRequested" | "timeout" | "forcedTimeout";
export type UploadStatus = "pending" | "complete" | "failed" | "timeout" | "none";
export type AfterCallWorkState = "unknown" | "notApplicable" | "skipped" | "pending" | "complete";
export type ResponseType = "voice" | "voip" | "email";

export interface Voicemail {
  readonly id: string | null;
  readonly uploadStatus: Coded<UploadStatus> | null;
}

/** Ids as the platform gave them: opaque, never checked for a form, null when the record has none. */
export interface PlatformIdentity {
  readonly conversationId: string | null;
  readonly participantId: string | null;
  readonly communicationId: string | null;
  readonly interactionId: string | null;
}

/**
 * A callback record, whatever shape it came in. Null means "not told or not readable": the raw
 * payload beside it keeps what exactly came. Lists and maps are empty rather than null.
 */
export interface Callback {
  readonly shape: Shape;
  readonly identity: PlatformIdentity;
  readonly state: Coded<CallbackState> | null;
  readonly initialState: Coded<CallbackState> | null;
  readonly direction: Coded<Direction> | null;
  readonly disconnectType: Coded<DisconnectType> | null;
  readonly held: boolean | null;
  readonly startHoldAt: EpochMs | null;
  /** When the record was born: S2 `startTime`, Engage `start_date`, else the first segment's start. */
  readonly createdAt: EpochMs | null;
  readonly startAlertingAt: EpochMs | null;
  readonly connectedAt: EpochMs | null;
  readonly endedAt: EpochMs | null;
  /** Not to be called before this; null means as soon as possible. */
  readonly scheduledAt: EpochMs | null;
  /** Not to be called after this (Engage `end_time`); null means open. */
  readonly expiresAt: EpochMs | null;
  readonly customerName: string | null;
  /** Numbers in the sender's order and spelling; the first is the default. May be empty. */
  readonly numbers: readonly string[];
  readonly responseType: Coded<ResponseType> | null;
  readonly skipEnabled: boolean | null;
  /** Seconds until the call is placed by itself; 0 means never by itself; null means not told. */
  readonly timeoutSeconds: number | null;
  /** True: a third party dials; never dial from here. */
  readonly externalCampaign: boolean | null;
  /** Not null: the platform places and dispositions by itself; never dial from here. */
  readonly automatedCallbackConfigId: string | null;
  readonly preview: CampaignPreview | null;
  readonly voicemail: Voicemail | null;
  readonly scriptId: string | null;
  readonly provider: string | null;
  readonly peerId: string | null;
  readonly callerId: string | null;
  readonly callerIdName: string | null;
  readonly afterCallWork: {
    readonly state: Coded<AfterCallWorkState> | null;
    readonly startAt: EpochMs | null;
    readonly endAt: EpochMs | null;
  } | null;
  readonly afterCallWorkRequired: boolean | null;
  readonly queueMediaSettings: QueueMediaSettings | null;
  readonly alertingTimeoutMs: number | null;
  readonly wrapUp: PlatformWrapUp | null;
  readonly wrapUpRequired: boolean | null;
  readonly wrapUpPrompt: Coded<WrapUpPrompt> | null;
  readonly wrapUpTimeoutMs: number | null;
  readonly wrapUpSkipped: boolean | null;
  readonly purpose: string | null;
  readonly participantName: string | null;
  readonly address: string | null;
  readonly user: EntityRef | null;
  readonly queue: EntityRef | null;
  readonly team: EntityRef | null;
  readonly script: EntityRef | null;
  readonly externalContact: EntityRef | null;
  readonly externalOrganization: EntityRef | null;
  readonly attributes: Readonly<Record<string, string>>;
  /** Monitor, coach and the like; empty for whoever talks. */
  readonly mediaRoles: readonly string[];
  /** Of a medium that can be parked, which a callback is not: kept for the record. */
  readonly parkedAt: EpochMs | null;
  readonly resumeAt: EpochMs | null;
  readonly externalContactInitialDivisionId: string | null;
  readonly errorInfo: ErrorFacts | null;
  readonly flaggedReason: Coded<"general"> | null;
  readonly journey: JourneyFacts | null;
  readonly routing: RoutingFacts | null;
  readonly segments: readonly Segment[];
  readonly engage: EngageFacts | null;
}

/** A record of the shape with nothing told: what adapters start from. */
export function emptyCallback(shape: Shape): Callback {
  return {
    shape,
    identity: {
      conversationId: null,
      participantId: null,
      communicationId: null,
      interactionId: null,
    },
    state: null,
    initialState: null,
    direction: null,
    disconnectType: null,
    held: null,
    startHoldAt: null,
    createdAt: null,
    startAlertingAt: null,
    connectedAt: null,
    endedAt: null,
    scheduledAt: null,
    expiresAt: null,
    customerName: null,
    numbers: [],
    responseType: null,
    skipEnabled: null,
    timeoutSeconds: null,
    externalCampaign: null,
    automatedCallbackConfigId: null,
    preview: null,
    voicemail: null,
    scriptId: null,
    provider: null,
    peerId: null,
    callerId: null,
    callerIdName: null,
    afterCallWork: null,
    afterCallWorkRequired: null,
    queueMediaSettings: null,
    alertingTimeoutMs: null,
    wrapUp: null,
    wrapUpRequired: null,
    wrapUpPrompt: null,
    wrapUpTimeoutMs: null,
    wrapUpSkipped: null,
    purpose: null,
    participantName: null,
    address: null,
    user: null,
    queue: null,
    team: null,
    script: null,
    externalContact: null,
    externalOrganization: null,
    attributes: {},
    mediaRoles: [],
    parkedAt: null,
    resumeAt: null,
    externalContactInitialDivisionId: null,
    errorInfo: null,
    flaggedReason: null,
    journey: null,
    routing: null,
    segments: [],
    engage: null,
  };
}
