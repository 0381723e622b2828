import type { PlatformShape } from "#core/callback.ts";
import { inBasic, inCallback, inEngage, inNotification, inParticipant } from "./document-names.ts";

/** An example of a field as it is written on the wire, and where in the canonical record it is read to. */
export interface Example {
  readonly wire: unknown;
  /** Path in the canonical record and what stands there; null: only the raw payload keeps the field. */
  readonly reads: readonly [path: string, value: unknown] | null;
}

const at = (text: string) => Date.parse(text);
const example = (wire: unknown, path: string, value: unknown = wire): Example => ({
  wire,
  reads: [path, value],
});
const instant = (path: string): Example =>
  example("2026-11-20T08:00:02.113Z", path, at("2026-11-20T08:00:02.113Z"));
const coded = (wire: string, path: string, value = wire): Example =>
  example(wire, path, { value, raw: wire });
const ref = (path: string): Example =>
  example({ id: "e-1", name: "Entity", selfUri: "/api/v2/e/e-1" }, path);

const preview = {
  id: "dp-1",
  contactId: "c-1",
  contactListId: "cl-1",
  campaignId: "ca-1",
  phoneNumberColumns: [{ columnName: "Cell", type: "cell", callableTimeColumnName: "tz" }],
  callbackAutoAnswer: true,
};
const segment = {
  startTime: "2026-11-20T08:00:00Z",
  endTime: "2026-11-20T08:00:02.5Z",
  type: "alert",
  howEnded: "disconnect",
  disconnectType: "client",
};
const readSegment = {
  startAt: at("2026-11-20T08:00:00Z"),
  endAt: at("2026-11-20T08:00:02.500Z"),
  type: "alert",
  howEnded: "disconnect",
  disconnectType: "client",
};
const wrapup = {
  code: "w-1",
  name: "Resolved",
  notes: "all well",
  tags: ["a", "b"],
  durationSeconds: 12,
  endTime: "2026-11-20T09:00:00Z",
  provisional: false,
};
const { endTime, ...wrapupRest } = wrapup;
const work = { state: "pending", startTime: "2026-11-20T09:00:00Z", endTime: null };

const fields: Readonly<Record<string, Example>> = {
  state: coded("alerting", "state"),
  initialState: coded("scheduled", "initialState"),
  id: example("com-1", "identity.communicationId"),
  segments: example([segment], "segments", [readSegment]),
  direction: coded("outbound", "direction"),
  held: example(true, "held"),
  disconnectType: coded("transfer.noanswer", "disconnectType"),
  startHoldTime: instant("startHoldAt"),
  dialerPreview: example(preview, "preview"),
  voicemail: example({ id: "vm-1", uploadStatus: "complete" }, "voicemail", {
    id: "vm-1",
    uploadStatus: { value: "complete", raw: "complete" },
  }),
  callbackNumbers: example(["+15550100", "+447700900123"], "numbers"),
  callbackUserName: example("Maria Keller", "customerName"),
  scriptId: example("s-1", "scriptId"),
  externalCampaign: example(true, "externalCampaign"),
  skipEnabled: example(true, "skipEnabled"),
  timeoutSeconds: example(20, "timeoutSeconds"),
  startAlertingTime: instant("startAlertingAt"),
  connectedTime: instant("connectedAt"),
  disconnectedTime: instant("endedAt"),
  callbackScheduledTime: instant("scheduledAt"),
  automatedCallbackConfigId: example("auto-1", "automatedCallbackConfigId"),
  provider: example("PureCloud Callback", "provider"),
  peerId: example("peer-1", "peerId"),
  wrapup: example(wrapup, "wrapUp", { ...wrapupRest, endAt: at(endTime) }),
  afterCallWork: example(work, "afterCallWork", {
    state: { value: "pending", raw: "pending" },
    startAt: at(work.startTime),
    endAt: null,
  }),
  afterCallWorkRequired: example(true, "afterCallWorkRequired"),
  callerId: example("+15550199", "callerId"),
  callerIdName: example("Service desk", "callerIdName"),
  queueMediaSettings: example(
    {
      alertingTimeoutSeconds: 30,
      autoAnswerAlertToneSeconds: 1.5,
      manualAnswerAlertToneSeconds: 0,
      enableAutoAnswer: false,
    },
    "queueMediaSettings",
  ),
};

