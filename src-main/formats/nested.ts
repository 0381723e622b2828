import type {
  CampaignPreview,
  EntityRef,
  ErrorFacts,
  JourneyFacts,
  NumberColumn,
  PlatformWrapUp,
  QueueMediaSettings,
  RoutingFacts,
  Segment,
} from "#core/callback-models.ts";
import type { Voicemail } from "#core/callback.ts";
import { afterCallWorkStates, uploadStatuses } from "./enums.ts";
import {
  coded,
  identifier,
  instant,
  integer,
  list,
  natural,
  number,
  object,
  text,
  textMap,
  truth,
} from "./read-fields.ts";
import { fieldsOf, rawOnly, type Parents } from "./table.ts";

/* Models inside the four cloud documents, with every field the documents' own pages list. */

const segmentField = fieldsOf<Segment>();
export const segment = object<Segment>(
  () => ({ startAt: null, endAt: null, type: null, howEnded: null, disconnectType: null }),
  [
    segmentField("startTime", "startAt", instant, "When this stretch began."),
    segmentField("endTime", "endAt", instant, "When it ended; missing while it runs."),
    segmentField("type", "type", text, "What went on: an open set of words."),
    segmentField("howEnded", "howEnded", text, "The event that ended it."),
    segmentField("disconnectType", "disconnectType", text, "Why it was cut, as plain text."),
  ],
);

/** Models of the old notifications have it. */
export const artefact = rawOnly(
  "additionalProperties",
  "A property of the generated model with no meaning of its own; it may hold anything.",
);

const columnField = fieldsOf<NumberColumn>();
const numberColumn = object<NumberColumn>(
  () => ({ columnName: null, type: null, callableTimeColumnName: null }),
  [
    columnField("columnName", "columnName", text, "Contact-list column the number stands in."),
    columnField("type", "type", text, "Kind of number, such as cell or home."),
    columnField(
      "callableTimeColumnName",
      "callableTimeColumnName",
      text,
      "Column that says when the number may be called.",
    ),
    artefact,
  ],
);

const previewField = fieldsOf<CampaignPreview>();
export const preview = object<CampaignPreview>(
  () => ({
    id: null,
    contactId: null,
    contactListId: null,
    campaignId: null,
    phoneNumberColumns: [],
    callbackAutoAnswer: null,
  }),
  [
    previewField("id", "id", identifier, "Id of the preview."),
    previewField("contactId", "contactId", identifier, "Contact of this preview data pop."),
    previewField("contactListId", "contactListId", identifier, "Contact list of the campaign."),
    previewField("campaignId", "campaignId", identifier, "Campaign the preview belongs to."),
    previewField(
      "phoneNumberColumns",
      "phoneNumberColumns",
      list(numberColumn),
      "Columns that hold the contact's numbers.",
    ),
    previewField(
      "callbackAutoAnswer",
      "callbackAutoAnswer",
      truth,
      "Whether the callback is accepted by itself.",
    ),
    artefact,
  ],
);

const voicemailField = fieldsOf<Voicemail>();
export const voicemail = object<Voicemail>(
  () => ({ id: null, uploadStatus: null }),
  [
    voicemailField("id", "id", identifier, "Id under which the recording is fetched."),
    voicemailField(
      "uploadStatus",
      "uploadStatus",
      coded(uploadStatuses),
      "Whether the recording can be fetched yet.",
    ),
  ],
);

const wrapUpField = fieldsOf<PlatformWrapUp>();
export const emptyWrapUp = (): PlatformWrapUp => ({
  code: null,
  name: null,
  notes: null,
  tags: [],
  durationSeconds: null,
  endAt: null,
  provisional: null,
});
export const wrapUp = object<PlatformWrapUp>(emptyWrapUp, [
  wrapUpField("code", "code", identifier, "Wrap-up code id the user configured."),
  wrapUpField("name", "name", text, "Name of the code."),
  wrapUpField("notes", "notes", text, "What the agent wrote."),
  wrapUpField("tags", "tags", list(text), "Labels beside the code."),
  wrapUpField("durationSeconds", "durationSeconds", natural, "How long wrap-up took.", "s"),
  wrapUpField("endTime", "endAt", instant, "When wrap-up ended."),
  wrapUpField("provisional", "provisional", truth, "A draft, which needs no code yet."),
]);

export interface AfterCallWork {
  readonly state: { value: keyof typeof afterCallWorkStates | null; raw: string } | null;
  readonly startAt: Segment["startAt"];
  readonly endAt: Segment["endAt"];
}
export const emptyWork = (): AfterCallWork => ({ state: null, startAt: null, endAt: null });
const workField = fieldsOf<AfterCallWork>();
export const afterCallWork = object<AfterCallWork>(emptyWork, [
  workField("state", "state", coded(afterCallWorkStates), "How far after-call work is."),
  workField("startTime", "startAt", instant, "When after-call work began."),
  workField("endTime", "endAt", instant, "When it ended."),
]);

