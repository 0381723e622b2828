import type { Callback } from "#core/callback.ts";
import type { Adapter } from "./adapter.ts";
import { participantId, shared, surroundings } from "./communication-fields.ts";
import { callbackStates, disconnectTypes, flaggedReasons, wrapUpPrompts } from "./enums.ts";
import { entityRef, errorInfo, journey, preview, routing } from "./nested.ts";
import { coded, identifier, instant, list, natural, text, textMap, truth } from "./read-fields.ts";
import { documentStyle } from "./style.ts";
import { fieldsOf } from "./table.ts";
import { membersOf } from "./writing.ts";

const field = fieldsOf<Callback>();

/** Fields of a participant that also stand around the callbacks of a `Conversation`. */
export const ofParticipant = {
  name: field("name", "participantName", text, "Display name of the participant."),
  address: field("address", "address", text, "Address of the participant."),
  startTime: field("startTime", "createdAt", instant, "When the participant first joined."),
  purpose: field("purpose", "purpose", text, "agent, user, customer, external, acd, ivr and more."),
  wrapupRequired: field("wrapupRequired", "wrapUpRequired", truth, "Wrap-up is required."),
  wrapupPrompt: field(
    "wrapupPrompt",
    "wrapUpPrompt",
    coded(wrapUpPrompts),
    "Which kind of wrap-up is to be performed.",
  ),
  user: field("user", "user", entityRef, "The platform's user."),
  queue: field("queue", "queue", entityRef, "Its queue."),
  team: field("team", "team", entityRef, "Its team."),
  attributes: field("attributes", "attributes", textMap, "Attributes put on the participant."),
  errorInfo: field("errorInfo", "errorInfo", errorInfo, "Why the conversation ended in error."),
  wrapupTimeoutMs: field(
    "wrapupTimeoutMs",
    "wrapUpTimeoutMs",
    natural,
    "Time to complete wrap-up.",
    "ms",
  ),
  wrapupSkipped: field("wrapupSkipped", "wrapUpSkipped", truth, "Wrap-up was skipped."),
  alertingTimeoutMs: field(
    "alertingTimeoutMs",
    "alertingTimeoutMs",
    natural,
    "Time to answer before the agent counts as not responding.",
    "ms",
  ),
  externalContact: field("externalContact", "externalContact", entityRef, "External contact."),
  externalOrganization: field(
    "externalOrganization",
    "externalOrganization",
    entityRef,
    "External organization.",
  ),
  flaggedReason: field(
    "flaggedReason",
    "flaggedReason",
    coded(flaggedReasons),
    "Why the participant flagged the conversation.",
  ),
  journeyContext: field("journeyContext", "journey", journey, "The web visit it came from."),
  conversationRoutingData: field(
    "conversationRoutingData",
    "routing",
    routing,
    "How it is to be routed.",
  ),
  startAcwTime: field("startAcwTime", "afterCallWork.startAt", instant, "After-call work began."),
  endAcwTime: field("endAcwTime", "afterCallWork.endAt", instant, "After-call work ended."),
  mediaRoles: field("mediaRoles", "mediaRoles", list(text), "Monitor, coach and the like."),
  externalContactInitialDivisionId: field(
    "externalContactInitialDivisionId",
    "externalContactInitialDivisionId",
    identifier,
    "Division the external contact was first in.",
  ),
  parkTime: field("parkTime", "parkedAt", instant, "When it was parked; callbacks never are."),
  resumeTime: field("resumeTime", "resumeAt", instant, "When a parked one comes back."),
} as const;

/** `CallbackMediaParticipant`: a participant with its callback flattened into it; `id` is the participant's. */
export const callbackMediaParticipant: Adapter = {
  shape: "callback-media-participant",
  style: documentStyle("camelCase", "plain"),
  members: [
    membersOf(
      callbackStates,
      "alerting dialing contacting offering connected disconnected terminated converting " +
        "uploading transmitting none",
    ),
    membersOf(
      disconnectTypes,
      "endpoint client system transfer transfer.conference transfer.consult transfer.forward " +
        "transfer.noanswer transfer.notavailable transport.failure error peer other spam",
    ),
  ],
  idField: "id",
  table: [
    participantId,
    ofParticipant.name,
    ofParticipant.address,
    ofParticipant.startTime,
    shared.connectedTime,
    field("endTime", "endedAt", instant, "When the participant disconnected for this media."),
    shared.startHoldTime,
    ofParticipant.purpose,
    shared.state,
    shared.direction,
    shared.disconnectType,
    shared.held,
    ofParticipant.wrapupRequired,
    ofParticipant.wrapupPrompt,
    ofParticipant.user,
    ofParticipant.queue,
    ofParticipant.team,
    ofParticipant.attributes,
    ofParticipant.errorInfo,
    field("script", "script", entityRef, "Script the participant should use."),
    ofParticipant.wrapupTimeoutMs,
    ofParticipant.wrapupSkipped,
    ofParticipant.alertingTimeoutMs,
    shared.provider,
    ofParticipant.externalContact,
    ofParticipant.externalOrganization,
    shared.wrapup,
    field("peer", "peerId", identifier, "Communication of the matching leg."),
    ofParticipant.flaggedReason,
    ofParticipant.journeyContext,
    ofParticipant.conversationRoutingData,
    ofParticipant.startAcwTime,
    ofParticipant.endAcwTime,
    field("outboundPreview", "preview", preview, "Campaign preview of this callback."),
    shared.voicemail,
    shared.callbackNumbers,
    shared.callbackUserName,
    shared.externalCampaign,
    shared.skipEnabled,
    shared.timeoutSeconds,
    shared.automatedCallbackConfigId,
    shared.callbackScheduledTime,
  ],
  later: [
    shared.startAlertingTime,
    shared.initialState,
    shared.segments,
    shared.afterCallWork,
    shared.afterCallWorkRequired,
    shared.callerId,
    shared.callerIdName,
    shared.queueMediaSettings,
    ofParticipant.mediaRoles,
    ofParticipant.externalContactInitialDivisionId,
    ofParticipant.parkTime,
    ofParticipant.resumeTime,
    ...surroundings,
  ],
  derive(draft) {
    draft.scriptId ??= draft.script?.id ?? null;
  },
};