const snake = (name: string) => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

/** The same value with the names of its objects in snake_case, as Ruby and Python documents spell them. */
export function inSnakeCase(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(inSnakeCase);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, each]) => [snake(name), inSnakeCase(each)]),
  );
}

const pick = (...names: readonly string[]) =>
  Object.fromEntries(
    names.map((name): [string, Example] => {
      const found = fields[name];
      if (found === undefined) throw new Error(`no example of ${name}`);
      return [name, found];
    }),
  );

const ofParticipant: Readonly<Record<string, Example>> = {
  ...pick(
    "connectedTime",
    "startHoldTime",
    "state",
    "direction",
    "disconnectType",
    "held",
    "provider",
    "wrapup",
    "voicemail",
    "callbackNumbers",
    "callbackUserName",
    "externalCampaign",
    "skipEnabled",
    "timeoutSeconds",
    "automatedCallbackConfigId",
    "callbackScheduledTime",
  ),
  id: example("par-1", "identity.participantId"),
  name: example("Kim Agent", "participantName"),
  address: example("sip:kim@example.org", "address"),
  startTime: instant("createdAt"),
  endTime: instant("endedAt"),
  purpose: example("agent", "purpose"),
  wrapupRequired: example(true, "wrapUpRequired"),
  wrapupPrompt: coded("forcedTimeout", "wrapUpPrompt"),
  user: ref("user"),
  queue: ref("queue"),
  team: ref("team"),
  attributes: example({ tz: "Europe/Berlin" }, "attributes"),
  errorInfo: example(
    { code: "e.1", message: "it broke", messageParams: { what: "it" }, status: 500 },
    "errorInfo",
    {
      code: "e.1",
      message: "it broke",
      status: 500,
      contextId: null,
      entityId: null,
      entityName: null,
      messageWithParams: null,
      messageParams: { what: "it" },
    },
  ),
  script: ref("script"),
  wrapupTimeoutMs: example(60_000, "wrapUpTimeoutMs"),
  wrapupSkipped: example(false, "wrapUpSkipped"),
  alertingTimeoutMs: example(30_000, "alertingTimeoutMs"),
  externalContact: ref("externalContact"),
  externalOrganization: ref("externalOrganization"),
  peer: example("peer-1", "peerId"),
  flaggedReason: coded("general", "flaggedReason"),
  journeyContext: example(
    {
      customer: { id: "ck-1", idType: "cookie" },
      customerSession: { id: "s-9", type: "web" },
      triggeringAction: { id: "act-1", actionMap: { id: "map-1", version: 3 } },
    },
    "journey",
    {
      customerId: "ck-1",
      customerIdType: "cookie",
      sessionId: "s-9",
      sessionType: "web",
      actionId: "act-1",
      actionMapId: "map-1",
      actionMapVersion: 3,
    },
  ),
  conversationRoutingData: example(
    {
      queue: { id: "q-1", selfUri: "/q" },
      language: { id: "l-1", selfUri: "/l" },
      priority: 5,
      skills: [{ id: "sk-1", selfUri: "/s" }],
      scoredAgents: [{ agent: { id: "u-1", name: "Kim", selfUri: "/u" }, score: 100 }],
      label: "gold",
      skillExpression: "sk-1 AND sk-2",
      skillExpressionId: "se-1",
    },
    "routing",
    {
      queue: { id: "q-1", name: null, selfUri: "/q" },
      language: { id: "l-1", name: null, selfUri: "/l" },
      priority: 5,
      skills: [{ id: "sk-1", name: null, selfUri: "/s" }],
      scoredAgents: [{ agent: { id: "u-1", name: "Kim", selfUri: "/u" }, score: 100 }],
      label: "gold",
      skillExpression: "sk-1 AND sk-2",
      skillExpressionId: "se-1",
    },
  ),
  startAcwTime: instant("afterCallWork.startAt"),
  endAcwTime: instant("afterCallWork.endAt"),
  outboundPreview: example(preview, "preview"),
};

