import type { Adapter } from "./adapter.ts";
import { communicationId, shared, surroundings } from "./communication-fields.ts";
import { bornWithFirstSegment } from "./derived.ts";

/** `ConversationNotificationCallback`: a communication inside a notification; older ones shout their enums. */
export const conversationNotificationCallback: Adapter = {
  shape: "conversation-notification-callback",
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
