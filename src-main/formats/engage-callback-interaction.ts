import type { EngageFacts } from "#core/callback-models.ts";
import type { Callback } from "#core/callback.ts";
import { engageCodes } from "#core/engage-codes.ts";
import type { Adapter } from "./adapter.ts";
import { directions, responseTypes, spellingIndex } from "./enums.ts";
import {
  code,
  coded,
  engageInteger,
  engageTruth,
  identifier,
  instant,
  looseMap,
  text,
} from "./read-fields.ts";
import { documentStyle } from "./style.ts";
import { presentName } from "./record-style.ts";
import { fieldsOf, spellingsOf, type Codec } from "./table.ts";
import { writeOnlyItem } from "./write-fields.ts";

const field = fieldsOf<Callback>();

/** Engage has one contact address where the other documents have a list. */
const oneNumber: Codec<readonly string[]> = {
  kind: { is: "only-item", of: text.kind },
  write: writeOnlyItem,
  read(value, reading) {
    const number = text.read(value, reading);
    return number === null ? null : [number];
  },
};

/** `Callback Interaction` of Genesys Engage: snake_case, numeric codes, times in UTC. */
export const engageCallbackInteraction: Adapter = {
  shape: "engage-callback-interaction",
  style: documentStyle("snake_case", "listed"),
  members: [],
  idField: "interaction_id",
  table: [
    field(
      "callback_status",
      "engage.callbackStatus",
      code(engageCodes.callbackStatus),
      "How far the callback is.",
    ),
    field(
      "desired_response_type",
      "responseType",
      coded(responseTypes),
      "Voice, VoIP or Email; an e-mail cannot be called.",
    ),
    field("start_time", "scheduledAt", instant, "Not to be called before this."),
    field("end_time", "expiresAt", instant, "Not to be called after this."),
    field(
      "customer_number",
      "numbers",
      oneNumber,
      "Phone number, IP address or e-mail address, depending on the media type.",
    ),
    field("attempts", "engage.attempts", engageInteger, "Attempts made so far."),
    field("dn", "engage.dn", text, "DN the request was sent to."),
    field("location", "engage.location", text, "Switch that DN belongs to."),
    field("callback_server_id", "engage.callbackServerId", identifier, "Server that served it."),
    field("call_result", "engage.callResult", code(engageCodes.callResult), "How the call went."),
    field(
      "callback_type",
      "engage.callbackType",
      code(engageCodes.callbackType),
      "ASAP or scheduled.",
    ),
    field("customer_id", "engage.customerId", identifier, "The customer."),
    field("interaction_id", "identity.interactionId", identifier, "Id of the interaction."),
    field(
      "status",
      "engage.status",
      code(engageCodes.status),
      "State of the interaction, which is not that of the callback.",
    ),
    field("entity_type", "engage.entityType", code(engageCodes.entityType), "5 for a callback."),
    field("type", "engage.type", text, "Inbound, outbound and so on."),
    field("sub_type", "engage.subType", text, "What the application makes of the type."),
    field("media_type", "engage.mediaType", text, "voice, email, chat, callback and so on."),
    field("parent_id", "engage.parentId", identifier, "Interaction it descends from."),
    field("thread_id", "engage.threadId", identifier, "Thread it belongs to."),
    field("external_id", "engage.externalId", identifier, "Its id in another system."),
    field("owner_id", "engage.ownerId", engageInteger, "Person who owns it."),
    field("creator_app_id", "engage.creatorAppId", engageInteger, "Application that made it."),
    field("start_date", "createdAt", instant, "When the interaction was created."),
    field("end_date", "endedAt", instant, "When it ended."),
    field(
      "timeshift",
      "engage.timeshiftMinutes",
      engageInteger,
      "Minutes from UTC to the local time of its creation.",
      "min",
    ),
    field("category_id", "engage.categoryId", identifier, "Category it was given."),
    field("allow_children", "engage.allowChildren", engageTruth, "Children may be added."),
    field("subject", "engage.subject", text, "What it is about."),
    field("stopped_reason", "engage.stoppedReason", text, "Why it ended."),
    field("text", "engage.text", text, "Plain text."),
    field("structured_text", "engage.structuredText", text, "Where its structured text is."),
    field("structured_text_mime", "engage.structuredTextMime", text, "Type of that text."),
    field("binary_content", "engage.binaryContent", text, "Where its binary content is."),
    field("binary_content_mime", "engage.binaryContentMime", text, "Type of that content."),
    field(
      "binary_content_size",
      "engage.binaryContentSize",
      engageInteger,
      "Size of that content.",
      "bytes",
    ),
    field("udata", "attributes", looseMap, "User data attached to the interaction."),
  ],
  later: [],
  derive(draft, reading, record) {
    draft.engage ??= emptyEngage();
    const { scheduledAt, expiresAt } = draft;
    if (scheduledAt !== null && expiresAt !== null && expiresAt < scheduledAt) {
      reading.enter(presentName(record, spellingsOf("end_time")) ?? "end_time");
      reading.note("expected an instant after start_time, found one before it");
      reading.leave();
    }
    const raw = draft.engage.type;
    const value = raw === null ? undefined : directionIndex.get(raw.toLowerCase());
    // The type is an open set: only its two directions say something about the direction.
    if (raw !== null && value !== undefined) draft.direction = { value, raw };
  },
};

const directionIndex = spellingIndex(directions);

export const emptyEngage = (): EngageFacts => ({
  callbackStatus: null,
  callResult: null,
  callbackType: null,
  status: null,
  entityType: null,
  attempts: null,
  dn: null,
  location: null,
  callbackServerId: null,
  customerId: null,
  type: null,
  subType: null,
  mediaType: null,
  parentId: null,
  threadId: null,
  externalId: null,
  ownerId: null,
  creatorAppId: null,
  timeshiftMinutes: null,
  categoryId: null,
  allowChildren: null,
  subject: null,
  stoppedReason: null,
  text: null,
  structuredText: null,
  structuredTextMime: null,
  binaryContent: null,
  binaryContentMime: null,
  binaryContentSize: null,
});
