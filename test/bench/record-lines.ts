import type { Shape } from "#core/callback.ts";

/** Bytes of a record, about what a platform sends for one callback with its attributes. */
const RECORD_BYTES = 1_200;

const at = (index: number, seconds = 0): string =>
  new Date(Date.UTC(2026, 10, 20, 8) + index * 1_000 + seconds * 1_000).toISOString();
/** Unique, and as scattered as the ids that platforms draw: no index may profit from their order. */
const id = (kind: string, index: number): string => {
  const scattered = (Math.imul(index, 0x9e37_79b1) >>> 0).toString(16).padStart(8, "0");
  return `${scattered}-0000-4000-8000-${kind}${String(index).padStart(10, "0")}`;
};
const phone = (index: number): string => `+155501${String(index % 100).padStart(2, "0")}`;

const segments = (index: number) => [
  { startTime: at(index), endTime: at(index, 2), type: "system", howEnded: "disconnect" },
  { startTime: at(index, 2), endTime: null, type: "scheduled", howEnded: null },
];

const communication = (index: number) => ({
  id: id("ce", index),
  state: "scheduled",
  segments: segments(index),
  direction: "outbound",
  held: false,
  disconnectType: null,
  voicemail: null,
  callbackNumbers: [phone(index), "+447700900123"],
  callbackUserName: `Customer ${index}`,
  scriptId: id("29", 1),
  externalCampaign: false,
  skipEnabled: index % 2 === 0,
  timeoutSeconds: 0,
  callbackScheduledTime: at(index, 3_600),
  automatedCallbackConfigId: null,
  provider: "PureCloud Callback",
  peerId: id("77", index),
  wrapup: null,
  afterCallWork: { state: "unknown" },
});

const preview = (index: number) => ({
  id: id("da", index),
  contactId: id("c0", index),
  contactListId: id("c1", 1),
  campaignId: id("ca", 1),
  phoneNumberColumns: [{ columnName: "Cell", type: "cell" }],
});

const toSnake = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(toSnake);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, each]) => [
      name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`),
      toSnake(each),
    ]),
  );
};

const records: Readonly<Record<Exclude<Shape, "csv">, (index: number) => object>> = {
  "callback-basic": (index) =>
    toSnake({ ...communication(index), dialerPreview: preview(index) }) as object,
  callback: (index) => ({
    ...communication(index),
    initialState: "scheduled",
    callerId: "+15550199",
    callerIdName: "Service",
    afterCallWorkRequired: false,
    queueMediaSettings: { alertingTimeoutSeconds: 30, enableAutoAnswer: false },
  }),
  "callback-media-participant": (index) => ({
    id: id("aa", index),
    name: `Customer ${index}`,
    address: phone(index),
    startTime: at(index),
    purpose: "agent",
    state: "alerting",
    direction: "outbound",
    held: false,
    wrapupRequired: true,
    wrapupPrompt: "forcedTimeout",
    wrapupTimeoutMs: 60_000,
    alertingTimeoutMs: 30_000,
    user: { id: id("11", 1), name: "Kim Agent" },
    queue: { id: id("d1", 1), name: "Callbacks" },
    attributes: { notes: "prefers the morning", tz: "Europe/Berlin" },
    provider: "PureCloud Callback",
    peer: id("bb", index),
    conversationRoutingData: {
      queue: { id: id("d1", 1) },
      priority: 5,
      skills: [{ id: id("5c", 1) }],
      scoredAgents: [{ agent: { id: id("11", 1) }, score: 100 }],
    },
    callbackNumbers: [phone(index)],
    callbackUserName: `Customer ${index}`,
    skipEnabled: false,
    timeoutSeconds: 15,
    callbackScheduledTime: at(index, 3_600),
  }),
  "conversation-notification-callback": (index) => ({
    ...communication(index),
    state: "OFFERING",
    direction: "OUTBOUND",
    dialerPreview: { ...preview(index), additionalProperties: null },
    additionalProperties: null,
  }),
  "engage-callback-interaction": (index) => ({
    callback_status: 5,
    desired_response_type: "Voice",
    start_time: at(index),
    end_time: at(index, 7_200),
    customer_number: phone(index),
    attempts: 1,
    dn: "7001",
    location: "SIP_Switch",
    callback_server_id: "CallbackServer_1",
    call_result: 28,
    callback_type: 2,
    customer_id: `000C8a4M${index}`,
    interaction_id: `0001HaE9${index}`,
    status: 2,
    entity_type: 5,
    type: "Inbound",
    sub_type: "CallbackNew",
    media_type: "callback",
    parent_id: null,
    thread_id: `0001HaE9${index}`,
    external_id: `CRM-${index}`,
    owner_id: 1043,
    creator_app_id: 133,
    start_date: at(index),
    timeshift: -300,
    category_id: "00001a05F5U900QW",
    allow_children: true,
    subject: "Router order",
    text: "Please call about the delivery",
    udata: { Product: "Guitars", VIP: "1" },
  }),
};

export const lineShapes = Object.keys(records) as readonly (keyof typeof records)[];

/**
 * One record as its line of JSON, 1.2 kB long: what is missing stands in a field that no document
 * has, as a sender's own additions do.
 */
export function recordLine(shape: (typeof lineShapes)[number], index: number): string {
  const record = records[shape](index);
  const bare = JSON.stringify(record);
  const filler = RECORD_BYTES - bare.length - ',"note":""'.length;
  if (filler <= 0) return bare;
  return JSON.stringify({ ...record, note: "remark ".repeat(200).slice(0, filler) });
}
