import type { CallbackView } from "#contract/view.ts";
import type { Shape } from "#core/callback.ts";
import * as m from "#renderer/messages/messages.js";
import { moment, readInstant, roughly } from "./moments.ts";

export type Fact = CallbackView["facts"][number];
type FactName = Extract<Fact, { kind: "field" }>["name"];

const names: Readonly<Record<FactName, () => string>> = {
  queue: m.fact_queue,
  campaign: m.fact_campaign,
  contact: m.fact_contact,
  contactList: m.fact_contact_list,
  team: m.fact_team,
  user: m.fact_user,
  agent: m.fact_agent,
  script: m.fact_script,
  provider: m.fact_provider,
  direction: m.fact_direction,
  state: m.fact_state,
  initialState: m.fact_initial_state,
  purpose: m.fact_purpose,
  address: m.fact_address,
  peer: m.fact_peer,
  externalContact: m.fact_external_contact,
  externalOrganization: m.fact_external_organization,
  callerId: m.fact_caller_id,
  callerIdName: m.fact_caller_id_name,
  language: m.fact_language,
  priority: m.fact_priority,
  skills: m.fact_skills,
  routingLabel: m.fact_routing_label,
  owner: m.fact_owner,
  flagged: m.fact_flagged,
  error: m.fact_error,
  journeyCustomer: m.fact_journey_customer,
  journeySession: m.fact_journey_session,
  journeyAction: m.fact_journey_action,
  voicemail: m.fact_voicemail,
  held: m.fact_held,
  heldSince: m.fact_held_since,
  alertingSince: m.fact_alerting_since,
  connectedAt: m.fact_connected_at,
  endedAt: m.fact_ended_at,
  disconnectType: m.fact_disconnect_type,
  alertingTimeout: m.fact_alerting_timeout,
  autoAnswer: m.fact_auto_answer,
  wrapUpPrompt: m.fact_wrap_up_prompt,
  wrapUpTimeout: m.fact_wrap_up_timeout,
  afterCallWork: m.fact_after_call_work,
  callbackStatus: m.fact_callback_status,
  callResult: m.fact_call_result,
  callbackType: m.fact_callback_type,
  responseType: m.fact_response_type,
  interactionStatus: m.fact_interaction_status,
  attemptsBefore: m.fact_attempts_before,
  subject: m.fact_subject,
  text: m.fact_text,
  customerId: m.fact_customer_id,
  externalId: m.fact_external_id,
  interactionType: m.fact_interaction_type,
  mediaType: m.fact_media_type,
  category: m.fact_category,
  location: m.fact_location,
  server: m.fact_server,
  thread: m.fact_thread,
  stoppedReason: m.fact_stopped_reason,
  localTimeShift: m.fact_local_time_shift,
  document: m.fact_document,
  wrapUpRequired: m.fact_wrap_up_required,
  wrapUpSkipped: m.fact_wrap_up_skipped,
  wrapUpTags: m.fact_wrap_up_tags,
  wrapUpDuration: m.fact_wrap_up_duration,
  wrapUpDraft: m.fact_wrap_up_draft,
  afterCallWorkAsked: m.fact_after_call_work_asked,
  afterCallWorkSince: m.fact_after_call_work_since,
  afterCallWorkUntil: m.fact_after_call_work_until,
  autoAnswerTone: m.fact_auto_answer_tone,
  answerTone: m.fact_answer_tone,
  preferredAgents: m.fact_preferred_agents,
  skillExpression: m.fact_skill_expression,
  mediaRoles: m.fact_media_roles,
  contactDivision: m.fact_contact_division,
  parkedAt: m.fact_parked_at,
  resumesAt: m.fact_resumes_at,
  entityType: m.fact_entity_type,
  createdBy: m.fact_created_by,
  allowsChildren: m.fact_allows_children,
  documentType: m.fact_document_type,
  documentSize: m.fact_document_size,
  conversation: m.fact_conversation,
  participant: m.fact_participant,
  communication: m.fact_communication,
  interaction: m.fact_interaction,
};

/** What an agent wants to know before she calls; the rest waits behind "more". */
const first: ReadonlySet<FactName> = new Set<FactName>([
  "queue",
  "campaign",
  "contact",
  "subject",
  "text",
  "language",
  "owner",
  "skills",
  "priority",
  "externalContact",
  "externalOrganization",
  "customerId",
  "callerId",
  "error",
  "flagged",
]);

export const isFirstFact = (fact: Fact): boolean => fact.kind === "field" && first.has(fact.name);

/** The agent's word for a field; an attribute keeps the customer's own name. */
export const factName = (fact: Fact): string =>
  fact.kind === "field" ? names[fact.name]() : fact.name;

export function factValue(now: number, fact: Fact): string {
  if (fact.kind === "attribute") return fact.value;
  switch (fact.format) {
    case "text":
      return fact.value;
    case "instant": {
      const at = readInstant(fact.value);
      return at === null ? fact.value : moment(now, at);
    }
    case "seconds":
      return Number.isFinite(Number(fact.value)) ? roughly(Number(fact.value) * 1_000) : fact.value;
    case "yes-no":
      return fact.value === "true" ? m.yes() : m.no();
  }
}

const platforms: Readonly<Record<Shape, () => string>> = {
  "callback-basic": m.platform_cloud,
  callback: m.platform_cloud,
  "callback-media-participant": m.platform_cloud,
  "conversation-notification-callback": m.platform_cloud,
  "engage-callback-interaction": m.platform_engage,
  csv: m.platform_table,
};
export const platformName = (shape: Shape): string => platforms[shape]();
