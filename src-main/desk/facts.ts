import type { EntityRef, JourneyFacts, RoutingFacts } from "#core/callback-models.ts";
import type { Callback, Coded } from "#core/callback.ts";
import { codeName, type EngageCode } from "#core/engage-codes.ts";
import type { EpochMs } from "#core/time.ts";
import type { CallbackView } from "#contract/view.ts";

type Fact = CallbackView["facts"][number];
type FieldName = Extract<Fact, { kind: "field" }>["name"];
type Told = string | number | boolean | null | undefined;

const refText = (ref: EntityRef | null | undefined): string | null =>
  ref === null || ref === undefined ? null : (ref.name ?? ref.id ?? ref.selfUri);
const coded = <T extends string>(value: Coded<T> | null | undefined): string | null =>
  value?.raw ?? null;

const text = (name: FieldName, value: Told): Fact[] =>
  value === null || value === undefined || value === ""
    ? []
    : [{ kind: "field", name, value: String(value), format: "text" }];
const instant = (name: FieldName, at: EpochMs | null | undefined): Fact[] =>
  at === null || at === undefined
    ? []
    : [{ kind: "field", name, value: String(at), format: "instant" }];
const seconds = (name: FieldName, value: number | null | undefined): Fact[] =>
  value === null || value === undefined
    ? []
    : [{ kind: "field", name, value: String(value), format: "seconds" }];
const yesNo = (name: FieldName, value: boolean | null | undefined): Fact[] =>
  value === null || value === undefined
    ? []
    : [{ kind: "field", name, value: String(value), format: "yes-no" }];

/**
 * The small facts of a record, those told only, in the order an agent looks for them. What the stage
 * shows large (name, numbers, due time, skip, timeout) is not repeated here.
 */
export function factsOf(callback: Callback): Fact[] {
  return [
    ...businessFacts(callback),
    ...peopleFacts(callback),
    ...engageFacts(callback),
    ...technicalFacts(callback),
    ...Object.entries(callback.attributes).map(([name, value]): Fact => ({
      kind: "attribute",
      name,
      value,
    })),
  ];
}

function businessFacts(callback: Callback): Fact[] {
  const { preview, routing, engage, journey } = callback;
  const owner = routing?.scoredAgents.find((scored) => scored.score === 100)?.agent;
  return [
    ...text("queue", refText(callback.queue ?? routing?.queue)),
    ...text("subject", engage?.subject),
    ...text("text", engage?.text),
    ...text("campaign", preview?.campaignId),
    ...text("contact", preview?.contactId),
    ...text("contactList", preview?.contactListId),
    ...text("language", refText(routing?.language)),
    ...text("priority", routing?.priority),
    ...text("skills", routing?.skills.map(refText).filter(isTold).join(", ")),
    ...text("skillExpression", routing?.skillExpression ?? routing?.skillExpressionId),
    ...text("routingLabel", routing?.label),
    ...text("owner", refText(owner) ?? engage?.ownerId),
    ...text("preferredAgents", routing?.scoredAgents.map(scoredText).filter(isTold).join(", ")),
    ...text("flagged", coded(callback.flaggedReason)),
    ...text("error", errorText(callback)),
    ...text("voicemail", coded(callback.voicemail?.uploadStatus) ?? callback.voicemail?.id),
    ...text("journeyCustomer", pair(journey?.customerIdType, journey?.customerId)),
    ...text("journeySession", pair(journey?.sessionType, journey?.sessionId)),
    ...text("journeyAction", journeyActionText(journey)),
  ];
}

function peopleFacts(callback: Callback): Fact[] {
  return [
    ...text("externalContact", refText(callback.externalContact)),
    ...text("externalOrganization", refText(callback.externalOrganization)),
    ...text("agent", callback.participantName),
    ...text("user", refText(callback.user)),
    ...text("team", refText(callback.team)),
    ...text("callerId", callback.callerId),
    ...text("callerIdName", callback.callerIdName),
    ...text("script", refText(callback.script) ?? callback.scriptId),
    ...text("address", callback.address),
    ...text("purpose", callback.purpose),
    ...text("mediaRoles", callback.mediaRoles.join(", ")),
    ...text("contactDivision", callback.externalContactInitialDivisionId),
  ];
}

