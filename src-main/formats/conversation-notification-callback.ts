import type { Adapter } from "./adapter.ts";
import { communicationId, shared, surroundings } from "./communication-fields.ts";
import { bornWithFirstSegment } from "./derived.ts";
import { callbackStates, disconnectTypes } from "./enums.ts";
import { documentStyle } from "./style.ts";
import { membersOf } from "./writing.ts";

/** `ConversationNotificationCallback`: a communication inside a notification; older ones shout their enums. */
export const conversationNotificationCallback: Adapter = {
  shape: "conversation-notification-callback",
  style: documentStyle("camelCase", "shouted"),
  members: [
    membersOf(
      callbackStates,
      "alerting dialing contacting offering connected disconnected terminated scheduled " +
        "uploading none",
    ),
    membersOf(
      disconnectTypes,
      "endpoint client system timeout transfer transfer.conference transfer.consult " +
        "transfer.noanswer transfer.notavailable transfer.forward transport.failure error peer " +
        "other spam uncallable",
    ),
  ],
  idField: "id",
  table: [
    shared.state,
    communicationId,
    shared.direction,
    shared.held,
    shared.disconnectType,
    shared.startHoldTime,
    shared.dialerPreview,
    shared.voicemail,
    shared.callbackNumbers,
    shared.callbackUserName,
    shared.scriptId,
    shared.peerId,
    shared.skipEnabled,
    shared.provider,
    shared.timeoutSeconds,
    shared.connectedTime,
    shared.disconnectedTime,
    shared.callbackScheduledTime,
    shared.automatedCallbackConfigId,
    shared.additionalProperties,
  ],
  later: [
    shared.initialState,
    shared.segments,
    shared.externalCampaign,
    shared.startAlertingTime,
    shared.wrapup,
    shared.afterCallWork,
    shared.afterCallWorkRequired,
    shared.callerId,
    shared.callerIdName,
    shared.queueMediaSettings,
    ...surroundings,
  ],
  derive: bornWithFirstSegment,
};
