import type { Adapter } from "./adapter.ts";
import { communicationId, shared, surroundings } from "./communication-fields.ts";
import { bornWithFirstSegment } from "./derived.ts";
import { documentStyle } from "./style.ts";

/** `CallbackBasic`: a communication inside `ConversationBasic`; the documents spell it in snake_case. */
export const callbackBasic: Adapter = {
  shape: "callback-basic",
  style: documentStyle("snake_case", "plain"),
  members: [],
  idField: "id",
  table: [
    shared.state,
    communicationId,
    shared.segments,
    shared.direction,
    shared.held,
    shared.disconnectType,
    shared.startHoldTime,
    shared.dialerPreview,
    shared.voicemail,
    shared.callbackNumbers,
    shared.callbackUserName,
    shared.scriptId,
    shared.externalCampaign,
    shared.skipEnabled,
    shared.timeoutSeconds,
    shared.startAlertingTime,
    shared.connectedTime,
    shared.disconnectedTime,
    shared.callbackScheduledTime,
    shared.automatedCallbackConfigId,
    shared.provider,
    shared.peerId,
    shared.wrapup,
    shared.afterCallWork,
  ],
  later: [
    shared.initialState,
    shared.afterCallWorkRequired,
    shared.callerId,
    shared.callerIdName,
    shared.queueMediaSettings,
    ...surroundings,
  ],
  derive: bornWithFirstSegment,
};