function engageFacts(callback: Callback): Fact[] {
  const { engage } = callback;
  if (engage === null) return [];
  const told = (code: EngageCode) => codeText(code, engage[code]);
  return [
    ...text("responseType", coded(callback.responseType)),
    ...text("customerId", engage.customerId),
    ...text("externalId", engage.externalId),
    ...text("callbackStatus", told("callbackStatus")),
    ...text("callResult", told("callResult")),
    ...text("callbackType", told("callbackType")),
    ...text("interactionStatus", told("status")),
    ...text("attemptsBefore", engage.attempts),
    ...text("interactionType", [engage.type, engage.subType].filter(isTold).join(", ")),
    ...text("mediaType", engage.mediaType),
    ...text("category", engage.categoryId),
    ...text("location", pair(engage.location, engage.dn)),
    ...text("server", engage.callbackServerId),
    ...text("thread", engage.threadId ?? engage.parentId),
    ...text("stoppedReason", engage.stoppedReason),
    ...text("localTimeShift", engage.timeshiftMinutes),
    ...text("document", pair(engage.structuredText, engage.binaryContent)),
    ...text("documentType", pair(engage.structuredTextMime, engage.binaryContentMime)),
    ...text("documentSize", engage.binaryContentSize),
    ...text("entityType", told("entityType")),
    ...text("createdBy", engage.creatorAppId),
    ...yesNo("allowsChildren", engage.allowChildren),
  ];
}

function technicalFacts(callback: Callback): Fact[] {
  const { queueMediaSettings: media } = callback;
  const alertingSeconds =
    callback.alertingTimeoutMs === null
      ? media?.alertingTimeoutSeconds
      : callback.alertingTimeoutMs / 1_000;
  const wrapUpSeconds = callback.wrapUpTimeoutMs === null ? null : callback.wrapUpTimeoutMs / 1_000;
  return [
    ...text("state", coded(callback.state)),
    ...text("initialState", coded(callback.initialState)),
    ...text("direction", coded(callback.direction)),
    ...text("disconnectType", coded(callback.disconnectType)),
    ...text("provider", callback.provider),
    ...text("peer", callback.peerId),
    ...yesNo("held", callback.held),
    ...instant("heldSince", callback.startHoldAt),
    ...instant("alertingSince", callback.startAlertingAt),
    ...instant("connectedAt", callback.connectedAt),
    ...instant("endedAt", callback.endedAt),
    ...seconds("alertingTimeout", alertingSeconds),
    ...yesNo("autoAnswer", media?.enableAutoAnswer ?? callback.preview?.callbackAutoAnswer),
    ...text("wrapUpPrompt", coded(callback.wrapUpPrompt)),
    ...seconds("wrapUpTimeout", wrapUpSeconds),
    ...text("afterCallWork", coded(callback.afterCallWork?.state)),
    ...yesNo("afterCallWorkAsked", callback.afterCallWorkRequired),
    ...instant("afterCallWorkSince", callback.afterCallWork?.startAt),
    ...instant("afterCallWorkUntil", callback.afterCallWork?.endAt),
    ...seconds("autoAnswerTone", media?.autoAnswerAlertToneSeconds),
    ...seconds("answerTone", media?.manualAnswerAlertToneSeconds),
    ...yesNo("wrapUpRequired", callback.wrapUpRequired),
    ...yesNo("wrapUpSkipped", callback.wrapUpSkipped),
    ...text("wrapUpTags", callback.wrapUp?.tags.join(", ")),
    ...seconds("wrapUpDuration", callback.wrapUp?.durationSeconds),
    ...yesNo("wrapUpDraft", callback.wrapUp?.provisional),
    ...instant("parkedAt", callback.parkedAt),
    ...instant("resumesAt", callback.resumeAt),
    ...text("conversation", callback.identity.conversationId),
    ...text("participant", callback.identity.participantId),
    ...text("communication", callback.identity.communicationId),
    ...text("interaction", callback.identity.interactionId),
  ];
}

const isTold = (value: string | null): value is string => value !== null && value !== "";
const pair = (first: Told, second: Told): string | null =>
  [first, second].filter((part) => part !== null && part !== undefined).join(" ") || null;
/** As the platform's own lists tell it: `5 SUBMITTED_TO_AGT`; a number nobody knows stands alone. */
const codeText = (code: EngageCode, value: number | null): string | null =>
  value === null ? null : pair(value, codeName(code, value));
const scoredText = ({ agent, score }: RoutingFacts["scoredAgents"][number]): string | null =>
  pair(refText(agent), score === null ? null : `(${score})`);

function journeyActionText(journey: JourneyFacts | null): string | null {
  const version = journey?.actionMapVersion ?? null;
  const map = pair(journey?.actionMapId, version === null ? null : `v${version}`);
  return pair(map, journey?.actionId);
}

/** Code and message first; what newer notifications add behind them. */
function errorText({ errorInfo }: Callback): string | null {
  if (errorInfo === null) return null;
  const { code, message, messageWithParams, messageParams } = errorInfo;
  const { status, entityName, entityId, contextId } = errorInfo;
  const said = [code, message ?? messageWithParams].filter(isTold).join(": ");
  const params = Object.entries(messageParams).map(([name, value]) => `${name}=${value}`);
  const more = [status, entityName, entityId, contextId, ...params].filter(
    (part) => part !== null && part !== "",
  );
  return more.length === 0 ? said : `${said} (${more.join(", ")})`;
}