const mediaField = fieldsOf<QueueMediaSettings>();
export const emptyQueueMedia = (): QueueMediaSettings => ({
  alertingTimeoutSeconds: null,
  autoAnswerAlertToneSeconds: null,
  manualAnswerAlertToneSeconds: null,
  enableAutoAnswer: null,
});
export const queueMediaSettings = object<QueueMediaSettings>(emptyQueueMedia, [
  mediaField(
    "alertingTimeoutSeconds",
    "alertingTimeoutSeconds",
    natural,
    "How long the agent may take to answer.",
    "s",
  ),
  mediaField(
    "autoAnswerAlertToneSeconds",
    "autoAnswerAlertToneSeconds",
    number,
    "Length of the tone before an automatic answer.",
    "s",
  ),
  mediaField(
    "manualAnswerAlertToneSeconds",
    "manualAnswerAlertToneSeconds",
    number,
    "Length of the tone before a manual answer.",
    "s",
  ),
  mediaField("enableAutoAnswer", "enableAutoAnswer", truth, "Whether the queue auto-answers."),
]);

export const emptyRef = (): EntityRef => ({ id: null, name: null, selfUri: null });
const refField = fieldsOf<EntityRef>();
export const entityRef = object<EntityRef>(emptyRef, [
  refField("id", "id", identifier, "Id of the entity."),
  refField("name", "name", text, "Its name."),
  refField("selfUri", "selfUri", text, "Where the platform serves it."),
]);

interface ScoredAgent {
  readonly agent: EntityRef;
  readonly score: number | null;
}
const scoredField = fieldsOf<ScoredAgent>();
const scoredAgent = object<ScoredAgent>(
  () => ({ agent: emptyRef(), score: null }),
  [
    scoredField("agent", "agent", entityRef, "The agent who is preferred."),
    scoredField("score", "score", integer, "0 to 100; alone with 100 she owns the callback."),
  ],
);

const routingField = fieldsOf<RoutingFacts>();
export const routing = object<RoutingFacts>(
  () => ({
    queue: null,
    language: null,
    priority: null,
    skills: [],
    scoredAgents: [],
    label: null,
    skillExpression: null,
    skillExpressionId: null,
  }),
  [
    routingField("queue", "queue", entityRef, "Queue the communication waits in."),
    routingField("language", "language", entityRef, "Language the agent must speak."),
    routingField("priority", "priority", integer, "Its weight in the queue."),
    routingField("skills", "skills", list(entityRef), "Skills the agent must have."),
    routingField("scoredAgents", "scoredAgents", list(scoredAgent), "Agents who are preferred."),
    routingField("label", "label", text, "A label for routing."),
    routingField("skillExpression", "skillExpression", text, "Skills as one expression."),
    routingField("skillExpressionId", "skillExpressionId", identifier, "A stored expression."),
  ],
);

const journeyField = fieldsOf<JourneyFacts>();
export const journey = object<JourneyFacts>(
  () => ({
    customerId: null,
    customerIdType: null,
    sessionId: null,
    sessionType: null,
    actionId: null,
    actionMapId: null,
    actionMapVersion: null,
  }),
  [
    journeyField("customer.id", "customerId", identifier, "The web visitor."),
    journeyField("customer.idType", "customerIdType", text, "Kind of that id, such as cookie."),
    journeyField("customerSession.id", "sessionId", identifier, "The visit."),
    journeyField("customerSession.type", "sessionType", text, "Kind of visit, such as web."),
    journeyField("triggeringAction.id", "actionId", identifier, "What started the contact."),
    journeyField("triggeringAction.actionMap.id", "actionMapId", identifier, "Its action map."),
    journeyField(
      "triggeringAction.actionMap.version",
      "actionMapVersion",
      integer,
      "Version of that map.",
    ),
  ],
);

const errorField = fieldsOf<ErrorFacts>();
export const errorInfo = object<ErrorFacts>(
  () => ({
    code: null,
    message: null,
    status: null,
    contextId: null,
    entityId: null,
    entityName: null,
    messageWithParams: null,
    messageParams: {},
  }),
  [
    errorField("code", "code", text, "Code of the error that ended the conversation."),
    errorField("message", "message", text, "Its text."),
    errorField("status", "status", integer, "HTTP status that goes with it."),
    errorField("contextId", "contextId", identifier, "Where the platform's logs have it."),
    errorField("entityId", "entityId", identifier, "What it is about."),
    errorField("entityName", "entityName", text, "Kind of that thing."),
    errorField("messageWithParams", "messageWithParams", text, "Its text before filling in."),
    errorField("messageParams", "messageParams", textMap, "What is filled in."),
    rawOnly("details", "Smaller parts of the error, in no fixed form."),
    rawOnly("errors", "Errors beneath it, each as large as itself."),
    rawOnly("limit", "The limit that was reached, in no fixed form."),
  ],
);

/** What a home of two steps stands in when the record has not brought it. */
export const parents: Parents = {
  afterCallWork: emptyWork,
  user: emptyRef,
  queue: emptyRef,
  team: emptyRef,
  externalContact: emptyRef,
  externalOrganization: emptyRef,
};
