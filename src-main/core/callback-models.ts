import type { EpochMs } from "./time.ts";

/* What a callback record is made of, inside. Null means "not told or not readable". */

/** A reference to another entity; every part may be missing. */
export interface EntityRef {
  readonly id: string | null;
  readonly name: string | null;
  readonly selfUri: string | null;
}

/** One stretch of the record's time line. A missing end means it is still running or was never told. */
export interface Segment {
  readonly startAt: EpochMs | null;
  readonly endAt: EpochMs | null;
  readonly type: string | null;
  readonly howEnded: string | null;
  readonly disconnectType: string | null;
}

/** Contact-list column a number came from. */
export interface NumberColumn {
  readonly columnName: string | null;
  readonly type: string | null;
  readonly callableTimeColumnName: string | null;
}

/** Campaign preview; its presence makes the callback a preview. */
export interface CampaignPreview {
  readonly id: string | null;
  readonly contactId: string | null;
  readonly contactListId: string | null;
  readonly campaignId: string | null;
  readonly phoneNumberColumns: readonly NumberColumn[];
  readonly callbackAutoAnswer: boolean | null;
}

/** Disposition the platform already holds. `provisional` is a draft without a code. */
export interface PlatformWrapUp {
  readonly code: string | null;
  readonly name: string | null;
  readonly notes: string | null;
  readonly tags: readonly string[];
  readonly durationSeconds: number | null;
  readonly endAt: EpochMs | null;
  readonly provisional: boolean | null;
}

export interface QueueMediaSettings {
  readonly alertingTimeoutSeconds: number | null;
  readonly autoAnswerAlertToneSeconds: number | null;
  readonly manualAnswerAlertToneSeconds: number | null;
  readonly enableAutoAnswer: boolean | null;
}

export interface RoutingFacts {
  readonly queue: EntityRef | null;
  readonly language: EntityRef | null;
  readonly priority: number | null;
  readonly skills: readonly EntityRef[];
  /** `score` 0 to 100; one agent with 100 owns the callback. */
  readonly scoredAgents: readonly { readonly agent: EntityRef; readonly score: number | null }[];
  readonly label: string | null;
  /** Skills as one logical expression, and the id of a stored one. */
  readonly skillExpression: string | null;
  readonly skillExpressionId: string | null;
}

/** Why a conversation ended in error; all but code and message are told by newer notifications alone. */
export interface ErrorFacts {
  readonly code: string | null;
  readonly message: string | null;
  /** HTTP status. */
  readonly status: number | null;
  readonly contextId: string | null;
  readonly entityId: string | null;
  readonly entityName: string | null;
  readonly messageWithParams: string | null;
  readonly messageParams: Readonly<Record<string, string>>;
}

export interface JourneyFacts {
  readonly customerId: string | null;
  readonly customerIdType: string | null;
  readonly sessionId: string | null;
  readonly sessionType: string | null;
  readonly actionId: string | null;
  readonly actionMapId: string | null;
  readonly actionMapVersion: number | null;
}

/** Fields only Genesys Engage has, plus its numeric codes (the numbers are authoritative, names vary). */
export interface EngageFacts {
  readonly callbackStatus: number | null;
  readonly callResult: number | null;
  readonly callbackType: number | null;
  readonly status: number | null;
  readonly entityType: number | null;
  readonly attempts: number | null;
  readonly dn: string | null;
  readonly location: string | null;
  readonly callbackServerId: string | null;
  readonly customerId: string | null;
  readonly type: string | null;
  readonly subType: string | null;
  readonly mediaType: string | null;
  readonly parentId: string | null;
  readonly threadId: string | null;
  readonly externalId: string | null;
  readonly ownerId: number | null;
  readonly creatorAppId: number | null;
  readonly timeshiftMinutes: number | null;
  readonly categoryId: string | null;
  readonly allowChildren: boolean | null;
  readonly subject: string | null;
  readonly stoppedReason: string | null;
  readonly text: string | null;
  readonly structuredText: string | null;
  readonly structuredTextMime: string | null;
  readonly binaryContent: string | null;
  readonly binaryContentMime: string | null;
  readonly binaryContentSize: number | null;
}