const ofNotification: Readonly<Record<string, Example>> = {
  ...fields,
  state: coded("OFFERING", "state", "offering"),
  direction: coded("INBOUND", "direction", "inbound"),
  disconnectType: coded("TRANSFER_NOTAVAILABLE", "disconnectType", "transfer.notavailable"),
  additionalProperties: { wire: { anything: [1, 2] }, reads: null },
};

const ofEngage: Readonly<Record<string, Example>> = {
  callback_status: example(5, "engage.callbackStatus"),
  desired_response_type: coded("VoIP", "responseType", "voip"),
  start_time: instant("scheduledAt"),
  end_time: instant("expiresAt"),
  customer_number: example("+15550161", "numbers", ["+15550161"]),
  attempts: example(2, "engage.attempts"),
  dn: example("7001", "engage.dn"),
  location: example("SIP_Switch", "engage.location"),
  callback_server_id: example("CallbackServer_1", "engage.callbackServerId"),
  call_result: example(28, "engage.callResult"),
  callback_type: example(2, "engage.callbackType"),
  customer_id: example("000C8a4M2K1S0001", "engage.customerId"),
  interaction_id: example("0001HaE9R3C4S00A", "identity.interactionId"),
  status: example(2, "engage.status"),
  entity_type: example(5, "engage.entityType"),
  type: example("Inbound", "engage.type"),
  sub_type: example("CallbackNew", "engage.subType"),
  media_type: example("callback", "engage.mediaType"),
  parent_id: example("0001HaE9R3C4S009", "engage.parentId"),
  thread_id: example("0001HaE9R3C4S00A", "engage.threadId"),
  external_id: example("CRM-99812", "engage.externalId"),
  owner_id: example(1043, "engage.ownerId"),
  creator_app_id: example(133, "engage.creatorAppId"),
  start_date: instant("createdAt"),
  end_date: instant("endedAt"),
  timeshift: example(-300, "engage.timeshiftMinutes"),
  category_id: example("00001a05F5U900QW", "engage.categoryId"),
  allow_children: example(false, "engage.allowChildren"),
  subject: example("Router order", "engage.subject"),
  stopped_reason: example("Normal", "engage.stoppedReason"),
  text: example("Please call about delivery", "engage.text"),
  structured_text: example("https://example.org/t", "engage.structuredText"),
  structured_text_mime: example("text/html", "engage.structuredTextMime"),
  binary_content: example("https://example.org/b", "engage.binaryContent"),
  binary_content_mime: example("audio/wav", "engage.binaryContentMime"),
  binary_content_size: example(4_096, "engage.binaryContentSize"),
  udata: example({ product: "Guitars", vip: 1, tags: ["a"] }, "attributes", {
    product: "Guitars",
    vip: "1",
    tags: '["a"]',
  }),
};

const inSnake = (examples: Readonly<Record<string, Example>>) =>
  Object.fromEntries(
    Object.entries(examples).map(([name, each]) => [
      snake(name),
      { ...each, wire: inSnakeCase(each.wire) },
    ]),
  );

/** Per shape: the names of its document in their order, and an example of each. */
export const documents: Readonly<
  Record<
    PlatformShape,
    { readonly names: readonly string[]; readonly examples: Readonly<Record<string, Example>> }
  >
> = {
  "callback-basic": { names: inBasic.split(" "), examples: inSnake(fields) },
  callback: { names: inCallback.split(" "), examples: inSnake(fields) },
  "callback-media-participant": { names: inParticipant.split(" "), examples: ofParticipant },
  "conversation-notification-callback": {
    names: inNotification.split(" "),
    examples: ofNotification,
  },
  "engage-callback-interaction": { names: inEngage.split(" "), examples: ofEngage },
};

/** A record of the shape with every field of its document. */
export function wholeRecord(shape: PlatformShape): Readonly<Record<string, unknown>> {
  const { names, examples } = documents[shape];
  return Object.fromEntries(names.map((name) => [name, examples[name]?.wire]));
}
